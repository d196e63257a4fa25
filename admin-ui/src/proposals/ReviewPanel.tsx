import { Alert, Box, Button, Paper, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type RefObject, useRef, useState } from 'react';
import { useDataProvider, useGetIdentity, useNotify, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { Problem } from '../api/http-client.ts';
import type { Proposal, ReviewDecision } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { LockNotice } from './LockNotice.tsx';
import { ReviewProgress } from './ProposalList.tsx';
import { MovedNotice, ProposalMoves } from './ProposalMoves.tsx';
import { ReviewHistory } from './ReviewHistory.tsx';
import { mayDecide, type ReviewObstacle, reviewObstacle, stillNeeded } from './review-standing.ts';
import type { HeldApproval } from './use-held-approval.ts';
import { useReviewKeys } from './use-review-keys.ts';
import type { ReviewQueue } from './use-review-queue.ts';

interface ReviewPanelProps {
  readonly proposal: Proposal;
  readonly queue: ReviewQueue;
  readonly reload: () => void;
  readonly approval: HeldApproval;
  readonly onHelp: () => void;
}

/** The decision: what is still needed, the reviews so far, and the reader's own. */
export function ReviewPanel({ proposal, queue, reload, approval, onHelp }: ReviewPanelProps) {
  const translate = useTranslate();
  const needed = stillNeeded(proposal);
  return (
    <Paper
      component="aside"
      aria-label={translate('app.review.title')}
      sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.5 }}
    >
      <Box sx={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
        <Typography variant="h6" component="h2">
          {translate('app.review.title')}
        </Typography>
        <ReviewProgress done={proposal.reviewsDone} needed={proposal.reviewsNeeded} />
      </Box>
      {proposal.status === 'in_review' && (
        <Typography variant="body2" data-testid="still-needed">
          {translate(
            needed.owner
              ? needed.count > 1
                ? 'app.review.needed_one_owner'
                : 'app.review.needed_owner'
              : 'app.review.needed',
            { smart_count: needed.count, n: needed.count },
          )}
        </Typography>
      )}
      {proposal.publishedPosition != null && (
        <Alert severity="success" sx={{ py: 0 }} data-testid="published">
          {translate('app.review.published', { position: proposal.publishedPosition })}
        </Alert>
      )}
      {proposal.changesetId === null ? (
        <>
          <MovedNotice proposal={proposal} />
          <LockNotice proposal={proposal} reload={reload} />
          <DecisionForm proposal={proposal} queue={queue} reload={reload} approval={approval} onHelp={onHelp} />
          <ProposalMoves proposal={proposal} reload={reload} />
        </>
      ) : (
        <Alert severity="info" data-testid="in-changeset">
          <Link to={`/changesets/${encodeURIComponent(proposal.changesetId)}/show`}>
            {translate('app.changesets.belongs')}
          </Link>
        </Alert>
      )}
      <ReviewHistory reviews={proposal.reviews ?? []} />
      <Typography variant="caption" color="textSecondary">
        {translate('app.review.edit_hint')} {translate('app.review.keys')}
      </Typography>
    </Paper>
  );
}

// Who has a hand in a proposal sees the decision, but it is for a colleague to make.
const barred: ReadonlySet<ReviewObstacle> = new Set(['own', 'edited']);

