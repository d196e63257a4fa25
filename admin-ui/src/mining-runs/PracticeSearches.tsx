import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { MiningRun } from '../api/types.ts';
import { ReportSection } from './ReportSection.tsx';

type Practices = NonNullable<NonNullable<MiningRun['report']>['practices']>;

/** In how many scenarios best practices were looked for, what was found, and why they were not looked for in the others. */
export function PracticeSearches({ practices }: { practices: Practices }) {
  const translate = useTranslate();
  const { outcomes, agentCalls, lookedFor } = practices;
  const all = outcomes.reduce((sum, { scenarios }) => sum + scenarios, 0);
  const numbers = [
    ['looked_for', `${lookedFor} / ${all}`],
    ['found_in', String(practices.found)],
    ['practices', String(practices.practices)],
  ] as const;
  const rows = outcomes.filter(({ outcome }) => outcome !== 'found');
  return (
    <ReportSection title={translate('app.mining_runs.practices.title')}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
        {numbers.map(([name, value]) => (
          <Box key={name}>
            <Typography variant="h6" component="div" sx={{ fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {translate(`app.mining_runs.practices.number.${name}`)}
            </Typography>
          </Box>
        ))}
      </Box>
      {rows.length > 0 && (
        <Box
          component="ul"
          data-testid="practice-searches"
          sx={{ mt: 1.5, mb: 0, pl: 2.5, fontSize: '.88rem', maxWidth: 900 }}
        >
          {rows.map(({ outcome, scenarios }) => (
            <li key={outcome}>
              {translate(`app.mining_runs.practices.outcome.${outcome}`, {
                smart_count: scenarios,
                needed: agentCalls?.needed ?? 0,
                most: agentCalls?.most ?? 0,
              })}
            </li>
          ))}
        </Box>
      )}
    </ReportSection>
  );
}
