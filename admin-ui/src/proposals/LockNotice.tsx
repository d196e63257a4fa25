import { Alert, Button } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useGetIdentity, useTranslate } from 'react-admin';
import type { Proposal } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';
import { useReviewApi } from './review-api.ts';

const lookEveryMs = 15_000;

/** Says who is editing, and that something changed since the page was loaded. */
export function LockNotice({ proposal, reload }: { proposal: Proposal; reload: () => void }) {
  const api = useReviewApi();
  const translate = useTranslate();
  const times = useTimes();
  const { data: identity } = useGetIdentity();
  const now = useQuery({
    queryKey: ['proposals', proposal.id, 'peek', proposal.etag],
    queryFn: () => api.peek(proposal.id),
    initialData: proposal,
    refetchInterval: lookEveryMs,
  });
  const takeOver = useMutation({
    mutationFn: () => api.hold(proposal.id, true),
    onSettled: () => now.refetch(),
  });
  const { lock, etag } = now.data;
  if (etag !== proposal.etag) {
    return (
      <Alert severity="warning" action={<Button onClick={reload}>{translate('app.triage.load_again')}</Button>}>
        {translate('app.triage.changed_meanwhile')}
      </Alert>
    );
  }
  if (!lock || lock.holderId === String(identity?.id ?? '')) return null;
  return (
    <Alert
      severity="info"
      data-testid="edit-lock"
      action={
        <Button size="small" disabled={takeOver.isPending} onClick={() => takeOver.mutate()} data-testid="take-over">
          {translate('app.triage.take_over')}
        </Button>
      }
    >
      {translate('app.triage.editing_since', { name: lock.holderName, at: times.instant(lock.since) })}
    </Alert>
  );
}
