import GoOnIcon from '@mui/icons-material/PlayArrow';
import StopIcon from '@mui/icons-material/StopCircleOutlined';
import { Alert, Box, Button } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm, useDataProvider, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { IngestRun } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

/** To end a run that goes on, or to have its failed files read again. */
export function RunButtons({ run, onChanged }: { run: IngestRun; onChanged: () => void }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const { permissions = [] } = usePermissions<Permissions>();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation({ mutationFn: () => api.cancelRun(run.id), onSettled: onChanged });
  const retry = useMutation({ mutationFn: () => api.retryRun(run.id), onSettled: onChanged });
  if (!permissions.includes('ingest:run')) return null;
  const going = run.status === 'queued' || run.status === 'running';
  const again = run.counts.failed + run.counts.skipped;
  const error = cancel.error ?? retry.error;
  const refusal = error ? problem(error) : null;
  return (
    <Box sx={{ ml: 'auto', display: 'flex', gap: 1, alignItems: 'center' }}>
      {refusal && <Alert severity="error">{[refusal.title, refusal.hint].filter(Boolean).join(' ')}</Alert>}
      {going && (
        <Button
          size="small"
          color="error"
          variant="outlined"
          disabled={cancel.isPending}
          onClick={() => setAsking(true)}
        >
          {translate('app.runs.cancel')}
        </Button>
      )}
      {!going && run.retryUntil !== null && again > 0 && (
        <Button size="small" variant="outlined" disabled={retry.isPending} onClick={() => retry.mutate()}>
          {translate('app.runs.retry', { smart_count: again })}
        </Button>
      )}
      <Confirm
        isOpen={asking}
        title={translate('app.runs.cancel_title')}
        content={translate(run.dryRun ? 'app.runs.cancel_dry_run' : 'app.runs.cancel_content')}
        confirm={translate('app.runs.cancel')}
        cancel={translate('app.runs.go_on')}
        confirmColor="warning"
        ConfirmIcon={StopIcon}
        CancelIcon={GoOnIcon}
        onConfirm={() => {
          setAsking(false);
          cancel.mutate();
        }}
        onClose={() => setAsking(false)}
      />
    </Box>
  );
}
