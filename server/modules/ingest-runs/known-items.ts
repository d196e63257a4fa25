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

/**
 * Scenarios with the calls that the last mining said are of them, else those behind their latest evidence, and what is
 * published of those that mining proposed and that have no end yet; what people wrote themselves is left to them.
 */
async function scenarios(executor: Executor, collectionId: string): Promise<readonly KnownScenario[]> {
  const [evident, assigned, published] = [
    await callsBehind(executor, collectionId),
    await callsAssigned(executor, collectionId),
    await scenariosInForce(executor, collectionId),
  ];
  return evident.map(({ key, call_keys }) => {
    const inForce = published.get(key);
    return { key, callKeys: assigned.get(key) ?? call_keys, ...(inForce && { inForce }) };
  });
}

async function callsBehind(executor: Executor, collectionId: string) {
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
  return found.rows;
}

async function callsAssigned(executor: Executor, collectionId: string): Promise<ReadonlyMap<string, string[]>> {
  const found = await executor.query<{ key: string; call_keys: string[] }>(
    `select m.scenario_keys[1] as key, array_agg(o.key) as call_keys
       from call_matters m join cases c on c.id = m.case_id join sources o on o.id = c.source_id
      where m.collection_id = $1 and cardinality(m.scenario_keys) > 0 group by 1`,
    [collectionId],
  );
  return new Map(found.rows.map(({ key, call_keys }) => [key, call_keys]));
}

interface InForceRow {
  key: string;
  content: Record<string, unknown> & Named;
  valid_from: Date | null;
}

async function scenariosInForce(
  executor: Executor,
  collectionId: string,
): Promise<ReadonlyMap<string, NonNullable<KnownScenario['inForce']>>> {
  const found = await executor.query<InForceRow>(
    `select i.key, v.content, v.valid_from
       from items i
       join lateral (select * from item_versions o where o.item_id = i.id order by o.version desc limit 1) v on true
      where i.collection_id = $1 and i.sort = 'node' and i.kind = 'scenario' and v.content is not null and v.valid_to is null
        and exists (select 1 from proposal_parts p join proposals q on q.id = p.proposal_id
                     where p.item_id = i.id and q.origin = 'miner:scenarios')
        and not exists (select 1 from decision_entries e join decisions d on d.position = e.position
                         where e.item_id = i.id and e.version = v.version and d.action = 'retract')`,
    [collectionId],
  );
  return new Map(
    found.rows.map(({ key, content, valid_from }) => [
      key,
      { name: content.name ?? key, content, validFrom: valid_from },
    ]),
  );
}
