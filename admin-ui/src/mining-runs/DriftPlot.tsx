import FirstIcon from '@mui/icons-material/FlagOutlined';
import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { usePercent, usePoints } from '../agents/use-points.ts';
import type { MiningRun } from '../api/types.ts';
import { StateMessage } from '../widgets/StateMessage.tsx';
import { ReportSection } from './ReportSection.tsx';

type Report = NonNullable<MiningRun['report']>;
type Change = 'new' | 'grew' | 'shrank' | 'ended';

const colours = { new: '#1c7a4a', grew: '#14566b', shrank: '#c9772b', ended: '#a8281f' } as const;
const changes: readonly Change[] = ['grew', 'new', 'shrank', 'ended'];
const shownAtFirst = 10;
const columns = 'minmax(150px, 1.6fr) minmax(220px, 3fr) 130px 118px';

interface Row {
  readonly key: string;
  readonly name: string;
  readonly change: Change;
  readonly share: number;
  readonly before: number;
}

/** Which scenarios grew, shrank, appeared and ended since the last mining, the largest moves first; of a first mining, that it is the first. */
export function DriftPlot({ report }: { report: Report }) {
  const translate = useTranslate();
  const title = translate('app.mining_runs.changes');
  if (report.drift === null) {
    return (
      <ReportSection title={title}>
        <StateMessage
          icon={<FirstIcon />}
          title={translate('app.mining_runs.first.title')}
          hint={translate('app.mining_runs.first.hint')}
        />
      </ReportSection>
    );
  }
  return (
    <ReportSection title={title} hint={translate('app.mining_runs.drift.hint')}>
      <DriftScale drift={report.drift} level={report.driftLevel} />
      <Moves report={report} />
      <PartsAndJoins report={report} />
    </ReportSection>
  );
}

/** How far the shares moved altogether, on a scale from nothing to everything. */
function DriftScale({ drift, level }: { drift: number; level: Report['driftLevel'] }) {
  const translate = useTranslate();
  const said = translate('app.mining_runs.drift.is', {
    value: drift.toFixed(2),
    level: level === null ? '' : translate(`app.mining_runs.drift.${level}`),
  });
  // By its root, so that small drifts can be told apart.
  const place = `${Math.sqrt(Math.min(1, drift)) * 100}%`;
  return (
    <Box sx={{ mb: 2, maxWidth: 620 }}>
      <Typography variant="body2" sx={{ mb: 0.75 }} data-testid="drift">
        {said}
      </Typography>
      <Box
        role="img"
        aria-label={said}
        sx={{
          position: 'relative',
          height: 8,
          borderRadius: 4,
          background: 'linear-gradient(90deg, #dbe9ea 0%, #f3e3c3 45%, #eab7a6 100%)',
        }}
      >
        <Box
          sx={{
            position: 'absolute',
            left: place,
            top: -3,
            width: 4,
            height: 14,
            ml: '-2px',
            borderRadius: 1,
            bgcolor: 'text.primary',
          }}
        />
      </Box>
      <Box
        sx={{ display: 'flex', justifyContent: 'space-between', fontSize: '.75rem', color: 'text.secondary', mt: 0.5 }}
      >
        <span>{translate('app.mining_runs.drift.low')}</span>
        <span>{translate('app.mining_runs.drift.high')}</span>
      </Box>
    </Box>
  );
}

function rowsOf({ scenarios, retired, callsBefore }: Report): Row[] {
  const now = scenarios.flatMap((one): Row[] => {
    const change = one.change ?? bySize(one.share, one.shareBefore);
    if (change === 'steady') return [];
    return [{ key: one.key, name: one.name, change, share: one.share, before: one.shareBefore ?? 0 }];
  });
  const gone = retired.map(
    ({ key, name, calls }): Row => ({ key, name, change: 'ended', share: 0, before: calls / Math.max(1, callsBefore) }),
  );
  return [...now, ...gone].sort((a, b) => Math.abs(b.share - b.before) - Math.abs(a.share - a.before));
}

/** Of reports that do not say themselves. */
function bySize(share: number, before: number | null): Change {
  if (before === null) return 'new';
  return share > before ? 'grew' : 'shrank';
}

function Moves({ report }: { report: Report }) {
  const translate = useTranslate();
  const [all, setAll] = useState(false);
  const rows = rowsOf(report);
  const steady = report.scenarios.filter(({ change }) => change === 'steady').length;
  const widest = Math.max(...rows.map(({ share, before }) => Math.abs(share - before)), 0.000_1);
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  if (rows.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        {translate('app.mining_runs.drift.nothing', { smart_count: steady })}
      </Typography>
    );
  }
  return (
    <>
      <Box sx={{ display: 'flex', gap: 2.5, mb: 1, flexWrap: 'wrap' }}>
        {changes.map((change) => (
          <Box key={change} sx={{ display: 'flex', alignItems: 'center', gap: 0.75, fontSize: '.82rem' }}>
            <Box sx={{ width: 10, height: 10, borderRadius: '2px', bgcolor: colours[change] }} />
            {translate(`app.mining_runs.change.${change}`)} {rows.filter((row) => row.change === change).length}
          </Box>
        ))}
        <Box sx={{ fontSize: '.82rem', color: 'text.secondary' }}>
          {translate('app.mining_runs.change.steady')} {steady}
        </Box>
      </Box>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }} data-testid="moves">
        {shown.map((row) => (
          <Move key={row.key} row={row} widest={widest} />
        ))}
      </Box>
      {rows.length > shown.length && (
        <Button size="small" onClick={() => setAll(true)} sx={{ mt: 0.5 }}>
          {translate('app.mining_runs.drift.more', { smart_count: rows.length - shown.length })}
        </Button>
      )}
    </>
  );
}

/** A bar to the right of the line in the middle for what grew, to its left for what shrank. */
function Move({ row: { name, change, share, before }, widest }: { row: Row; widest: number }) {
  const translate = useTranslate();
  const percent = usePercent(1);
  const points = usePoints();
  const moved = share - before;
  const half = (Math.abs(moved) / widest) * 50;
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
          position: 'relative',
          height: 12,
          background:
            'linear-gradient(90deg, transparent calc(50% - .5px), #8c9ba2 0, #8c9ba2 calc(50% + .5px), transparent 0)',
        }}
      >
        <Box
          sx={{
            position: 'absolute',
            top: 1,
            height: 10,
            left: moved < 0 ? `${50 - half}%` : '50%',
            width: `${half}%`,
            minWidth: '2px',
            bgcolor: colours[change],
            borderRadius: '2px',
          }}
        />
      </Box>
      <Box sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
        {change === 'new' ? translate('app.mining_runs.new') : percent(before)} → {percent(share)}
      </Box>
      <Box sx={{ color: 'text.secondary', fontSize: '.82rem', whiteSpace: 'nowrap' }}>
        {translate('app.mining_runs.points', { n: points(moved) })}
      </Box>
    </Box>
  );
}

function PartsAndJoins({ report: { splits, merges } }: { report: Report }) {
  const translate = useTranslate();
  const lines = [
    ...splits.map(({ from, into }) => translate('app.mining_runs.split', { from, into: into.join(' | ') })),
    ...merges.map(({ from, into }) => translate('app.mining_runs.merged', { from: from.join(' + '), into })),
  ];
  if (lines.length === 0) return null;
  return (
    <Box component="ul" sx={{ m: 0, mt: 1.5, pl: 2.5, fontSize: '.9rem' }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </Box>
  );
}
