import { kinds, newId, type Role } from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import { appendAudit, type PublishedState } from '../../publishing/index.ts';
import { reviewPeriodDays } from './verification.ts';

interface Verifier {
  readonly id: string;
  readonly roles: readonly Role[];
}

const day = 86_400_000;
/** Nobody can vouch for longer. */
const longestDays = 730;
const owners: readonly Role[] = ['product', 'compliance'];

/**
 * Records that an expert looked at a version in force and found it right, until a day (by default half a year). What needs
 * two reviews is vouched for by product or compliance only.
 */
export async function verifyItem(
  database: Database,
  state: PublishedState,
  verifier: Verifier,
  target: { readonly itemId: string; readonly version: number; readonly until: Date | null },
): Promise<{ readonly until: Date }> {
  const { itemId, version } = target;
  const item = state.get(itemId);
  if (item?.sort !== 'node') throw notFound('published item', itemId);
  const at = state.now();
  if (state.inForce(itemId, at)?.version !== version) {
    throw new DomainError(
      'wrong_state',
      `Version ${version} is not in force, so nobody can vouch for it; load the item again`,
      { current: { version: state.inForce(itemId, at)?.version ?? null } },
    );
  }
  if (kinds[item.kind].governance === 'two_reviews' && !verifier.roles.some((role) => owners.includes(role))) {
    throw new DomainError('forbidden', 'What needs two reviews is verified by product or compliance; ask one of them');
  }
  const now = at.asOf.getTime();
  const until = target.until ?? new Date(now + reviewPeriodDays * day);
  if (until.getTime() <= now || until.getTime() > now + longestDays * day) {
    throw new DomainError('invalid_request', `until: name a day that is to come, within ${longestDays} days`);
  }
  await database.transaction(async (tx) => {
    await tx.query(
      'insert into item_verifications (id, item_id, version, verified_by, until) values ($1, $2, $3, $4, $5)',
      [newId('verification'), itemId, version, verifier.id, until.toISOString()],
    );
    const details = { version, until: until.toISOString() };
    await appendAudit(tx, { actor: verifier.id, action: 'item.verify', subject: itemId, details });
  });
  return { until };
}
