import { Box, Chip, Typography } from '@mui/material';
import { DataTable, SelectInput, TextInput, useTranslate } from 'react-admin';
import type { Agent } from '../api/types.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { EffectPlot } from './EffectPlot.tsx';
import { usePercent, usePoints, useTenure } from './use-points.ts';

const rightward = { textAlign: 'right', '& .MuiTableSortLabel-root': { flexDirection: 'row-reverse' } } as const;

/** Who the agents are, and how each does with calls like theirs. */
export function AgentList() {
  const translate = useTranslate();
  const tenure = useTenure();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <TextInput key="team" source="team" alwaysOn />,
    <SelectInput
      key="topAgent"
      source="topAgent"
      alwaysOn
      choices={[
        { id: 'true', name: translate('app.agents.top') },
        { id: 'false', name: translate('app.agents.others') },
      ]}
    />,
  ];
  return (
    <ListFrame filters={filters} sort={{ field: 'low', order: 'DESC' }}>
      <DataTable<Agent> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col source="id" render={(agent: Agent) => <AgentName agent={agent} />} />
        <DataTable.Col source="team" render={(agent: Agent) => agent.team ?? '—'} />
        <DataTable.Col
          source="tenureMonths"
          sx={{ whiteSpace: 'nowrap' }}
          render={(agent: Agent) => tenure(agent.tenureMonths)}
        />
        <DataTable.Col
          sx={rightward}
          source="trustedCalls"
          render={(agent: Agent) =>
            agent.standing
              ? translate('app.agents.calls_of', { trusted: agent.standing.trustedCalls, all: agent.standing.calls })
              : '0'
          }
        />
        <DataTable.Col
          sx={rightward}
          source="rawRate"
          render={(agent: Agent) => <Rate standing={agent.standing} of="rawRate" />}
        />
        <DataTable.Col
          sx={rightward}
          source="expectedRate"
          disableSort
          render={(agent: Agent) => <Rate standing={agent.standing} of="expectedRate" />}
        />
        <DataTable.Col source="low" render={(agent: Agent) => <Effect agent={agent} />} />
      </DataTable>
    </ListFrame>
  );
}

/** Quieter where too few calls stand behind it for a comparison. */
function Rate({ standing, of }: { standing: Agent['standing']; of: 'rawRate' | 'expectedRate' }) {
  const percent = usePercent();
  if (!standing?.trustedCalls) return '—';
  return (
    <Box component="span" sx={standing.eligible ? {} : { color: 'text.secondary' }}>
      {percent(standing[of])}
    </Box>
  );
}

function AgentName({ agent }: { agent: Agent }) {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Box sx={{ display: 'grid', whiteSpace: 'nowrap' }}>
        <RowLink id={agent.id}>{agent.displayName ?? agent.id}</RowLink>
        {agent.displayName && (
          <Typography variant="caption" color="textSecondary">
            {agent.id}
          </Typography>
        )}
      </Box>
      {agent.standing?.topAgent && <Chip size="small" color="success" label={translate('app.agents.top_mark')} />}
    </Box>
  );
}

function Effect({ agent: { standing } }: { agent: Agent }) {
  const translate = useTranslate();
  const points = usePoints();
  if (!standing?.eligible) {
    return (
      <Typography variant="caption" color="textSecondary">
        {standing
          ? translate('app.agents.too_few', { smart_count: standing.minimumCalls })
          : translate('app.agents.no_calls')}
      </Typography>
    );
  }
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <EffectPlot standing={standing} />
      <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {points(standing.effect)}
      </Typography>
    </Box>
  );
}
