import type { Evidence, ItemContent, ItemKind } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';

/** What an item says last, published or waiting for review. */
export interface LatestStatement<K extends ItemKind = ItemKind> {
  readonly itemId: string;
  readonly kind: K;
  readonly key: string;
  readonly content: ItemContent<K>;
  readonly validFrom: Date | null;
  readonly evidence: readonly Evidence[];
  /** Living sources of its evidence. */
  readonly sourceIds: readonly string[];
}

interface Row {
  id: string;
  kind: string;
  key: string;
  content: unknown;
  valid_from: Date | null;
  evidence: Evidence[];
  source_ids: string[];
}

/** Statements of these kinds in a collection, without those that were rejected, withdrawn, struck out or retracted. */
export async function latestStatements<K extends ItemKind>(
  executor: Executor,
  collectionId: string,
  kinds: readonly K[],
  keys: readonly string[] | null = null,
): Promise<readonly LatestStatement<K>[]> {
  const found = await executor.query<Row>(
    `select i.id, i.kind, i.key, p.content, p.valid_from, p.evidence, sources.ids as source_ids
       from items i
       join lateral (select p.content, p.valid_from, p.evidence from proposal_parts p join proposals q on q.id = p.proposal_id
                      where p.item_id = i.id and q.status in ('in_review', 'changes_requested', 'approved') and not p.struck
                        and p.content is not null
                      order by p.proposal_id desc limit 1) p on true
      cross join lateral (select coalesce(array_agg(distinct o.id), '{}') as ids
                            from jsonb_array_elements(p.evidence) e
                            join segments s on s.id = e.value -> 'span' ->> 'segmentId' and s.erased_at is null
                            join source_revisions r on r.id = s.revision_id
                            join sources o on o.id = r.source_id and o.erased_at is null) sources
      where i.collection_id = $1 and i.sort = 'node' and i.kind = any($2) and ($3::text[] is null or i.key = any($3))
        and cardinality(sources.ids) > 0
        and coalesce((select d.action from decision_entries t join decisions d on d.position = t.position
                       where t.item_id = i.id order by t.position desc limit 1), 'publish') <> 'retract'
      order by i.id`,
    [collectionId, kinds, keys],
  );
  return found.rows.map((row) => ({
    itemId: row.id,
    kind: row.kind as K,
    key: row.key,
    content: row.content as ItemContent<K>,
    validFrom: row.valid_from,
    evidence: row.evidence,
    sourceIds: row.source_ids,
  }));
}
