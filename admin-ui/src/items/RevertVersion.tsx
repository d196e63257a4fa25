import { Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import { useReviewApi } from '../proposals/review-api.ts';
import { DialogProblem } from '../widgets/DialogProblem.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface RevertVersionProps {
  readonly itemId: string;
  readonly version: number;
}

/** Proposes an earlier version again, with a reason. */
export function RevertVersion(props: RevertVersionProps) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [open, setOpen] = useState(false);
  if (!permissions.includes('proposals:write')) return null;
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} data-testid="revert-button">
        {translate('app.triage.revert.open')}
      </Button>
      {open && <RevertDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function RevertDialog({ itemId, version, onClose }: RevertVersionProps & { onClose: () => void }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const problem = useProblemText();
  const api = useReviewApi();
  const [reason, setReason] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.revert(itemId, version, reason.trim()),
    onSuccess: (id) => navigate(`/proposals/${encodeURIComponent(id)}/show`),
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="revert-title">
      <DialogTitle id="revert-title">{translate('app.triage.revert.title', { version })}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
          {translate('app.triage.revert.hint')}
        </Typography>
        <TextField
          autoFocus
          fullWidth
          required
          multiline
          minRows={2}
          label={translate('app.triage.revert.reason')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 2_000, 'data-testid': 'revert-reason' } }}
        />
        <DialogProblem problem={error ? problem(error) : null} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={isPending || reason.trim().length < 3}
          onClick={() => mutate()}
          data-testid="revert-confirm"
        >
          {translate('app.triage.revert.send')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
