import { Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { EvaluationRun } from '../api/types.ts';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { When } from '../widgets/When.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { hasEnded, RunStatus } from './RunStatus.tsx';
import { useComparedWith } from './use-compared-with.ts';
import { VerdictBar } from './VerdictBar.tsx';

/** The runs of a set, the newest first. */
export function Runs({ evaluationId }: { evaluationId: string }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['evaluation-runs', evaluationId],
    queryFn: () => api.runs(evaluationId),
    refetchInterval: ({ state }) => (state.data?.items.every(hasEnded) ? false : 2_000),
  });
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider' }}>
      <Typography variant="h6" component="h2" sx={{ px: 2, pt: 1.5, pb: 0.5 }}>
        {translate('app.evaluations.runs')}
      </Typography>
      {!data && (error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />)}
      {data?.total === 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 2 }}>
          {translate('app.evaluations.no_runs')}
        </Typography>
      )}
      {data?.items.map((run) => (
        <RunRow key={run.id} run={run} />
      ))}
    </Paper>
  );
}

function RunRow({ run }: { run: EvaluationRun }) {
  const compared = useComparedWith();
  return (
    <Box
      component={Link}
      to={`/evaluations/${run.evaluationId}/runs/${run.id}`}
      data-testid="run-row"
      sx={{
        display: 'block',
        px: 2,
        py: 1,
        borderTop: 1,
        borderColor: 'divider',
        color: 'text.primary',
        textDecoration: 'none',
        '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', mb: 0.5 }}>
        <RunStatus status={run.status} />
        <Typography variant="body2" noWrap sx={{ flex: 1, fontWeight: 600 }}>
          {compared(run)}
        </Typography>
        <Typography variant="caption" color="textSecondary">
          <When at={run.createdAt} />
        </Typography>
      </Box>
      {run.summary?.verdicts && <VerdictBar verdicts={run.summary.verdicts} />}
    </Box>
  );
}
