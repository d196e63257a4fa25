import {
  Alert,
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useListContext, useRefresh, useTranslate } from 'react-admin';
import type { BulkOutcome, Proposal, ReviewDecision } from '../api/types.ts';
import { DialogProblem } from '../widgets/DialogProblem.tsx';
import { useProblemText, useRefusalText } from '../widgets/use-problem-text.ts';
import { useReviewApi } from './review-api.ts';

const decisions: readonly ReviewDecision[] = ['approve', 'request_changes', 'reject'];

/** The same decision on all that are chosen in the list. */
export function BulkReview() {
  const translate = useTranslate();
  const { data = [], selectedIds } = useListContext<Proposal>();
  const [asked, setAsked] = useState<{ decision: ReviewDecision; proposals: readonly Proposal[] } | null>(null);
  const chosen = data.filter(({ id }) => selectedIds.includes(id));
  return (
    <>
      {decisions.map((decision) => (
        <Button
          key={decision}
          size="small"
          data-testid={`bulk-${decision}`}
          onClick={() => setAsked({ decision, proposals: chosen })}
        >
          {translate(`app.triage.bulk.${decision}`)}
        </Button>
      ))}
      {asked && <BulkDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

interface BulkDialogProps {
  readonly decision: ReviewDecision;
  readonly proposals: readonly Proposal[];
  readonly onClose: () => void;
}

function BulkDialog({ decision, proposals, onClose }: BulkDialogProps) {
  const translate = useTranslate();
  const problem = useProblemText();
  const api = useReviewApi();
  const refresh = useRefresh();
  const { onUnselectItems } = useListContext<Proposal>();
  const [comment, setComment] = useState('');
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => api.reviewMany(proposals, decision, comment.trim()),
  });
  const close = () => {
    if (data) {
      onUnselectItems();
      refresh();
    }
    onClose();
  };
  const needsReason = decision !== 'approve';
  return (
    <Dialog open onClose={close} fullWidth maxWidth="sm" aria-labelledby="bulk-title">
      <DialogTitle id="bulk-title">
        {translate(`app.triage.bulk.${decision}`)} ·{' '}
        {translate('app.triage.bulk.title', { smart_count: proposals.length })}
      </DialogTitle>
      <DialogContent>
        {data ? (
          <BulkOutcomes proposals={proposals} outcomes={data} />
        ) : (
          <>
            <Typography variant="body2" sx={{ mb: 1.5 }}>
              {translate('app.triage.bulk.each')}
            </Typography>
            <TextField
              autoFocus
              fullWidth
              multiline
              minRows={2}
              required={needsReason}
              label={translate(needsReason ? 'app.triage.bulk.why' : 'app.triage.bulk.comment')}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
              slotProps={{ htmlInput: { maxLength: 4_000, 'data-testid': 'bulk-comment' } }}
            />
          </>
        )}
        <DialogProblem problem={error ? problem(error) : null} />
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>{translate(data ? 'app.triage.bulk.close' : 'ra.action.cancel')}</Button>
        {!data && (
          <Button
            variant="contained"
            color={decision === 'reject' ? 'error' : decision === 'approve' ? 'success' : 'warning'}
            disabled={isPending || (needsReason && comment.trim() === '')}
            onClick={() => mutate()}
            data-testid="bulk-confirm"
          >
            {translate(`app.triage.bulk.${decision}`)}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

function BulkOutcomes({ proposals, outcomes }: { proposals: readonly Proposal[]; outcomes: readonly BulkOutcome[] }) {
  const translate = useTranslate();
  const refusal = useRefusalText();
  const titles = new Map(proposals.map(({ id, title }) => [id, title]));
  const done = outcomes.filter((outcome) => outcome.done).length;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Alert severity={done === outcomes.length ? 'success' : 'warning'} data-testid="bulk-outcome">
        {translate('app.triage.bulk.done', { done, all: outcomes.length })}
      </Alert>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.75 }}>
        {outcomes.map(({ id, done: ok, position, code, reason }) => (
          <Box component="li" key={id} data-testid="bulk-line" data-done={ok} sx={{ fontSize: '.9rem' }}>
            <b>{titles.get(id) ?? id}</b>
            <Box sx={{ color: ok ? 'success.dark' : 'error.dark' }}>
              {ok
                ? position == null
                  ? translate('app.triage.bulk.recorded')
                  : translate('app.triage.bulk.published', { position })
                : `${translate('app.triage.bulk.refused')}: ${refusal(code, reason)}`}
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
