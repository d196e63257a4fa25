import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useGetIdentity, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Proposal, ProposalMove } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { useUndoable } from '../widgets/use-undoable.ts';
import { openMoves } from './review-standing.ts';

type AskedMove = Exclude<ProposalMove, 'withdraw'>;
const hints: Readonly<Record<AskedMove, string>> = {
  rebase: 'app.review.move_hint.rebase',
  submit: 'app.review.move_hint.submit',
};

/** What may be done with a proposal besides reviewing it: taking it back can be undone, the rest is asked first. */
export function ProposalMoves({ proposal, reload }: { proposal: Proposal; reload: () => void }) {
  const translate = useTranslate();
  const { data: identity } = useGetIdentity();
  const { permissions = [] } = usePermissions<Permissions>();
  const api = useDataProvider<CoachDataProvider>();
  const undoable = useUndoable();
  const [asked, setAsked] = useState<AskedMove | null>(null);
  const [leaving, setLeaving] = useState(false);
  const withdraw = () => {
    setLeaving(true);
    undoable({
      message: 'app.review.withdrawing',
      messageArgs: { title: proposal.title },
      run: () => api.moveProposal(proposal.id, proposal.etag, 'withdraw'),
      onSettled: () => {
        setLeaving(false);
        reload();
      },
    });
  };
  const moves = openMoves(proposal, { id: String(identity?.id ?? ''), permissions });
  if (moves.length === 0) return null;
  return (
    <Box sx={{ display: 'grid', gap: 1, borderTop: 1, borderColor: 'divider', pt: 1.25 }}>
      {moves.map((move) => (
        <Button
          key={move}
          size="small"
          variant={move === 'withdraw' ? 'text' : 'outlined'}
          color={move === 'withdraw' ? 'error' : 'primary'}
          data-testid={`${move}-button`}
          disabled={leaving}
          onClick={() => (move === 'withdraw' ? withdraw() : setAsked(move))}
        >
          {translate(`app.review.move.${move}`)}
        </Button>
      ))}
      {asked && <MoveDialog proposal={proposal} move={asked} reload={reload} onClose={() => setAsked(null)} />}
    </Box>
  );
}

interface MoveDialogProps {
  readonly proposal: Proposal;
  readonly move: AskedMove;
  readonly reload: () => void;
  readonly onClose: () => void;
}

function MoveDialog({ proposal, move, reload, onClose }: MoveDialogProps) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const notify = useNotify();
  const problem = useProblemText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.moveProposal(proposal.id, proposal.etag, move),
    onSuccess: () => {
      notify(`app.review.moved_done.${move}`, { type: 'success' });
      onClose();
    },
    onSettled: reload,
  });
  const refusal = error ? problem(error) : null;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="move-title">
      <DialogTitle id="move-title">{translate(`app.review.move.${move}`)}</DialogTitle>
      <DialogContent>
        <Typography variant="body2">{translate(hints[move])}</Typography>
        {refusal && (
          <Alert severity="error" sx={{ mt: 1.5, whiteSpace: 'pre-line' }}>
            {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
          </Alert>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button
          autoFocus
          variant="contained"
          disabled={isPending}
          onClick={() => mutate()}
          data-testid={`${move}-confirm`}
        >
          {translate(`app.review.move.${move}`)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Says that something was decided since the proposal was drawn up; what, stands beside each part. */
export function MovedNotice({ proposal }: { proposal: Proposal }) {
  const translate = useTranslate();
  const count = proposal.moved?.length ?? 0;
  if (count === 0) return null;
  return (
    <Alert severity="warning" data-testid="base-moved">
      {translate('app.review.moved', { smart_count: count })}
    </Alert>
  );
}
