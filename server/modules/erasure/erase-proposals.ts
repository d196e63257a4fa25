import type { Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { sealContent, unfinished } from '../proposals/index.ts';
import { erasedTitle } from './erasure.ts';
import { says } from './only-there.ts';
import { spokenPartsSql } from './words-only-there.ts';

interface PartRef {
  readonly proposalId: string;
  readonly ordinal: number;
}

/** Proposals that erased words are in, and which parts of them go. */
export interface QuotingProposals {
  readonly proposalIds: readonly string[];
  readonly parts: readonly PartRef[];
}

/** Parts with evidence in these sources; `alive` when they have other evidence that lives. */
const touchedSql = `
  with gone as materialized (select s.id from segments s join source_revisions r on r.id = s.revision_id where r.source_id = any($1)),
  touched as (select p.proposal_id, p.ordinal, p.evidence from proposal_parts p
               where exists (select 1 from jsonb_to_recordset(p.evidence) as x (span jsonb) where x.span ->> 'segmentId' in (select id from gone)))
  select t.proposal_id, t.ordinal,
         exists (select 1 from jsonb_to_recordset(t.evidence) as x (span jsonb) join segments s on s.id = x.span ->> 'segmentId'
                  where s.erased_at is null) as alive
    from touched t`;

/** Finds them, when the segments of the sources are erased, and locks the proposals as whoever edits or reviews one does. */
export async function lockQuotingProposals(
  tx: Executor,
  sourceIds: readonly string[],
  onlyThere: ReadonlySet<string>,
): Promise<QuotingProposals> {
  const touched = await tx.query<{ proposal_id: string; ordinal: number; alive: boolean }>(touchedSql, [sourceIds]);
  const proposalIds = new Set(touched.rows.map(({ proposal_id }) => proposal_id));
  const parts = new Map<string, PartRef>();
  const add = (proposalId: string, ordinal: number) => parts.set(`${proposalId}/${ordinal}`, { proposalId, ordinal });
  for (const row of touched.rows) if (!row.alive) add(row.proposal_id, row.ordinal);
  if (onlyThere.size > 0) {
    const spoken = await tx.query<{ proposal_id: string; ordinal: number } & Record<string, unknown>>(spokenPartsSql, [
      sourceIds,
    ]);
    for (const { proposal_id, ordinal, label, content, title, rationale } of spoken.rows) {
      const quotes = says([label, content], onlyThere);
      if (quotes) add(proposal_id, ordinal);
      if (quotes || says([title, rationale], onlyThere)) proposalIds.add(proposal_id);
    }
  }
  const ids = [...proposalIds].sort();
  await tx.query('select 1 from proposals where id = any($1) order by id for update', [ids]);
  return { proposalIds: ids, parts: [...parts.values()] };
}

export interface ErasedProposals {
  readonly proposals: number;
  readonly parts: number;
}

/**
 * Removes parts that rest on erased sources alone or quote them, and erased evidence from the others. A proposal that
 * waits for reviews changes by that, so it must be looked at again; one of which nothing is left is withdrawn.
 */
export async function eraseProposals(
  tx: Executor,
  hash: KeyedHash,
  { proposalIds, parts }: QuotingProposals,
  onlyThere: ReadonlySet<string>,
): Promise<ErasedProposals> {
  // What a run had not handed in whole is handed in anew by the next.
  await tx.query('delete from proposals where id = any($1) and content_hash = $2', [proposalIds, unfinished]);
  const removed = await tx.query(
    `delete from proposal_parts p using jsonb_to_recordset($1::jsonb) as w ("proposalId" text, ordinal int)
      where p.proposal_id = w."proposalId" and p.ordinal = w.ordinal`,
    [JSON.stringify(parts)],
  );
  await tx.query(
    `update proposal_parts p set evidence =
            (select coalesce(jsonb_agg(x.value order by x.place), '[]') from jsonb_array_elements(p.evidence) with ordinality as x (value, place)
               join segments s on s.id = x.value -> 'span' ->> 'segmentId' and s.erased_at is null)
      where p.proposal_id = any($1)`,
    [proposalIds],
  );
  const hanging = await removeHangingRelations(tx, proposalIds);
  const proposals = await tx.query<{ id: string; title: string; rationale: string; pending: boolean; parts: number }>(
    `select q.id, q.title, q.rationale, q.status in ('draft', 'in_review', 'changes_requested') as pending,
            (select count(*)::int from proposal_parts p where p.proposal_id = q.id) as parts
       from proposals q where q.id = any($1) order by q.id`,
    [proposalIds],
  );
  for (const { id, title, rationale, pending, parts: left } of proposals.rows) {
    if (left > 0 && pending) await sealContent(tx, hash, id);
    await tx.query(
      `update proposals set title = $2, rationale = $3, parts_count = $4, updated_at = now(),
              etag = etag + $5::int, status = case when $5 = 1 and $4 = 0 then 'withdrawn' else status end,
              erased_at = case when $4 = 0 then now() end
        where id = $1`,
      [
        id,
        left === 0 || says(title, onlyThere) ? erasedTitle : title,
        left === 0 || says(rationale, onlyThere) ? '' : rationale,
        left,
        pending ? 1 : 0,
      ],
    );
  }
  return {
    proposals: proposals.rows.filter((row) => row.parts === 0).length,
    parts: removed.rowCount + hanging,
  };
}

/** Relations whose end is neither published nor proposed any more. */
async function removeHangingRelations(tx: Executor, proposalIds: readonly string[]): Promise<number> {
  const removed = await tx.query(
    `delete from proposal_parts p
      where p.proposal_id = any($1) and p.sort = 'edge'
        and exists (select 1 from unnest(array[p.from_id, p.to_id]) as n (id)
                     where not exists (select 1 from item_versions v where v.item_id = n.id and v.erased_at is null)
                       and not exists (select 1 from proposal_parts o where o.item_id = n.id))`,
    [proposalIds],
  );
  return removed.rowCount;
}
