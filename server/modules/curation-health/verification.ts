import type { Approval } from '../../../graph-schema/index.ts';

/** How long an expert's approval stands before somebody should look again. */
export const reviewPeriodDays = 180;

const day = 86_400_000;

/** Who said last that an item is right, when, and until when that stands. */
export interface Verified {
  readonly at: Date;
  readonly until: Date;
  /** null: whoever approved the version, by its decision. */
  readonly by: string | null;
}

export interface Verification {
  readonly at: Date;
  readonly until: Date;
  readonly by: string;
}

/**
 * What stands at a moment: the newest of an expert's approval and the verifications of that version by then. Null: no
 * expert ever looked.
 */
export function verifiedAt(
  version: { readonly approval: Approval; readonly decidedAt: Date },
  verifications: readonly Verification[],
  moment: Date,
): Verified | null {
  const approved: Verified | null =
    version.approval === 'expert'
      ? { at: version.decidedAt, until: new Date(version.decidedAt.getTime() + reviewPeriodDays * day), by: null }
      : null;
  return verifications
    .filter(({ at }) => at <= moment)
    .reduce<Verified | null>((last, one) => (last === null || one.at >= last.at ? one : last), approved);
}
