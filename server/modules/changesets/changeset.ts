import type { ChangesetStatus } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';

export type ChangesetCommand =
  | 'edit'
  | 'submit'
  | 'approve'
  | 'complete'
  | 'request_changes'
  | 'reopen'
  | 'abandon'
  | 'publish';

const transitions: Readonly<Record<ChangesetStatus, Partial<Record<ChangesetCommand, ChangesetStatus>>>> = {
  open: { edit: 'open', submit: 'in_review', abandon: 'abandoned' },
  in_review: {
    approve: 'in_review',
    complete: 'approved',
    request_changes: 'open',
    reopen: 'open',
    abandon: 'abandoned',
  },
  approved: { publish: 'published', request_changes: 'open', reopen: 'open', abandon: 'abandoned' },
  abandoned: { reopen: 'open' },
  published: {},
};

const remedies: Partial<Record<ChangesetStatus, string>> = {
  in_review: 'reopen it first, which sets its approvals aside',
  approved: 'reopen it first, which sets its approvals aside',
  abandoned: 'reopen it first',
  published: 'what is in force is changed by another changeset',
};

/** The status after a command, or a refusal when the changeset's status does not allow it. */
export function nextChangesetStatus(status: ChangesetStatus, command: ChangesetCommand): ChangesetStatus {
  const next = transitions[status][command];
  if (next !== undefined) return next;
  const remedy = command === 'edit' || command === 'submit' ? remedies[status] : undefined;
  throw new DomainError(
    'wrong_state',
    `A changeset that is ${status.replace('_', ' ')} cannot be changed by "${command.replace('_', ' ')}"${remedy ? `; ${remedy}` : ''}`,
  );
}
