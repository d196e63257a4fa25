import { type ChangesetStatus, changesetStatuses } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ToneChip } from '../widgets/StateChip.tsx';

const tones = { open: 'wait', in_review: 'info', approved: 'good', published: 'good', abandoned: 'quiet' } as const;

/** Where a changeset stands. */
export function ChangesetStatusChip({ status }: { status: ChangesetStatus }) {
  return <ToneChip tone={tones[status] ?? 'quiet'} label={useLabels().of(changesetStatuses, status)} />;
}
