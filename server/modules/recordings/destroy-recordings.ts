import type { Executor } from '../../ports/database.ts';

/**
 * Forgets the recordings of calls: their rows, and with them the keys without which kept audio cannot be read again.
 * Returns their ids. The files go with `AudioStore.remove` or the next sweep, after the transaction.
 */
export async function destroyRecordings(tx: Executor, sourceIds: readonly string[]): Promise<readonly string[]> {
  const gone = await tx.query<{ id: string }>(
    `delete from recordings r using sources o
      where o.id = any($1) and o.type = 'transcript' and r.collection_id = o.collection_id and r.call_key = o.key
      returning r.id`,
    [sourceIds],
  );
  return gone.rows.map(({ id }) => id);
}
