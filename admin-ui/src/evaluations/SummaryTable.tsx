import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { usePercent } from '../agents/use-points.ts';
import type { EvaluationRun, SideSummary } from '../api/types.ts';

type Summary = NonNullable<EvaluationRun['summary']>;
type Interval = readonly [number, number] | readonly number[] | undefined;

const grades = ['right', 'beside', 'silent', 'wrong'] as const;

/** The measures of a run, before and after. */
export function SummaryTable({ summary }: { summary: Summary }) {
  const translate = useTranslate();
  const percent = usePercent();
  const sides = [summary.before, ...(summary.after ? [summary.after] : [])];
  const row = (label: string, value: (side: SideSummary) => string, interval?: (side: SideSummary) => Interval) => (
    <TableRow key={label}>
      <TableCell component="th" scope="row">
        {label}
      </TableCell>
      {sides.map((side, n) => (
        <TableCell key={n === 0 ? 'before' : 'after'} align="right">
          {value(side)}
          <IntervalText ends={interval?.(side)} />
        </TableCell>
      ))}
    </TableRow>
  );
  const share = (value: number | null | undefined) => (value === null || value === undefined ? '—' : percent(value));
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{translate('app.evaluations.measure')}</TableCell>
            <TableCell align="right">{translate('app.evaluations.before')}</TableCell>
            {summary.after && <TableCell align="right">{translate('app.evaluations.after')}</TableCell>}
          </TableRow>
        </TableHead>
        <TableBody>
          {grades.map((grade) =>
            row(translate(`app.evaluations.grades.${grade}`), (side) => String(side.grades[grade])),
          )}
          {row(translate('app.evaluations.recall', { k: 5 }), ({ recall }) => share(recall?.[5]))}
          {row(
            translate('app.evaluations.recall', { k: 10 }),
            ({ recall }) => share(recall?.[10]),
            ({ ci95 }) => ci95?.recall10,
          )}
          {row(
            translate('app.evaluations.mrr'),
            ({ mrr10 }) => (mrr10 === null ? '—' : mrr10.toFixed(3)),
            ({ ci95 }) => ci95?.mrr10,
          )}
          {row(translate('app.evaluations.abstained'), ({ abstained }) => share(abstained))}
        </TableBody>
      </Table>
    </Box>
  );
}

function IntervalText({ ends }: { ends: Interval }) {
  const translate = useTranslate();
  const [low, high] = ends ?? [];
  if (low === undefined || high === undefined) return null;
  return (
    <Typography variant="caption" color="textSecondary" component="div">
      {translate('app.evaluations.ci', { low: low.toFixed(2), high: high.toFixed(2) })}
    </Typography>
  );
}
