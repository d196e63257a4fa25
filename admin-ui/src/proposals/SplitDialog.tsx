import {
  Box,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  TextField,
  Typography,
} from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Proposal, ProposalPart } from '../api/types.ts';
import { DialogProblem } from '../widgets/DialogProblem.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { useReviewApi } from './review-api.ts';

interface SplitDialogProps {
  readonly proposal: Proposal;
  readonly nodes: readonly ProposalPart[];
  readonly reload: () => void;
  readonly onClose: () => void;
}

/** Chooses the items that become a proposal of their own. */
export function SplitDialog({ proposal, nodes, reload, onClose }: SplitDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const navigate = useNavigate();
  const api = useReviewApi();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [title, setTitle] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.split(proposal, [...chosen], title.trim()),
    onSuccess: ({ id, crossing }) => {
      notify('app.triage.split.done', { type: 'success', messageArgs: { n: crossing } });
      onClose();
      navigate(`/proposals/${encodeURIComponent(id)}/show`);
    },
    onSettled: reload,
  });
  const toggle = ({ ordinal, label }: ProposalPart) => {
    const next = new Set(chosen);
    if (!next.delete(ordinal)) next.add(ordinal);
    setChosen(next);
    if (title === '' && next.size === 1) setTitle(label);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="split-title">
      <DialogTitle id="split-title">{translate('app.triage.split.title')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" sx={{ mb: 1 }}>
          {translate('app.triage.split.hint')}
        </Typography>
        <Box sx={{ display: 'grid', maxHeight: 300, overflow: 'auto', mb: 1.5 }}>
          {nodes.map((part) => (
            <FormControlLabel
              key={part.ordinal}
              control={<Checkbox size="small" checked={chosen.has(part.ordinal)} onChange={() => toggle(part)} />}
              label={
                <Box component="span" sx={{ display: 'inline-flex', gap: 1, alignItems: 'center' }}>
                  <KindChip kind={part.kind} />
                  {part.label}
                </Box>
              }
            />
          ))}
        </Box>
        <TextField
          fullWidth
          required
          label={translate('app.triage.split.name')}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 500 } }}
        />
        <DialogProblem problem={error ? problem(error) : null} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button
          variant="contained"
          disabled={isPending || chosen.size === 0 || title.trim() === ''}
          onClick={() => mutate()}
          data-testid="split-confirm"
        >
          {translate('app.triage.split.send')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
