import { Box, Paper, Tab, Tabs, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { CurationStats } from '../api/types.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { GapRanking } from './GapRanking.tsx';
import { HealthQueue } from './HealthQueue.tsx';
import { type QueueName, useHealthApi } from './health-api.ts';

// Drawing is needed on this page only, and not before its numbers are there.
const HealthPlots = lazy(async () => ({ default: (await import('./HealthPlots.tsx')).HealthPlots }));

const queues = ['stale', 'expiring', 'unverified', 'conflicting', 'unused', 'disputed'] as const;

/** How sound the knowledge is: what somebody should look at, each with the way to mend it, and how it went over time. */
export function HealthPage() {
  const api = useHealthApi();
  const translate = useTranslate();
  const stats = useQuery({ queryKey: ['health', 'stats'], queryFn: () => api.stats() });
  if (stats.isPending) return <LoadingMessage />;
  if (stats.error) return <ErrorMessage error={stats.error} onRetry={() => void stats.refetch()} />;
  return (
    <Box sx={{ pb: 4, pt: 1.5, display: 'grid', gap: 2 }}>
      <PageTitle title={translate('app.health.title')} />
      <Typography variant="h5" component="h1">
        {translate('app.health.title')}
      </Typography>
      <Figures stats={stats.data} />
      <Queues stats={stats.data} onChanged={() => void stats.refetch()} />
      <Suspense fallback={<LoadingMessage />}>
        <HealthPlots stats={stats.data} />
      </Suspense>
    </Box>
  );
}

function Figures({ stats }: { stats: CurationStats }) {
  const translate = useTranslate();
  const verified = stats.kinds.reduce((sum, kind) => sum + kind.verified, 0);
  const share = stats.inForce === 0 ? 100 : Math.floor((verified / stats.inForce) * 100);
  const { proposals, twoReviews, oldestDays } = stats.waiting;
  const last = stats.weeks.at(-1);
  const asked = (last?.answered ?? 0) + (last?.gaps ?? 0);
  const covered = asked === 0 ? '—' : `${Math.round(((last?.answered ?? 0) / asked) * 100)}%`;
  const figures = [
    [translate('app.health.in_force'), String(stats.inForce), ''],
    [translate('app.health.verified'), `${share}%`, `${verified} / ${stats.inForce}`],
    [translate('app.health.coverage'), covered, `${last?.answered ?? 0} / ${asked}`],
    [
      translate('app.health.waiting'),
      String(proposals),
      translate('app.health.waiting_hint', { two: twoReviews, days: Math.floor(oldestDays) }),
    ],
  ] as const;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr 1fr', md: 'repeat(4, 1fr)' }, gap: 1.5 }}>
      {figures.map(([label, value, hint]) => (
        <Paper key={label} sx={{ border: 1, borderColor: 'divider', px: 2, py: 1.25 }}>
          <Typography variant="body2" color="textSecondary">
            {label}
          </Typography>
          <Box sx={{ fontSize: '1.6rem', fontWeight: 650, lineHeight: 1.3 }}>{value}</Box>
          <Typography variant="caption" color="textSecondary" component="div" sx={{ minHeight: '1.6em' }}>
            {hint}
          </Typography>
        </Paper>
      ))}
    </Box>
  );
}

function Queues({ stats, onChanged }: { stats: CurationStats; onChanged: () => void }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [query, setQuery] = useSearchParams();
  const names = [...queues, ...(permissions.includes('gaps:read') ? (['gaps'] as const) : [])];
  const first = queues.find((name) => stats.queues[name] > 0) ?? 'stale';
  const open = names.find((name) => name === query.get('queue')) ?? first;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider' }}>
      <Tabs
        value={open}
        onChange={(_, name: string) => setQuery({ queue: name }, { replace: true })}
        variant="scrollable"
        allowScrollButtonsMobile
        aria-label={translate('app.health.title')}
      >
        {names.map((name) => (
          <Tab
            key={name}
            value={name}
            data-testid={`queue-${name}`}
            label={
              name === 'gaps'
                ? translate('app.health.queue.gaps')
                : `${translate(`app.health.queue.${name}`)} (${stats.queues[name]})`
            }
          />
        ))}
      </Tabs>
      <Box sx={{ px: 2, pb: 2 }}>
        <Typography variant="body2" color="textSecondary" sx={{ my: 1 }}>
          {translate(`app.health.queue_hint.${open}`)}
        </Typography>
        {open === 'gaps' ? <GapRanking /> : <HealthQueue key={open} name={open as QueueName} onChanged={onChanged} />}
      </Box>
    </Paper>
  );
}
