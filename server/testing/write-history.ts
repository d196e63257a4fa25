import type { Executor } from '../ports/database.ts';
import type { VersionInTime } from '../publishing/in-force.ts';

/** An item's published past, written as it is, without proposals, reviews and audit. */
export interface ItemHistory {
  readonly itemId: string;
  readonly collectionId: string;
  readonly versions: readonly VersionInTime[];
}

/** Writes histories into a migrated database; their positions must be free, and rise with their times. */
export async function writeHistory(tx: Executor, items: readonly ItemHistory[]): Promise<void> {
  const versions = items.flatMap(({ itemId, versions }) => versions.map((version) => ({ itemId, ...version })));
  const decisions = versions.flatMap(({ itemId, version, position, decidedAt, later }) => [
    { itemId, version, position, decidedAt, action: 'publish' },
    ...later.map((decision) => ({ itemId, version, ...decision })),
  ]);
  const asJson = [JSON.stringify(items), JSON.stringify(decisions), JSON.stringify(versions)] as const;
  await tx.query(
    `insert into collections (id, name)
     select distinct r."collectionId", r."collectionId" from jsonb_to_recordset($1::jsonb) as r ("collectionId" text)
     on conflict do nothing`,
    [asJson[0]],
  );
  await tx.query(
    `insert into items (id, collection_id, sort, kind, key)
     select r."itemId", r."collectionId", 'node', 'script', r."itemId"
       from jsonb_to_recordset($1::jsonb) as r ("itemId" text, "collectionId" text)`,
    [asJson[0]],
  );
  await tx.query(
    `insert into decisions (position, decided_at, action, approval, decided_by, entries)
     select r.position, r."decidedAt", r.action, 'system', 'test', 1
       from jsonb_to_recordset($1::jsonb) as r (position bigint, "decidedAt" timestamptz, action text)`,
    [asJson[1]],
  );
  await tx.query(
    `insert into item_versions (item_id, version, position, label, content, audience, governance, confidence,
                                valid_from, valid_to, content_hash, seal)
     select r."itemId", r.version, r.position, '', '{}', '{}', 'one_review', 1,
            (r.interval ->> 'from')::timestamptz, (r.interval ->> 'to')::timestamptz, '', ''
       from jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int, position bigint, interval jsonb)`,
    [asJson[2]],
  );
  await tx.query(
    `insert into decision_entries (position, item_id, version)
     select r.position, r."itemId", r.version
       from jsonb_to_recordset($1::jsonb) as r (position bigint, "itemId" text, version int)`,
    [asJson[1]],
  );
}
