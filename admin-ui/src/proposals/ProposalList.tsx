import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Typography } from '@mui/material';
import { DataTable, SelectInput, TopToolbar, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { itemKinds, proposalStatuses } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { Proposal } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { ProposalStatusChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { useOriginText } from './use-origin-text.ts';

/** The review queue: what waits for a decision, the most urgent first. */
export function ProposalList() {
  const labels = useLabels();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="status" source="status" alwaysOn choices={labels.choices(proposalStatuses)} />,
    <SelectInput key="kind" source="kind" alwaysOn choices={itemKinds.map((id) => ({ id, name: labels.kind(id) }))} />,
    <SelectInput
      key="type"
      source="type"
      alwaysOn
      choices={[
        { id: 'item', name: 'app.proposals.type.item' },
        { id: 'bundle', name: 'app.proposals.type.bundle' },
      ]}
    />,
  ];
  return (
    <ListFrame
      filters={filters}
      actions={<QueueActions />}
      filterDefaultValues={{ status: 'in_review' }}
      sort={{ field: 'priority', order: 'DESC' }}
    >
      <ProposalTable />
    </ListFrame>
  );
}

function QueueActions() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  return (
    <TopToolbar>
      {permissions.includes('proposals:write') && (
        <Button component={Link} to="/proposals/create" size="small" startIcon={<AddIcon />}>
          {translate('app.propose.title')}
        </Button>
      )}
    </TopToolbar>
  );
}

function ProposalTable() {
  const translate = useTranslate();
  const origin = useOriginText();
  return (
    <DataTable<Proposal> rowClick="show" bulkActionButtons={false}>
      <DataTable.Col
        source="title"
        render={(proposal: Proposal) => (
          <Box data-testid="proposal-row" data-proposal-id={proposal.id}>
            <RowLink id={proposal.id}>{proposal.title}</RowLink>
            <Typography variant="caption" component="div" color="textSecondary">
              {translate(`app.proposals.type.${proposal.type}`)} ·{' '}
              {translate('app.proposals.parts', { smart_count: proposal.partsCount })}
            </Typography>
          </Box>
        )}
      />
      <DataTable.Col
        source="kinds"
        disableSort
        render={(proposal: Proposal) => (
          <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap', maxWidth: 240 }}>
            {proposal.kinds.slice(0, 4).map((kind) => (
              <KindChip key={kind} kind={kind} />
            ))}
          </Box>
        )}
      />
      <DataTable.Col source="origin" disableSort render={(proposal: Proposal) => origin(proposal.origin)} />
      <DataTable.Col
        source="reviewsDone"
        disableSort
        render={(proposal: Proposal) => <ReviewProgress done={proposal.reviewsDone} needed={proposal.reviewsNeeded} />}
      />
      <DataTable.Col source="priority" render={(proposal: Proposal) => <Priority value={proposal.priority} />} />
      <DataTable.Col
        source="status"
        disableSort
        render={(proposal: Proposal) => <ProposalStatusChip status={proposal.status} />}
      />
      <DataTable.Col source="createdAt" render={(proposal: Proposal) => <When at={proposal.createdAt} />} />
    </DataTable>
  );
}

/** Reviews given out of those needed, as dots and as words. */
export function ReviewProgress({ done, needed }: { done: number; needed: number }) {
  return (
    <Box
      component="span"
      role="img"
      aria-label={`${done}/${needed}`}
      sx={{ display: 'inline-flex', gap: 0.5, alignItems: 'center' }}
    >
      {Array.from({ length: needed }, (_, index) => index).map((place) => (
        <Box
          key={place}
          component="span"
          sx={{
            width: 10,
            height: 10,
            borderRadius: '50%',
            border: 1.5,
            borderColor: place < done ? 'success.main' : '#9aabb3',
            bgcolor: place < done ? 'success.main' : 'transparent',
          }}
        />
      ))}
      <Box component="span" sx={{ ml: 0.5, color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {done}/{needed}
      </Box>
    </Box>
  );
}

function Priority({ value }: { value: number }) {
  const colour = value >= 70 ? 'error.dark' : value >= 40 ? 'warning.dark' : 'text.secondary';
  return (
    <Box
      component="span"
      sx={{ color: colour, fontWeight: value >= 40 ? 650 : 400, fontVariantNumeric: 'tabular-nums' }}
    >
      {Math.round(value * 100) / 100}
    </Box>
  );
}
