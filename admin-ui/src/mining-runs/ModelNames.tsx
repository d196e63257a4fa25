import { Alert, Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { MiningRun } from '../api/types.ts';

type Names = NonNullable<NonNullable<MiningRun['report']>['names']>;

// Nothing is wrong with such a name; there is none.
const notAnswered = ['budget', 'unavailable'];

/** What a model was asked for in a mining: how many scenarios it named, why others keep the name of the rules, and what it cost. */
export function ModelNames({ names }: { names: Names }) {
  const translate = useTranslate();
  const kept = Object.entries(names.kept).sort(([, a], [, b]) => b - a);
  const numbers: readonly (readonly [string, string])[] = [
    ['named', names.named.toLocaleString()],
    ['kept', kept.reduce((sum, [, n]) => sum + n, 0).toLocaleString()],
    ['requests', names.requests.toLocaleString()],
    ['from_cache', names.fromCache.toLocaleString()],
    ['tokens', (names.promptTokens + names.answerTokens).toLocaleString()],
    ['cost', names.cost.toLocaleString(undefined, { maximumFractionDigits: 4 })],
  ];
  return (
    <>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1 }}>
        {translate('app.mining_runs.names.hint', { model: names.model })}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
        {numbers.map(([name, value]) => (
          <Box key={name}>
            <Typography variant="h6" component="div" sx={{ fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {translate(`app.mining_runs.names.number.${name}`)}
            </Typography>
          </Box>
        ))}
      </Box>
      {kept.some(([why]) => notAnswered.includes(why)) && (
        <Alert severity="info" sx={{ mt: 1.5 }}>
          {translate('app.mining_runs.names.unanswered')}
        </Alert>
      )}
      {kept.length > 0 && (
        <Box component="ul" sx={{ mt: 1.5, mb: 0, pl: 2.5, fontSize: '.88rem' }}>
          {kept.map(([why, n]) => (
            <li key={why}>
              {translate('app.mining_runs.names.line', {
                why: translate(`app.mining_runs.names.why.${why}`, { _: why }),
                n: n.toLocaleString(),
              })}
            </li>
          ))}
        </Box>
      )}
    </>
  );
}
