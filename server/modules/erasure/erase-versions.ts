import type { Executor } from '../../ports/database.ts';
import type { VersionRef } from '../../publishing/index.ts';
import { says } from './only-there.ts';
import { spokenVersionsSql } from './words-only-there.ts';

/** A version that was erased. */
export interface ErasedVersion extends VersionRef {
  readonly kind: string;
  /** It was not retracted before. */
  readonly standing: boolean;
}

export interface ErasedVersions {
  readonly versions: readonly ErasedVersion[];
  readonly vectors: number;
  /** Versions that keep other evidence and say nothing that only the erased text held. */
  readonly kept: number;
}

/** Versions with evidence in these sources; `alive` when they have other evidence that lives. */
const touchedSql = `
  select t.item_id, t.version,
         exists (select 1 from evidence e join segments s on s.id = e.segment_id
                  where e.item_id = t.item_id and e.version = t.version and s.erased_at is null) as alive
    from (select distinct e.item_id, e.version from evidence e join segments s on s.id = e.segment_id
            join source_revisions r on r.id = s.revision_id where r.source_id = any($1)) t
    join item_versions v on v.item_id = t.item_id and v.version = t.version
   where v.erased_at is null`;

/**
 * Erases the content of every version, old ones too, that rests on erased sources alone, that says a word which only they
 * held, or that joins an item of which nothing is left. To be called when the sources' segments are erased, under the
 * publishing lock.
 */
export async function eraseVersions(
  tx: Executor,
  sourceIds: readonly string[],
  onlyThere: ReadonlySet<string>,
): Promise<ErasedVersions> {
  const touched = await tx.query<{ item_id: string; version: number; alive: boolean }>(touchedSql, [sourceIds]);
  const dead = new Map<string, VersionRef>();
  const add = (itemId: string, version: number) => dead.set(`${itemId}@${version}`, { itemId, version });
  for (const row of touched.rows) if (!row.alive) add(row.item_id, row.version);
  if (onlyThere.size > 0) {
    const spoken = await tx.query<{ item_id: string; version: number; label: string; content: unknown }>(
      spokenVersionsSql,
      [sourceIds],
    );
    for (const { item_id, version, label, content } of spoken.rows) {
      if (says([label, content], onlyThere)) add(item_id, version);
    }
  }
  await empty(tx, [...dead.values()]);
  const relations = await hangingRelations(tx, [...dead.values()]);
  for (const { itemId, version } of relations) add(itemId, version);
  await empty(tx, relations);
  const refs = [...dead.values()];
  const vectors = await tx.query(
    `delete from version_vectors x using jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int)
      where x.item_id = w."itemId" and x.version = w.version`,
    [JSON.stringify(refs)],
  );
  return {
    versions: await described(tx, refs),
    vectors: vectors.rowCount,
    kept: touched.rows.filter((row) => !dead.has(`${row.item_id}@${row.version}`)).length,
  };
}

async function empty(tx: Executor, refs: readonly VersionRef[]): Promise<void> {
  await tx.query(
    `update item_versions v set label = null, content = null, erased_at = now()
       from jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int)
      where v.item_id = w."itemId" and v.version = w.version and v.erased_at is null`,
    [JSON.stringify(refs)],
  );
}

/** Relations to or from items of which no version is left: they are called after them. */
async function hangingRelations(tx: Executor, refs: readonly VersionRef[]): Promise<readonly VersionRef[]> {
  const found = await tx.query<{ item_id: string; version: number }>(
    `select v.item_id, v.version from items i join item_versions v on v.item_id = i.id
      where i.sort = 'edge' and v.erased_at is null
        and exists (select 1 from items n where n.id in (i.from_id, i.to_id) and n.id = any($1)
                     and not exists (select 1 from item_versions l where l.item_id = n.id and l.erased_at is null))`,
    [[...new Set(refs.map(({ itemId }) => itemId))]],
  );
  return found.rows.map(({ item_id, version }) => ({ itemId: item_id, version }));
}

async function described(tx: Executor, refs: readonly VersionRef[]): Promise<readonly ErasedVersion[]> {
  const found = await tx.query<{ item_id: string; version: number; kind: string; standing: boolean }>(
    `select i.id as item_id, w.version, i.kind,
            not exists (select 1 from decision_entries e join decisions d on d.position = e.position
                         where e.item_id = i.id and e.version = w.version and d.action = 'retract') as standing
       from jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) join items i on i.id = w."itemId"
      order by i.id, w.version`,
    [JSON.stringify(refs)],
  );
  return found.rows.map(({ item_id, ...row }) => ({ itemId: item_id, ...row }));
}
