import { createHash } from 'node:crypto';
import type { Database } from '../ports/database.ts';

const perPage = 200;

/**
 * A hash of all that a collection holds (sources, revisions, segments, cases, agents, proposals with their parts and
 * evidence) in words and natural keys: two collections with the same content have the same, whatever their ids, times
 * and keys of installation are.
 */
export async function contentDigest(database: Database, collectionId: string): Promise<string> {
  const hash = createHash('sha256');
  const add = (rows: readonly unknown[]) => {
    for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  };
  let after = '';
  for (;;) {
    const page = await database.query<{ type: string; key: string; place: string }>(
      `select * from (
         select o.type, o.key, o.title, o.language, o.metadata, o.type || '/' || o.key as place,
                (select jsonb_agg(jsonb_build_array(r.revision, r.metadata, r.mined_at is not null,
                   (select jsonb_agg(jsonb_build_array(s.ordinal, s.kind, s.locator, s.heading, s.role, s.start_ms, s.end_ms, s.text) order by s.ordinal)
                      from segments s where s.revision_id = r.id)) order by r.revision)
                   from source_revisions r where r.source_id = o.id) as revisions,
                (select jsonb_build_array(c.agent_id, c.outcome, c.outcome_source, c.satisfaction, c.channel, c.language, c.started_at, c.duration_ms,
                        (select r.revision from source_revisions r where r.id = c.revision_id), a.display_name, a.team, a.tenure_months)
                   from cases c left join agents a on a.id = c.agent_id where c.source_id = o.id) as "case"
           from sources o where o.collection_id = $1) x
        where place collate "C" > $2 order by place collate "C" limit ${perPage}`,
      [collectionId, after],
    );
    const last = page.rows.at(-1);
    if (!last) break;
    after = last.place;
    add(page.rows);
  }
  const proposals = await database.query<{ id: string }>(
    `select p.id, p.title, p.origin, p.rationale, p.status, p.priority, p.parts_count from proposals p
      where p.collection_id = $1 order by p.id`,
    [collectionId],
  );
  for (const { id, ...proposal } of proposals.rows) {
    add([proposal]);
    add(await partsOf(database, id));
  }
  return hash.digest('hex');
}

/** The key of a relation holds ids, its label says what it joins. */
async function partsOf(database: Database, proposalId: string): Promise<readonly unknown[]> {
  const found = await database.query(
    `select p.ordinal, p.sort, p.kind, case when p.sort = 'node' then p.key end as key, p.label, p.content, p.conditions, p.audience,
            p.governance, p.confidence, p.valid_from, p.valid_to,
            (select jsonb_agg(jsonb_build_array(e.value ->> 'kind', o.type, o.key, r.revision, s.ordinal, e.value -> 'span' -> 'start', e.value -> 'span' -> 'end') order by e.ordinality)
               from jsonb_array_elements(p.evidence) with ordinality e
               join segments s on s.id = e.value -> 'span' ->> 'segmentId'
               join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id) as evidence
       from proposal_parts p where p.proposal_id = $1 order by p.ordinal`,
    [proposalId],
  );
  return found.rows;
}
