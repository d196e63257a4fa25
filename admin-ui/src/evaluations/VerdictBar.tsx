import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { EvaluationRun } from '../api/types.ts';

type Verdicts = NonNullable<NonNullable<EvaluationRun['summary']>['verdicts']>;
export type Verdict = keyof Verdicts;

export const verdictColours: Readonly<Record<Verdict, string>> = {
  better: '#2f8f5b',
  same: '#c3cdd2',
  changed: '#d9a441',
  worse: '#b8443b',
};
const order: readonly Verdict[] = ['better', 'same', 'changed', 'worse'];

/** How many questions get better and worse, as one bar. */
export function VerdictBar({ verdicts, large = false }: { verdicts: Verdicts; large?: boolean }) {
  const translate = useTranslate();
  const total = Math.max(
    1,
    order.reduce((sum, verdict) => sum + verdicts[verdict], 0),
  );
  const said = order
    .map((verdict) => `${translate(`app.evaluations.verdicts.${verdict}`)} ${verdicts[verdict]}`)
    .join(', ');
  return (
    <Box>
      <Box
        role="img"
        aria-label={said}
        sx={{ display: 'flex', height: large ? 18 : 8, borderRadius: 1, overflow: 'hidden', gap: '1px' }}
      >
        {order.map((verdict) => (
          <Box
            key={verdict}
            sx={{ width: `${(100 * verdicts[verdict]) / total}%`, bgcolor: verdictColours[verdict] }}
          />
        ))}
      </Box>
      <Box aria-hidden sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, mt: 0.5 }}>
        {order.map((verdict) => (
          <Typography
            key={verdict}
            variant={large ? 'body2' : 'caption'}
            sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}
          >
            <Box component="span" sx={{ width: 9, height: 9, borderRadius: '2px', bgcolor: verdictColours[verdict] }} />
            {translate(`app.evaluations.verdicts.${verdict}`)} {verdicts[verdict]}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}
