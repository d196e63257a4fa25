import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { usePercent, usePoints } from '../agents/use-points.ts';
import type { MiningRun } from '../api/types.ts';
import { DriftPlot } from './DriftPlot.tsx';
import { ModelNames } from './ModelNames.tsx';
import { PracticeSearches } from './PracticeSearches.tsx';
import { ReportSection } from './ReportSection.tsx';
import { TypeAgreement } from './TypeAgreement.tsx';

type Report = NonNullable<MiningRun['report']>;

/** What a mining found: numbers, sizes of scenarios beside what they were, and what changed since. */
export function MiningReport({ report }: { report: Report }) {
  const translate = useTranslate();
  const percent = usePercent();
  const { scenarios, taxonomy, drift } = report;
  const isFirst = drift === null;
  const numbers: readonly (readonly [string, string])[] = [
    ['calls', report.calls.toLocaleString()],
    ['scenarios', String(scenarios.length)],
    ['covered', percent(1 - report.unassignedShare)],
    ['unassigned', percent(report.unassignedShare)],
    ['two', report.twoMatters.toLocaleString()],
    ['typed', percent(taxonomy.callsTyped)],
    ['types', `${taxonomy.typesMet} / ${taxonomy.types}`],
  ];
  return (
    <>
      <ReportSection title={translate('app.mining_runs.coverage')}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
          {numbers.map(([name, value]) => (
            <Box key={name}>
              <Typography variant="h6" component="div" sx={{ fontVariantNumeric: 'tabular-nums' }}>
                {value}
              </Typography>
              <Typography variant="caption" color="textSecondary">
                {translate(`app.mining_runs.number.${name}`)}
              </Typography>
            </Box>
          ))}
        </Box>
        <Coverage report={report} />
      </ReportSection>
      <DriftPlot report={report} />
      <TypeAgreement taxonomy={taxonomy} />
      <ReportSection
        title={translate('app.mining_runs.sizes')}
        hint={translate(isFirst ? 'app.mining_runs.sizes_first' : 'app.mining_runs.sizes_hint')}
      >
        <Sizes scenarios={scenarios} isFirst={isFirst} />
      </ReportSection>
      {report.practices && <PracticeSearches practices={report.practices} />}
      {report.names && (
        <ReportSection title={translate('app.mining_runs.names.title')}>
          <ModelNames names={report.names} />
        </ReportSection>
      )}
    </>
  );
}

/** Calls by what they are of: with a complaint type, without one, of no scenario. */
function Coverage({ report }: { report: Report }) {
  const translate = useTranslate();
  const percent = usePercent();
  const covered = 1 - report.unassignedShare;
  const typed = covered * report.taxonomy.callsTyped;
  const parts = [
    ['typed', typed, 'primary.main'],
    ['untyped', covered - typed, '#a9c6cd'],
    ['unassigned', report.unassignedShare, 'grey.300'],
  ] as const;
  return (
    <Box sx={{ mt: 2 }}>
      <Box
        role="img"
        aria-label={parts
          .map(([name, share]) => `${translate(`app.mining_runs.part.${name}`)} ${percent(share)}`)
          .join(', ')}
        sx={{ display: 'flex', height: 14, borderRadius: 1, overflow: 'hidden' }}
      >
        {parts.map(([name, share, color]) => (
          <Box key={name} sx={{ width: `${share * 100}%`, bgcolor: color }} />
        ))}
      </Box>
      <Box sx={{ display: 'flex', gap: 2.5, mt: 0.75, flexWrap: 'wrap' }}>
        {parts.map(([name, share, color]) => (
          <Box key={name} sx={{ display: 'flex', alignItems: 'center', gap: 0.75, fontSize: '.82rem' }}>
            <Box sx={{ width: 10, height: 10, borderRadius: '2px', bgcolor: color }} />
            {translate(`app.mining_runs.part.${name}`)} {percent(share)}
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function Sizes({ scenarios, isFirst }: { scenarios: Report['scenarios']; isFirst: boolean }) {
  const translate = useTranslate();
  const points = usePoints();
  const widest = Math.max(...scenarios.map(({ share, shareBefore }) => Math.max(share, shareBefore ?? 0)), 0.000_1);
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.75 }}>
      {scenarios.map(({ key, name, calls, share, shareBefore, complaintType }) => (
        <Box
          component="li"
          key={key}
          sx={{
            display: 'grid',
            gridTemplateColumns: 'minmax(160px, 2fr) 3fr 64px 92px',
            gap: 1.5,
            alignItems: 'center',
            fontSize: '.88rem',
          }}
        >
          <Box sx={{ minWidth: 0 }}>
            <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={name}>
              {name}
            </Box>
            {complaintType && (
              <Typography variant="caption" color="textSecondary">
                {complaintType}
              </Typography>
            )}
          </Box>
          <Box>
            <Box
              sx={{ height: 9, width: `${(share / widest) * 100}%`, bgcolor: 'primary.main', borderRadius: '2px' }}
            />
            {shareBefore !== null && (
              <Box
                sx={{
                  height: 4,
                  width: `${(shareBefore / widest) * 100}%`,
                  bgcolor: 'grey.400',
                  mt: '2px',
                  borderRadius: '2px',
                }}
              />
            )}
          </Box>
          <Box sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>{calls.toLocaleString()}</Box>
          <Box sx={{ color: 'text.secondary', fontSize: '.82rem' }}>
            {shareBefore === null
              ? !isFirst && translate('app.mining_runs.new')
              : translate('app.mining_runs.points', { n: points(share - shareBefore) })}
          </Box>
        </Box>
      ))}
    </Box>
  );
}
