import { type Evidence, type ItemKind, newId } from '../../../graph-schema/index.ts';
import type { SameItem } from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';

/** Why two items are one: the document calls itself by a known other name, or its text is nearly that of another one. */
export type MergeReason = 'alias' | 'near_duplicate';

/** An item that was found to be a known one, and is written under its key. */
export interface NewMerge extends SameItem {
  readonly aliasName: string;
  readonly reason: MergeReason;
  /** 0..1. */
  readonly similarity: number;
  readonly sourceId: string;
  readonly otherSource: string | null;
  readonly evidence: readonly Evidence[];
}

interface Row {
  kind: string;
  alias_key: string;
  canonical_key: string;
  canonical_name: string;
  undone_at: Date | null;
}

/** What was joined in a collection, and what somebody took apart and is not to be joined again. */
export async function readMerges(
  executor: Executor,
  collectionId: string,
): Promise<{ readonly same: readonly SameItem[]; readonly apart: ReadonlySet<string> }> {
  const found = await executor.query<Row>(
    'select kind, alias_key, canonical_key, canonical_name, undone_at from item_merges where collection_id = $1 order by id',
    [collectionId],
  );
  const same = found.rows.flatMap((row) =>
    row.undone_at === null
      ? [{ kind: row.kind as ItemKind, aliasKey: row.alias_key, key: row.canonical_key, name: row.canonical_name }]
      : [],
  );
  const apart = found.rows.filter((row) => row.undone_at !== null).map((row) => `${row.kind}/${row.alias_key}`);
  return { same, apart: new Set(apart) };
}

/** Notes a merge; one that is known already, undone or not, stays as it is. */
export async function insertMerge(
  executor: Executor,
  collectionId: string,
  mergedBy: string,
  merge: NewMerge,
): Promise<void> {
  await executor.query(
    `insert into item_merges (id, collection_id, kind, alias_key, alias_name, canonical_key, canonical_name, reason, similarity,
                              source_id, other_source, evidence, merged_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13)
         on conflict (collection_id, kind, alias_key) do nothing`,
    [
      newId('merge'),
      collectionId,
      merge.kind,
      merge.aliasKey,
      merge.aliasName,
      merge.key,
      merge.name,
      merge.reason,
      merge.similarity,
      merge.sourceId,
      merge.otherSource,
      JSON.stringify(merge.evidence),
      mergedBy,
    ],
  );
}