function DecisionForm({ proposal, queue, reload, approval, onHelp }: ReviewPanelProps) {
  const translate = useTranslate();
  const { data: identity } = useGetIdentity();
  const { permissions = [] } = usePermissions<Permissions>();
  const [comment, setComment] = useState('');
  const [intent, setIntent] = useState<ReviewDecision | null>(null);
  const commentBox = useRef<HTMLTextAreaElement>(null);
  const approveButton = useRef<HTMLButtonElement>(null);
  const { send, sending, problem } = useSendReview(proposal, reload, () => {
    setComment('');
    setIntent(null);
  });
  const me = { id: String(identity?.id ?? ''), permissions };
  const obstacle = reviewObstacle(proposal, me);
  const reason = (decision: ReviewDecision) => {
    setIntent(decision);
    commentBox.current?.focus();
  };
  const approve = () => {
    if (comment.trim() !== '') return approveButton.current?.focus();
    approval.hold(proposal);
    queue.goNext?.();
  };
  useReviewKeys({
    // One letter decides, so it can be undone for a moment; with words to send it only goes to the button.
    a: mayDecide(proposal, me, 'approve') ? approve : null,
    r: obstacle === null ? () => reason('reject') : null,
    c: obstacle === null ? () => reason('request_changes') : null,
    j: queue.goNext,
    k: queue.goPrevious,
    s: queue.goNext,
    u: approval.held ? approval.undo : null,
    '?': onHelp,
  });
  const decide = (decision: ReviewDecision) => {
    if (decision !== 'approve' && comment.trim() === '') return reason(decision);
    send({ decision, comment: comment.trim() });
  };
  if (obstacle !== null) {
    return (
      <>
        {problem && <Alert severity="error">{problem}</Alert>}
        {barred.has(obstacle) ? (
          <Alert severity="info" sx={{ py: 0 }} data-testid="review-obstacle">
            {translate(`app.review.obstacle.${obstacle}`)}
          </Alert>
        ) : (
          <Typography variant="body2" color="textSecondary" data-testid="review-obstacle">
            {translate(`app.review.obstacle.${obstacle}`)}
          </Typography>
        )}
        {barred.has(obstacle) && (
          <DecisionButtons intent={null} mayApprove={false} disabled onDecide={() => undefined} />
        )}
        {queue.goNext && (
          <Button variant="outlined" onClick={queue.goNext}>
            {translate('app.proposals.next')}
          </Button>
        )}
      </>
    );
  }
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <TextField
        margin="none"
        multiline
        minRows={2}
        maxRows={8}
        label={translate(intent ? `app.review.comment.${intent}` : 'app.review.comment.any')}
        value={comment}
        inputRef={commentBox}
        error={intent !== null && intent !== 'approve' && comment.trim() === ''}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.querySelector('textarea')?.blur();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && intent) decide(intent);
        }}
        slotProps={{ htmlInput: { maxLength: 4_000, 'data-testid': 'review-comment' } }}
      />
      {problem && (
        <Alert severity="error" sx={{ whiteSpace: 'pre-line' }} data-testid="review-problem">
          {problem}
        </Alert>
      )}
      <DecisionButtons
        approveButton={approveButton}
        intent={intent}
        mayApprove={mayDecide(proposal, me, 'approve')}
        disabled={sending}
        onDecide={decide}
      />
    </Box>
  );
}

interface DecisionButtonsProps {
  readonly approveButton?: RefObject<HTMLButtonElement | null>;
  readonly intent: ReviewDecision | null;
  readonly mayApprove: boolean;
  readonly disabled: boolean;
  readonly onDecide: (decision: ReviewDecision) => void;
}

function DecisionButtons({ approveButton, intent, mayApprove, disabled, onDecide }: DecisionButtonsProps) {
  const translate = useTranslate();
  return (
    <>
      <Button
        {...(approveButton ? { ref: approveButton } : {})}
        variant="contained"
        color="success"
        size="large"
        data-testid="approve-button"
        disabled={disabled || !mayApprove}
        onClick={() => onDecide('approve')}
      >
        {translate('app.review.approve')}
        <Key letter="A" />
      </Button>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1 }}>
        <Button
          variant={intent === 'request_changes' ? 'contained' : 'outlined'}
          color="warning"
          disabled={disabled}
          onClick={() => onDecide('request_changes')}
          data-testid="request-changes-button"
        >
          {translate('app.review.request_changes')}
          <Key letter="C" />
        </Button>
        <Button
          variant={intent === 'reject' ? 'contained' : 'outlined'}
          color="error"
          disabled={disabled}
          onClick={() => onDecide('reject')}
          data-testid="reject-button"
        >
          {translate('app.review.reject')}
          <Key letter="R" />
        </Button>
      </Box>
    </>
  );
}

function Key({ letter }: { letter: string }) {
  return (
    <Box
      component="kbd"
      aria-hidden
      sx={{
        ml: 1,
        px: 0.6,
        border: '1px solid currentColor',
        borderRadius: 0.75,
        fontSize: '.7rem',
        fontFamily: 'inherit',
        opacity: 0.75,
        lineHeight: 1.5,
      }}
    >
      {letter}
    </Box>
  );
}

function useSendReview(proposal: Proposal, reload: () => void, onDone: () => void) {
  const api = useDataProvider<CoachDataProvider>();
  const notify = useNotify();
  const translate = useTranslate();
  const text = useProblemText();
  const [problem, setProblem] = useState<string | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ decision, comment }: { decision: ReviewDecision; comment: string }) =>
      api.reviewProposal(proposal, decision, comment),
    onSuccess: ({ published }, { decision }) => {
      setProblem(null);
      onDone();
      const message = published ? 'app.review.done.published' : `app.review.done.${decision}`;
      notify(message, { type: 'success', messageArgs: { position: published?.position ?? 0 } });
    },
    onError: (error) => {
      const { title, hint } = text(error);
      const reloaded = error instanceof Problem && (error.status === 409 || error.status === 412);
      setProblem([title, hint, reloaded ? translate('app.review.reloaded') : ''].filter(Boolean).join('\n'));
    },
    // Whatever the answer, the page shows what holds now before anyone decides again.
    onSettled: reload,
  });
  return { send: mutate, sending: isPending, problem };
}
