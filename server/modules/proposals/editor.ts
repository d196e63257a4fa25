import { itemKinds, kinds } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { ProposalRow } from './proposal-rows.ts';

/** Who changes a proposal. */
export interface Editor {
  readonly id: string;
  /** May decide on what others proposed. */
  readonly reviews: boolean;
}

// What the house is bound by: only its proposer or somebody who decides on such things touches it.
const guardedKinds = itemKinds.filter((kind) => kinds[kind].governance === 'two_reviews');

/**
 * Refuses whoever is neither the proposer nor a reviewer what concerns those alone: to take a proposal back, to put it
 * into review, and to edit one whose kinds of items need two reviews.
 */
export async function refuseForeign(
  tx: Executor,
  row: ProposalRow,
  editor: Editor,
  command: 'edit' | 'withdraw' | 'submit',
): Promise<void> {
  if (editor.reviews || row.proposed_by === editor.id) return;
  if (command !== 'edit') {
    throw new DomainError('forbidden', `Only whoever proposed this, or somebody who reviews, can ${command} it`);
  }
  // Parts that were struck out count as well: striking them out must not open what is left.
  const guarded = await tx.query(
    'select 1 from proposal_parts where proposal_id = $1 and (kind = any($2) or governance = $3) limit 1',
    [row.id, guardedKinds, 'two_reviews'],
  );
  if (guarded.rowCount === 0) return;
  throw new DomainError(
    'forbidden',
    'Only whoever proposed this, or somebody who reviews, can edit what needs two reviews; ask them, or propose your own wording',
  );
}
