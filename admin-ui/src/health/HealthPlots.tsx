import { Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';
import { LineChart } from '@mui/x-charts/LineChart';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import type { CurationStats } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { useTimes } from '../i18n/use-times.ts';

const colours = { good: '#1c7a4a', bad: '#c9772b', all: '#14566b', gone: '#a8281f' } as const;
const height = 220;
const counts = [{ min: 0, tickMinStep: 1, width: 44 }];

/** How it went over the last weeks, and who decided what. */
export function HealthPlots({ stats }: { stats: CurationStats }) {
  const translate = useTranslate();
  const times = useTimes();
  const labels = useLabels();
  // The day alone: the year is the same, or obvious.
  const weeks = stats.weeks.map(({ from }) => times.dayOf(from).replace(/^\d{4}[-/年]/, ''));
  const axis = [{ scaleType: 'band' as const, data: weeks, tickLabelStyle: { fontSize: 11 } }];
  const of = (key: Exclude<keyof CurationStats['weeks'][number], 'from'>) => stats.weeks.map((week) => week[key]);
  const name = (key: 'answered' | 'gaps' | 'in_force' | 'verified' | 'published' | 'retracted') =>
    translate(`app.health.chart.${key}`);
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="h6" component="h2">
        {translate('app.health.over_time')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 1.5 }}>
        <Plot title={translate('app.health.coverage')}>
          <BarChart
            height={height}
            xAxis={axis}
            yAxis={counts}
            series={[
              { data: of('answered'), label: name('answered'), stack: 'asked', color: colours.good },
              { data: of('gaps'), label: name('gaps'), stack: 'asked', color: colours.bad },
            ]}
          />
        </Plot>
        <Plot title={translate('app.health.freshness')}>
          <LineChart
            height={height}
            xAxis={[{ ...axis[0], scaleType: 'point' as const, data: weeks }]}
            series={[
              { data: of('inForce'), label: name('in_force'), color: colours.all, showMark: false },
              { data: of('verified'), label: name('verified'), color: colours.good, showMark: false, area: true },
            ]}
          />
        </Plot>
        <Plot title={translate('app.health.decisions')}>
          <BarChart
            height={height}
            xAxis={axis}
            yAxis={counts}
            series={[
              { data: of('published'), label: name('published'), color: colours.all },
              { data: of('retracted'), label: name('retracted'), color: colours.gone },
            ]}
          />
        </Plot>
        <Plot title={translate('app.health.kinds')}>
          <BarChart
            height={height}
            layout="horizontal"
            margin={{ left: 0 }}
            yAxis={[{ scaleType: 'band' as const, data: stats.kinds.map(({ kind }) => labels.kind(kind)), width: 84 }]}
            series={[
              {
                data: stats.kinds.map((kind) => kind.verified),
                label: name('verified'),
                stack: 'k',
                color: colours.good,
              },
              {
                data: stats.kinds.map((kind) => kind.inForce - kind.verified),
                label: translate('app.health.queue.unverified'),
                stack: 'k',
                color: colours.bad,
              },
            ]}
          />
        </Plot>
      </Box>
      <People people={stats.people} />
    </Box>
  );
}

function Plot({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="figure" aria-label={title} sx={{ border: 1, borderColor: 'divider', p: 1.5, m: 0, minWidth: 0 }}>
      <Typography variant="subtitle2" component="figcaption">
        {title}
      </Typography>
      {children}
    </Paper>
  );
}

function People({ people }: { people: CurationStats['people'] }) {
  const translate = useTranslate();
  const columns = ['approvals', 'changes', 'rejections', 'published', 'withdrawn', 'checked'] as const;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 1.5, overflowX: 'auto' }}>
      <Typography variant="subtitle2" component="h3">
        {translate('app.health.who')}
      </Typography>
      {people.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {translate('app.health.nobody')}
        </Typography>
      ) : (
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{translate('app.health.column.person')}</TableCell>
              {columns.map((column) => (
                <TableCell key={column} align="right">
                  {translate(`app.health.column.${column}`)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {people.map((person) => (
              <TableRow key={person.id} data-testid="person-row">
                <TableCell>{person.name}</TableCell>
                <TableCell align="right">{person.approvals}</TableCell>
                <TableCell align="right">{person.changesAsked}</TableCell>
                <TableCell align="right">{person.rejections}</TableCell>
                <TableCell align="right">{person.published}</TableCell>
                <TableCell align="right">{person.withdrawn}</TableCell>
                <TableCell align="right">{person.verified}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Paper>
  );
}
