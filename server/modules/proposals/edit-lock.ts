import { DomainError, notFound } from '../../errors.ts';
import type { Database, Executor } from '../../ports/database.ts';

/** Somebody is editing; it says so to others and holds nobody back: what decides is the etag. */
export interface EditLock {
  readonly holderId: string;
  readonly holderName: string;
  readonly since: Date;
  readonly lapsesAt: Date;
}

/** How long a lock lasts without a sign of life. */
const leaseSeconds = 45;

/** Takes or keeps the lock. Throws conflict with its holder when somebody else has it, unless it is taken over. */
export async function holdEditLock(
  database: Database,
  proposalId: string,
  holderId: string,
  takeOver: boolean,
): Promise<EditLock> {
  return database.transaction(async (tx) => {
    const there = await tx.query('select 1 from proposals where id = $1', [proposalId]);
    if (there.rowCount === 0) throw notFound('proposal', proposalId);
    await tx.query(
      `insert into proposal_locks as l (proposal_id, holder_id, lapses_at)
       values ($1, $2, now() + make_interval(secs => ${leaseSeconds}))
           on conflict (proposal_id) do update
             set since = case when l.holder_id = $2 and l.lapses_at > now() then l.since else now() end,
                 holder_id = $2, lapses_at = excluded.lapses_at
           where l.holder_id = $2 or l.lapses_at <= now() or $3`,
      [proposalId, holderId, takeOver],
    );
    const lock = await readEditLock(tx, proposalId);
    if (lock === null) throw new Error('the lock cannot be read');
    if (lock.holderId === holderId) return lock;
    throw new DomainError('conflict', `${lock.holderName} is editing this; wait, talk to them, or take it over`, {
      current: { holderId: lock.holderId, holderName: lock.holderName, lapsesAt: lock.lapsesAt.toISOString() },
    });
  });
}

/** Gives it back; one that somebody else holds stays. */
export async function releaseEditLock(executor: Executor, proposalId: string, holderId: string): Promise<void> {
  await executor.query('delete from proposal_locks where proposal_id = $1 and holder_id = $2', [proposalId, holderId]);
}

/** Who is editing now; null: nobody. */
export async function readEditLock(executor: Executor, proposalId: string): Promise<EditLock | null> {
  const found = await executor.query<{ holder_id: string; holder_name: string; since: Date; lapses_at: Date }>(
    `select l.holder_id, u.display_name as holder_name, l.since, l.lapses_at
       from proposal_locks l join users u on u.id = l.holder_id where l.proposal_id = $1 and l.lapses_at > now()`,
    [proposalId],
  );
  const row = found.rows[0];
  return row
    ? { holderId: row.holder_id, holderName: row.holder_name, since: row.since, lapsesAt: row.lapses_at }
    : null;
}
