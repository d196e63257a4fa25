import TaxonomyIcon from '@mui/icons-material/AccountTreeOutlined';
import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { usePercent } from '../agents/use-points.ts';
import type { MiningRun } from '../api/types.ts';
import { StateMessage } from '../widgets/StateMessage.tsx';
import { ReportSection } from './ReportSection.tsx';

type Taxonomy = NonNullable<MiningRun['report']>['taxonomy'];
type Node = Taxonomy['nodes'][number];

const colours = { agreeing: '#14566b', other: '#a9c6cd' } as const;
const columns = 'minmax(150px, 1.2fr) minmax(180px, 2.2fr) 56px minmax(250px, 1.5fr)';

/** For each complaint type the calls under it, and how many of them say so in their own words. */
export function TypeAgreement({ taxonomy: { nodes, types } }: { taxonomy: Taxonomy }) {
  const translate = useTranslate();
  const title = translate('app.mining_runs.agreement.title');
  if (nodes.length === 0) {
    const state = types === 0 ? 'none' : 'old';
    return (
      <ReportSection title={title}>
        <StateMessage
          icon={<TaxonomyIcon />}
          title={translate(`app.mining_runs.agreement.${state}.title`)}
          hint={translate(`app.mining_runs.agreement.${state}.hint`)}
        />
      </ReportSection>
    );
  }
  const met = nodes.filter(({ calls }) => calls > 0);
  const missed = nodes.filter(({ calls }) => calls === 0);
  const widest = Math.max(...met.map(({ calls }) => calls), 1);
  return (
    <ReportSection title={title} hint={translate('app.mining_runs.agreement.hint')}>
      <Legend />
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.75 }} data-testid="types">
        {met.map((node) => (
          <TypeRow key={node.name} node={node} widest={widest} />
        ))}
      </Box>
      {missed.length > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {translate('app.mining_runs.agreement.missed')}{' '}
          {missed
            .map(({ name, elsewhere }) =>
              elsewhere === 0 ? name : translate('app.mining_runs.agreement.said_in', { name, smart_count: elsewhere }),
            )
            .join(translate('app.mining_runs.agreement.comma'))}
        </Typography>
      )}
    </ReportSection>
  );
}

function Legend() {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'flex', gap: 2.5, mb: 1, flexWrap: 'wrap' }}>
      {(['agreeing', 'other'] as const).map((part) => (
        <Box key={part} sx={{ display: 'flex', alignItems: 'center', gap: 0.75, fontSize: '.82rem' }}>
          <Box sx={{ width: 10, height: 10, borderRadius: '2px', bgcolor: colours[part] }} />
          {translate(`app.mining_runs.agreement.${part}`)}
        </Box>
      ))}
    </Box>
  );
}

function TypeRow({ node, widest }: { node: Node; widest: number }) {
  const translate = useTranslate();
  const percent = usePercent();
  const { name, calls, scenarios, read, agreeing, elsewhere } = node;
  const share = read === 0 ? 0 : agreeing / read;
  const about = [
    translate('app.mining_runs.agreement.calls', { smart_count: calls }),
    translate('app.mining_runs.agreement.scenarios', { smart_count: scenarios }),
    ...(elsewhere > 0 ? [translate('app.mining_runs.agreement.elsewhere', { smart_count: elsewhere })] : []),
  ];
  return (
    <Box
      component="li"
      sx={{ display: 'grid', gridTemplateColumns: columns, gap: 1.5, alignItems: 'center', fontSize: '.88rem' }}
    >
      <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={name}>
        {name}
      </Box>
      <Box
        aria-hidden
        sx={{
          display: 'flex',
          height: 12,
          width: `${(calls / widest) * 100}%`,
          borderRadius: '2px',
          overflow: 'hidden',
        }}
      >
        <Box sx={{ width: `${share * 100}%`, bgcolor: colours.agreeing }} />
        <Box sx={{ flex: 1, bgcolor: colours.other }} />
      </Box>
      <Box sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>{read === 0 ? '—' : percent(share)}</Box>
      <Box sx={{ color: 'text.secondary', fontSize: '.82rem' }}>{about.join(' · ')}</Box>
    </Box>
  );
}
