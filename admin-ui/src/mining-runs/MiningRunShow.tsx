import { Alert, Box, Breadcrumbs, LinearProgress, Paper, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { MiningRun } from '../api/types.ts';
import { useRunProgress } from '../api/use-run-progress.ts';
import { DryRunChip } from '../ingest-runs/RunStatusChip.tsx';
import { spanOf } from '../ingest-runs/span-of.ts';
import { Actor } from '../widgets/Actor.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { When } from '../widgets/When.tsx';
import { MiningButtons } from './MiningButtons.tsx';
import { MiningLog } from './MiningLog.tsx';
import { MiningReport } from './MiningReport.tsx';
import { MiningStatusChip } from './MiningStatusChip.tsx';

/** A mining while it runs and afterwards: how far, what it found, and what happened. */
export function MiningRunShow() {
  return <RecordPage<MiningRun>>{(run, reload) => <Reader key={run.id} record={run} reload={reload} />}</RecordPage>;
}

// Of one that ended how far it was says nothing.
const under: readonly MiningRun['status'][] = ['queued', 'running', 'paused'];

function Reader({ record, reload }: { record: MiningRun; reload: () => void }) {
  const translate = useTranslate();
  const run = useRunProgress('mining-runs', record, reload);
  const title = translate('app.mining_runs.title', { collection: run.collectionId });
  return (
    <Box sx={{ pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={title} />
      <Box component="header" sx={{ pt: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/mining-runs">{translate('resources.mining-runs.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {title}
        </Typography>
        <Box
          sx={{ display: 'flex', gap: 1.25, mt: 0.5, alignItems: 'center', color: 'text.secondary', fontSize: '.9rem' }}
        >
          <MiningStatusChip status={run.status} />
          {run.dryRun && <DryRunChip />}
          <span>{translate(`app.mining_runs.finenesses.${run.options.fineness}`)}</span>
          <Actor name={run.startedByName} />
          <When at={run.createdAt} exact />
          <MiningButtons run={run} onChanged={reload} />
        </Box>
      </Box>
      {run.status === 'paused' && <Alert severity="info">{translate('app.mining_runs.paused_hint')}</Alert>}
      {run.status === 'cancelled' && <Alert severity="info">{translate('app.mining_runs.cancelled_hint')}</Alert>}
      {run.error && <Alert severity="error">{run.error}</Alert>}
      {under.includes(run.status) && <Progress run={run} />}
      {run.status === 'succeeded' && !run.report && (
        <Alert severity="info">{translate('app.mining_runs.forgotten')}</Alert>
      )}
      {run.report && <MiningReport report={run.report} />}
      <MiningLog runId={run.id} status={run.status} />
    </Box>
  );
}

function Progress({ run }: { run: MiningRun }) {
  const translate = useTranslate();
  const left = run.remainingSeconds === null ? null : spanOf(run.remainingSeconds);
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }} aria-live="polite">
      <Box sx={{ display: 'flex', justifyContent: 'space-between', fontSize: '.9rem', mb: 0.75 }}>
        <span>
          {translate(`app.mining_runs.status.${run.status}`)}
          {left && (
            <> · {translate('app.runs.remaining', { span: translate(`app.runs.span.${left.unit}`, { n: left.n }) })}</>
          )}
        </span>
        <span>{run.percent}%</span>
      </Box>
      <LinearProgress
        variant="determinate"
        value={run.percent}
        aria-label={translate('app.runs.progress')}
        sx={{ height: 6, borderRadius: 3 }}
      />
    </Paper>
  );
}
