import type { Executor } from '../../ports/database.ts';
import type { Found } from './erasure.ts';
import { repeatedTerms, says, termsOf } from './only-there.ts';

const segmentsPerRead = 2_000;

/** SQL: whether evidence `e` (with `segment_id`) lies in something spoken, or in one of the sources in `$1`. */
const inSpeech = `exists (select 1 from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
  where s.id = e.segment_id and (o.type <> 'document' or o.id = any($1)))`;
const partEvidence = `jsonb_to_recordset(p.evidence) as x (span jsonb) cross join lateral (select x.span ->> 'segmentId' as segment_id) e`;

/** Versions that rest on something spoken, or on one of the sources. */
export const spokenVersionsSql = `
  select v.item_id, v.version, v.label, v.content from item_versions v
   where v.erased_at is null and exists (select 1 from evidence e where e.item_id = v.item_id and e.version = v.version and ${inSpeech})`;

/** Parts of proposals that do. */
export const spokenPartsSql = `
  select p.proposal_id, p.ordinal, p.label, p.content, p.key, q.title, q.rationale
    from proposal_parts p join proposals q on q.id = p.proposal_id
   where exists (select 1 from ${partEvidence} where ${inSpeech})`;

/** What experts said in the calls that are to be erased. */
export async function attestationsIn(executor: Executor, { callIds }: Found): Promise<readonly string[]> {
  const found = await executor.query<{ id: string }>(
    `select o.id from attestations a join sources o on o.id = a.source_id
      where a.call_id = any($1) and o.erased_at is null order by o.id`,
    [callIds],
  );
  return found.rows.map(({ id }) => id);
}

/** The text of sources, segment by segment, with what stands beside it. */
export async function textsOf(executor: Executor, sourceIds: readonly string[]): Promise<readonly unknown[]> {
  const segments = await executor.query<{ text: string; heading: string | null }>(
    `select s.text, s.heading from segments s join source_revisions r on r.id = s.revision_id where r.source_id = any($1)`,
    [sourceIds],
  );
  const beside = await executor.query<{ title: string; key: string; metadata: unknown }>(
    'select title, key, metadata from sources where id = any($1)',
    [sourceIds],
  );
  return [...segments.rows, ...beside.rows];
}

/**
 * The words that were said in what is to be erased, in nothing that lives, and that somebody or a miner repeated since:
 * whoever says one of them quotes what must be forgotten.
 */
export async function wordsOnlyThere(executor: Executor, found: Found): Promise<ReadonlySet<string>> {
  const attested = await attestationsIn(executor, found);
  const erased = new Set<string>();
  for (const value of [...(await textsOf(executor, found.sourceIds)), ...(await saidInCalls(executor, found))]) {
    for (const text of Object.values(value as Record<string, unknown>).flatMap(flat)) {
      for (const term of termsOf(text)) erased.add(term);
    }
  }
  const versions = await executor.query(spokenVersionsSql, [found.sourceIds]);
  const parts = await executor.query(spokenPartsSql, [found.sourceIds]);
  const comments = await executor.query(
    'select comment from reviews union all select reason from decisions union all select question from gaps where call_id is null union all select comment from feedback where comment is not null',
  );
  const repeated = repeatedTerms(erased, [
    ...versions.rows,
    ...parts.rows,
    ...comments.rows,
    ...(await textsOf(executor, attested)),
  ]);
  return withoutLiving(executor, repeated, [...found.sourceIds, ...attested]);
}

/** Of the terms, those that no segment or title outside of these sources holds. */
async function withoutLiving(
  executor: Executor,
  terms: Set<string>,
  sourceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  let after = '';
  while (terms.size > 0) {
    const page = await executor.query<{ id: string; text: string; heading: string | null; title: string }>(
      `select s.id, s.text, s.heading, case when s.ordinal = 0 then o.title else '' end as title
         from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
        where s.id > $1 and s.erased_at is null and o.id <> all($2) order by s.id limit ${segmentsPerRead}`,
      [after, sourceIds],
    );
    for (const { text, heading, title } of page.rows) {
      for (const term of termsOf(`${text}\n${heading ?? ''}\n${title}`)) terms.delete(term);
    }
    const last = page.rows.at(-1);
    if (!last || page.rows.length < segmentsPerRead) break;
    after = last.id;
  }
  return terms;
}

/** Attestations of erased calls that quote them; the others keep what the expert said, without the call. */
export async function quotingAttestations(
  executor: Executor,
  found: Found,
  onlyThere: ReadonlySet<string>,
): Promise<readonly string[]> {
  const quoting: string[] = [];
  for (const id of await attestationsIn(executor, found)) {
    if (says(await textsOf(executor, [id]), onlyThere)) quoting.push(id);
  }
  return quoting;
}

async function saidInCalls(executor: Executor, { callIds }: Found): Promise<readonly unknown[]> {
  const utterances = await executor.query('select text from call_utterances where call_id = any($1)', [callIds]);
  const calls = await executor.query('select external_ref, context from calls where id = any($1)', [callIds]);
  return [...utterances.rows, ...calls.rows];
}

function flat(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(flat);
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(flat) : [];
}
