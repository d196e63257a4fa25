import type { Executor } from '../../ports/database.ts';
import type { ErasureTarget, Found } from './erasure.ts';

interface SourceRow {
  id: string;
  key: string;
  collection_id: string;
}

/** The sources and live calls of a target that are not erased yet. A live call and its transcript go together. */
export async function findTarget(executor: Executor, target: ErasureTarget): Promise<Found> {
  const named = await executor.query<SourceRow>(
    target.kind === 'customer'
      ? `select o.id, o.key, o.collection_id from cases c join sources o on o.id = c.source_id
          where c.customer_pseudonym = $1 and o.erased_at is null`
      : 'select id, key, collection_id from sources where id = $1 and erased_at is null',
    [target.kind === 'customer' ? target.pseudonym : target.sourceId],
  );
  const calls = await executor.query<{ id: string; external_ref: string | null }>(
    `select id, external_ref from calls
      where erased_at is null and (customer_pseudonym = $1 or id = any($2) or external_ref = any($2))`,
    [target.kind === 'customer' ? target.pseudonym : null, named.rows.map(({ key }) => key)],
  );
  const references = calls.rows.flatMap(({ id, external_ref }) => (external_ref === null ? [id] : [id, external_ref]));
  const transcripts = await executor.query<SourceRow>(
    "select id, key, collection_id from sources where type in ('transcript', 'recording') and key = any($1) and erased_at is null",
    [references],
  );
  const sources = [...named.rows, ...transcripts.rows];
  return {
    sourceIds: [...new Set(sources.map(({ id }) => id))].sort(),
    callIds: calls.rows.map(({ id }) => id).sort(),
    collectionIds: [...new Set(sources.map(({ collection_id }) => collection_id))].sort(),
  };
}

/** Locks what is to be erased, in one order everywhere, so that what stores into it waits or comes after. */
export async function lockTarget(tx: Executor, { sourceIds, callIds }: Found): Promise<void> {
  await tx.query('select 1 from sources where id = any($1) order by id for update', [sourceIds]);
  await tx.query('select 1 from calls where id = any($1) order by id for update', [callIds]);
}
