import type { KnownComplaintType, KnownProduct, KnownScenario } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';

/** What a collection knows already, published or proposed, so that mining links to it instead of starting over. */
export interface KnownItems {
  readonly knownProducts: readonly KnownProduct[];
  readonly knownComplaintTypes: readonly KnownComplaintType[];
  readonly knownScenarios: readonly KnownScenario[];
}

interface Named {
  name?: string;
  aliases?: string[];
  altLabels?: string[];
}

export async function readKnownItems(executor: Executor, collectionId: string): Promise<KnownItems> {
  const [products, types] = [
    await named(executor, collectionId, 'product'),
    await named(executor, collectionId, 'complaint_type'),
  ];
  return {
    knownProducts: products.map(({ key, name, content }) => ({ key, name, aliases: content.aliases ?? [] })),
    knownComplaintTypes: types.map(({ key, name, content }) => ({ key, name, altLabels: content.altLabels ?? [] })),
    knownScenarios: await scenarios(executor, collectionId),
  };
}

async function named(executor: Executor, collectionId: string, kind: 'product' | 'complaint_type') {
  const found = await executor.query<{ key: string; content: Named | null }>(
    `select i.key, coalesce(
              (select v.content from item_versions v where v.item_id = i.id order by v.version desc limit 1),
              (select p.content from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1)) as content
       from items i where i.collection_id = $1 and i.sort = 'node' and i.kind = $2`,
    [collectionId, kind],
  );
  return found.rows.flatMap(({ key, content }) => (content?.name ? [{ key, name: content.name, content }] : []));
}

/** Scenarios with the calls behind their latest evidence. */
async function scenarios(executor: Executor, collectionId: string): Promise<readonly KnownScenario[]> {
  const found = await executor.query<{ key: string; call_keys: string[] }>(
    `select i.key, array_agg(distinct o.key) as call_keys
       from items i
       join lateral (select p.evidence from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1) latest on true
      cross join lateral jsonb_array_elements(latest.evidence) e
       join segments s on s.id = e -> 'span' ->> 'segmentId'
       join source_revisions r on r.id = s.revision_id
       join sources o on o.id = r.source_id and o.type = 'transcript'
      where i.collection_id = $1 and i.sort = 'node' and i.kind = 'scenario'
      group by i.key`,
    [collectionId],
  );
  return found.rows.map(({ key, call_keys }) => ({ key, callKeys: call_keys }));
}
