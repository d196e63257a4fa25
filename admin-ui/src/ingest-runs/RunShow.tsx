import { Alert, Box, Breadcrumbs, LinearProgress, Paper, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { IngestRun } from '../api/types.ts';
import { useRunProgress } from '../api/use-run-progress.ts';
import { Actor } from '../widgets/Actor.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { When } from '../widgets/When.tsx';
import { RunButtons } from './RunButtons.tsx';
import { RunFiles } from './RunFiles.tsx';
import { DryRunChip, RunStatusChip } from './RunStatusChip.tsx';
import { RunTranscription } from './RunTranscription.tsx';
import { spanOf } from './span-of.ts';

/** An import while it runs and afterwards: how far, and what became of every file. */
export function RunShow() {
  return <RecordPage<IngestRun>>{(run, reload) => <RunReader key={run.id} record={run} reload={reload} />}</RecordPage>;
}

function RunReader({ record, reload }: { record: IngestRun; reload: () => void }) {
  const translate = useTranslate();
  const run = useRunProgress('ingest-runs', record, reload);
  return (
    <Box sx={{ pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={run.label} />
      <Box component="header" sx={{ pt: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/ingest-runs">{translate('resources.ingest-runs.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {run.label}
        </Typography>
        <Box
          sx={{ display: 'flex', gap: 1.25, mt: 0.5, alignItems: 'center', color: 'text.secondary', fontSize: '.9rem' }}
        >
          <RunStatusChip status={run.status} />
          {run.dryRun && <DryRunChip />}
          <Actor name={run.startedByName} />
          <When at={run.createdAt} exact />
          <RunButtons run={run} onChanged={reload} />
        </Box>
      </Box>
      {run.dryRun && <Alert severity="info">{translate('app.runs.dry_run_hint')}</Alert>}
      {run.status === 'cancelled' && !run.dryRun && (
        <Alert severity="info">{translate('app.runs.cancelled_hint')}</Alert>
      )}
      {run.error && <Alert severity="error">{run.error}</Alert>}
      <Progress run={run} />
      <RunTranscription runId={run.id} progress={`${run.progress.filesDone} ${run.status}`} />
      <RunFiles run={run} />
    </Box>
  );
}

function Progress({ run }: { run: IngestRun }) {
  const translate = useTranslate();
  const { progress, counts } = run;
  const going = run.status === 'queued' || run.status === 'running';
  // What a cancelled run left unread counts as skipped, and as done.
  const read = run.status === 'cancelled' ? progress.filesDone - counts.skipped : progress.filesDone;
  const numbers: [string, number][] = [
    ['new', counts.new],
    ['changed', counts.changed],
    ['unchanged', counts.unchanged],
    ['failed', counts.failed],
    ...(counts.skipped > 0 ? [['skipped', counts.skipped] as [string, number]] : []),
    ['records', progress.records],
    ...(run.dryRun ? [] : [['proposals', progress.proposals] as [string, number]]),
  ];
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }} aria-live="polite">
      <Box sx={{ display: 'flex', justifyContent: 'space-between', fontSize: '.9rem', mb: 0.75 }}>
        <span>
          {translate(
            `app.runs.stage.${run.status === 'failed' || run.status === 'cancelled' ? run.status : progress.stage}`,
          )}
          {progress.remainingSeconds !== null && <Remaining seconds={progress.remainingSeconds} />}
        </span>
        <span>{translate('app.runs.files_done', { done: read, total: progress.filesTotal })}</span>
      </Box>
      <LinearProgress
        variant="determinate"
        color={
          run.status === 'failed' ? 'error' : going ? 'primary' : run.status === 'cancelled' ? 'inherit' : 'success'
        }
        value={going || run.status === 'cancelled' ? progress.percent : 100}
        aria-label={translate('app.runs.progress')}
        sx={{ height: 6, borderRadius: 3, color: 'text.secondary' }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4, mt: 1.75 }}>
        {numbers.map(([name, value]) => (
          <Box key={name}>
            <Typography
              variant="h6"
              component="div"
              sx={{
                fontVariantNumeric: 'tabular-nums',
                color: name === 'failed' && value > 0 ? 'error.main' : 'text.primary',
              }}
            >
              {value.toLocaleString()}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {translate(`app.runs.number.${name}`)}
            </Typography>
          </Box>
        ))}
      </Box>
    </Paper>
  );
}

function Remaining({ seconds }: { seconds: number }) {
  const translate = useTranslate();
  const { n, unit } = spanOf(seconds);
  return <> · {translate('app.runs.remaining', { span: translate(`app.runs.span.${unit}`, { n }) })}</>;
}
