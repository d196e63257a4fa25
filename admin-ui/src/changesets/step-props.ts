import type { ChangesetDetail } from '../api/types.ts';

/** What every step of a changeset's page is given. */
export interface StepProps {
  readonly changeset: ChangesetDetail;
  readonly reload: () => void;
  /** Leads on to the next step. */
  readonly onNext: () => void;
}
