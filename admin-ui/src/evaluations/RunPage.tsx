import { Alert, Box, Breadcrumbs, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNotify, usePermissions, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { EvaluationRun } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { Answers } from './Answers.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { hasEnded, RunStatus } from './RunStatus.tsx';
import { SummaryTable } from './SummaryTable.tsx';
import { ThresholdPlot } from './ThresholdPlot.tsx';
import { useComparedWith } from './use-compared-with.ts';
import { VerdictBar } from './VerdictBar.tsx';

/** What came of a run: the sums, and question by question. */
export function RunPage() {
  const { id = '', runId = '' } = useParams();
  const api = useEvaluationsApi();
  const run = useQuery({
    queryKey: ['evaluation-run', runId],
    queryFn: () => api.run(id, runId),
    refetchInterval: ({ state }) => (hasEnded(state.data) ? false : 1_000),
  });
  if (!run.data)
    return run.error ? <ErrorMessage error={run.error} onRetry={() => void run.refetch()} /> : <LoadingMessage />;
  return <RunContent run={run.data} reload={() => void run.refetch()} />;
}

function RunContent({ run, reload }: { run: EvaluationRun; reload: () => void }) {
  const translate = useTranslate();
  const times = useTimes();
  const compared = useComparedWith()(run);
  const { summary } = run;
  return (
    <Box sx={{ pb: 4, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <PageTitle title={compared} />
      <Box component="header" sx={{ display: 'flex', gap: 1.5, alignItems: 'flex-end', flexWrap: 'wrap', pt: 1.5 }}>
        <Box sx={{ flex: 1, minWidth: 240 }}>
          <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
            <Link to="/evaluations">{translate('resources.evaluations.name', { smart_count: 2 })}</Link>
            <Link to={`/evaluations/${run.evaluationId}/show`}>{translate('app.evaluations.runs')}</Link>
          </Breadcrumbs>
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
            <Typography variant="h5" component="h1">
              {compared}
            </Typography>
            <RunStatus status={run.status} />
          </Box>
          {run.usedAsOf && (
            <Typography variant="caption" color="textSecondary">
              {translate('app.evaluations.as_of_is', { at: times.instant(run.usedAsOf) })}
            </Typography>
          )}
        </Box>
        <RunActions run={run} reload={reload} />
      </Box>
      {!hasEnded(run) && (
        <Box>
          <LinearProgress
            variant={run.answered > 0 ? 'determinate' : 'indeterminate'}
            value={(100 * run.answered) / Math.max(1, run.questions)}
          />
          <Typography variant="caption">
            {translate('app.evaluations.progress', { answered: run.answered, questions: run.questions })}
          </Typography>
        </Box>
      )}
      {run.error && <Alert severity="error">{run.error}</Alert>}
      {summary && summary.before.withoutMeaning > 0 && (
        <Alert severity="warning">
          {translate('app.evaluations.without_meaning', { smart_count: summary.before.withoutMeaning })}
        </Alert>
      )}
      {summary && (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', lg: '3fr 2fr' }, alignItems: 'stretch' }}>
          <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
            {summary.verdicts && (
              <Box sx={{ mb: 2 }}>
                <VerdictBar verdicts={summary.verdicts} large />
              </Box>
            )}
            <SummaryTable summary={summary} />
          </Paper>
          <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
            <ThresholdPlot side={summary.after ?? summary.before} />
          </Paper>
        </Box>
      )}
      {run.answered > 0 && <Answers run={run} />}
    </Box>
  );
}

function RunActions({ run, reload }: { run: EvaluationRun; reload: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const api = useEvaluationsApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const cancel = useMutation({
    mutationFn: () => api.cancel(run.evaluationId, run.id),
    onSuccess: reload,
    onError: (error) => notify(error.message, { type: 'error' }),
  });
  if (!hasEnded(run)) {
    if (!permissions.includes('evaluations:run')) return null;
    return (
      <Button size="small" variant="outlined" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {translate('app.evaluations.cancel')}
      </Button>
    );
  }
  return (
    <Button
      size="small"
      variant="outlined"
      component="a"
      href={api.csvAddress(run.evaluationId, run.id)}
      download={`${run.id}.csv`}
    >
      {translate('app.evaluations.csv')}
    </Button>
  );
}
