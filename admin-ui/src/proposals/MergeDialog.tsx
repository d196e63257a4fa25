import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  FormLabel,
  Radio,
  RadioGroup,
  Typography,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Proposal, RelatedThing } from '../api/types.ts';
import { DialogProblem } from '../widgets/DialogProblem.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { useReviewApi } from './review-api.ts';

interface MergeDialogProps {
  readonly proposal: Proposal;
  readonly other: RelatedThing;
  readonly reload: () => void;
  readonly onClose: () => void;
}

/** Takes another proposal into this one, after it said what that means. */
export function MergeDialog({ proposal, other, reload, onClose }: MergeDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useReviewApi();
  const [keep, setKeep] = useState<'this' | 'other'>('this');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.merge(proposal, { id: other.id, etag: other.etag ?? 0 }, keep),
    onSuccess: () => {
      notify('app.triage.merge.done', { type: 'success' });
      onClose();
    },
    onSettled: reload,
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="merge-title">
      <DialogTitle id="merge-title">{translate('app.triage.merge.title', { title: other.title })}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" sx={{ mb: 1.5 }}>
          {translate('app.triage.merge.hint')}
        </Typography>
        <FormLabel id="merge-keep">{translate('app.triage.merge.keep')}</FormLabel>
        <RadioGroup
          row
          aria-labelledby="merge-keep"
          value={keep}
          onChange={(_, value) => setKeep(value === 'other' ? 'other' : 'this')}
        >
          <FormControlLabel value="this" control={<Radio size="small" />} label={translate('app.triage.merge.this')} />
          <FormControlLabel
            value="other"
            control={<Radio size="small" />}
            label={translate('app.triage.merge.other')}
          />
        </RadioGroup>
        <DialogProblem problem={error ? problem(error) : null} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button variant="contained" disabled={isPending} onClick={() => mutate()} data-testid="merge-confirm">
          {translate('app.triage.merge.open')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
