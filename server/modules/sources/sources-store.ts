import { newId } from '../../../graph-schema/index.ts';
import type { ParsedDocument, ParsedSource } from '../../../ingest/ports.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { createOutcomesService, defaultOutcomeRules, type OutcomesService } from '../outcomes/index.ts';
import { type InRun, insertSegments, orderRevisions, type Planned, writeCases } from './revision-rows.ts';

export type StoreOutcome = 'new' | 'changed' | 'unchanged';

/** A source and its place among the records of its file, from 0. */
export interface PlacedSource {
  readonly source: ParsedSource;
  readonly record: number;
}

/**
 * Writes parsed sources as immutable revisions. What was stored in the same words before the run is recognised by its
 * keyed hash. Files of one run may be stored by several processes at once and in any order: where several of them bring
 * the same source, its revisions are numbered in the order of the files.
 */
export interface SourcesStore {
  /**
   * Stores a batch in one short transaction; whether each is news to what stood there before the run, in the order of
   * the batch. Storing a record again under the same run and file changes nothing.
   */
  store(collectionId: string, run: InRun, batch: readonly PlacedSource[]): Promise<readonly StoreOutcome[]>;
  /** What storing a batch would say, without storing anything. */
  compare(collectionId: string, batch: readonly PlacedSource[]): Promise<readonly StoreOutcome[]>;
}

/** A revision as it stands before the batch. */
interface Standing {
  readonly source_id: string;
  readonly revision_id: string;
  readonly run_id: string | null;
  readonly mined: boolean;
  readonly content_hash: string;
  readonly file_ordinal: number | null;
}

interface History {
  readonly sourceId: string;
  readonly top: number;
  /** The latest revision that is not of this run. */
  readonly before: Standing | null;
  /** The revisions that files of this run brought. */
  readonly own: readonly Standing[];
}

/** Sorts by run, file and record. */
const arrivalOf = ({ runId, fileOrdinal }: InRun, record: number) =>
  `${runId}/${String(fileOrdinal).padStart(7, '0')}/${String(record).padStart(9, '0')}`;

const keyOf = (type: string, key: string) => `${type}\u0000${key}`;

export function createSourcesStore(
  database: Database,
  hash: KeyedHash,
  outcomes: OutcomesService = createOutcomesService({ database, rules: defaultOutcomeRules }),
): SourcesStore {
  return {
    store: (collectionId, run, batch) =>
      unlessErased(() =>
        database.transaction(async (tx) => {
          if (batch.some(({ source }) => source.call)) await outcomes.lockForCalls(tx, collectionId);
          const forgotten = await forgottenIn(tx, hash, collectionId, batch);
          const outcomeOf = inOrderOf(batch, forgotten);
          const taken = batch.filter((placed) => !forgotten.has(placed));
          const histories = await lockSources(tx, collectionId, run, taken);
          const planned = taken.map((placed) => plan(hash, run, placed, histories));
          await claimUnmined(tx, run, planned);
          const fresh = planned.filter((entry) => !entry.stored);
          if (fresh.length === 0) return outcomeOf(planned);
          await updateSources(tx, fresh);
          await updateArrivals(tx, run, fresh);
          await insertRevisions(tx, run, fresh);
          await insertSegments(tx, fresh);
          await writeCases(tx, outcomes, collectionId, fresh);
          await orderRevisions(
            tx,
            run.runId,
            fresh.filter(({ first }) => !first).map(({ sourceId }) => sourceId),
          );
          return outcomeOf(planned);
        }),
      ),
    compare: (collectionId, batch) => compareWithStanding(database, hash, collectionId, batch),
  };
}

/** Whether each source is new, or other than its latest revision. */
async function compareWithStanding(
  executor: Executor,
  hash: KeyedHash,
  collectionId: string,
  batch: readonly PlacedSource[],
): Promise<readonly StoreOutcome[]> {
  const found = await executor.query<{ type: string; key: string; content_hash: string | null }>(
    `select o.type, o.key, (select r.content_hash from source_revisions r where r.source_id = o.id order by r.revision desc limit 1) as content_hash
       from sources o
       join (select distinct w.type, w.key from jsonb_to_recordset($2::jsonb) as w (type text, key text)) w
         on o.collection_id = $1 and o.type = w.type and o.key = w.key`,
    [collectionId, JSON.stringify(batch.map(({ source: { type, key } }) => ({ type, key })))],
  );
  const standing = new Map(found.rows.map((row) => [keyOf(row.type, row.key), row.content_hash]));
  return batch.map(({ source }) => {
    const before = standing.get(keyOf(source.type, source.key));
    if (before === undefined) return 'new';
    return before === hash.of(source.hashInput) ? 'unchanged' : 'changed';
  });
}

/** A source was erased while this waited for it, so what was read before no longer holds. */
class SourceErased extends Error {
  override readonly name = 'SourceErased';
}

async function unlessErased<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SourceErased)) throw error;
    return work();
  }
}

/** Records that were erased, and are handed in again in the same words: they stay forgotten. */
async function forgottenIn(
  tx: Executor,
  hash: KeyedHash,
  collectionId: string,
  batch: readonly PlacedSource[],
): Promise<ReadonlySet<PlacedSource>> {
  const any = await tx.query('select 1 from sources where collection_id = $1 and erased_at is not null limit 1', [
    collectionId,
  ]);
  if (any.rowCount === 0) return new Set();
  const hashes = batch.map(({ source }) => hash.of(source.hashInput));
  const erased = await tx.query<{ content_hash: string }>(
    `select r.content_hash from sources o join source_revisions r on r.source_id = o.id
      where o.collection_id = $1 and o.erased_at is not null and r.content_hash = any($2)`,
    [collectionId, hashes],
  );
  const known = new Set(erased.rows.map(({ content_hash }) => content_hash));
  return new Set(batch.filter((_placed, index) => known.has(hashes[index] ?? '')));
}

/** The outcomes of a batch of which some records were left out, which count as unchanged. */
function inOrderOf(batch: readonly PlacedSource[], forgotten: ReadonlySet<PlacedSource>) {
  return (planned: readonly Planned[]): readonly StoreOutcome[] => {
    let next = 0;
    return batch.map((placed) => (forgotten.has(placed) ? 'unchanged' : (planned[next++]?.outcome ?? 'unchanged')));
  };
}

/** Makes sure that the sources are there, locks them, and reads what stands there. */
async function lockSources(
  tx: Executor,
  collectionId: string,
  run: InRun,
  batch: readonly PlacedSource[],
): Promise<ReadonlyMap<string, History>> {
  const rows = batch.map(({ source: { type, key, title, language, metadata }, record }) => ({
    id: newId('source'),
    arrival: arrivalOf(run, record),
    type,
    key,
    title,
    language,
    metadata,
  }));
  const list = JSON.stringify(rows);
  // In one order everywhere, so that two batches with the same sources wait for each other and never in a circle.
  await tx.query(
    `insert into sources (id, collection_id, type, key, title, language, metadata, arrival)
     select r.id, $1, r.type, r.key, r.title, r.language, r.metadata, r.arrival
       from jsonb_to_recordset($2::jsonb) as r (id text, type text, key text, title text, language text, metadata jsonb, arrival text)
      order by r.type collate "C", r.key collate "C"
         on conflict (collection_id, type, key) do nothing`,
    [collectionId, list],
  );
  const locked = await tx.query<{ id: string; type: string; key: string }>(
    `select o.id, o.type, o.key from sources o
       join (select distinct w.type, w.key from jsonb_to_recordset($2::jsonb) as w (type text, key text)) w
         on o.collection_id = $1 and o.type = w.type and o.key = w.key
      order by o.type collate "C", o.key collate "C" for no key update of o`,
    [collectionId, list],
  );
  const found = await tx.query<Standing & { revision: number }>(
    `select r.source_id, r.id as revision_id, r.revision, r.run_id, r.mined_at is not null as mined, r.content_hash, r.file_ordinal
       from source_revisions r where r.source_id = any($1) order by r.source_id, r.revision`,
    [locked.rows.map(({ id }) => id)],
  );
  const bySource = new Map<string, (Standing & { revision: number })[]>();
  for (const row of found.rows) bySource.set(row.source_id, [...(bySource.get(row.source_id) ?? []), row]);
  return new Map(
    locked.rows.map(({ id, type, key }) => {
      const standing = bySource.get(id) ?? [];
      return [
        keyOf(type, key),
        {
          sourceId: id,
          top: standing.at(-1)?.revision ?? 0,
          before: standing.findLast(({ run_id }) => run_id !== run.runId) ?? null,
          own: standing.filter(({ run_id }) => run_id === run.runId),
        },
      ];
    }),
  );
}

function plan(
  hash: KeyedHash,
  { fileOrdinal }: InRun,
  { source, record }: PlacedSource,
  histories: ReadonlyMap<string, History>,
): Planned {
  const history = histories.get(keyOf(source.type, source.key));
  if (!history) throw new SourceErased();
  const { sourceId, before, own, top } = history;
  const contentHash = hash.of(source.hashInput);
  const shared = { source, record, sourceId, hash: contentHash, revision: top + 1, first: own.length === 0 };
  if (before?.content_hash === contentHash) {
    return { ...shared, outcome: 'unchanged', stored: true, revisionId: before.revision_id, mined: before.mined };
  }
  const outcome = before ? 'changed' : 'new';
  const again = own.find(
    (row) => row.content_hash === contentHash && (row.file_ordinal ?? fileOrdinal) === fileOrdinal,
  );
  if (again) return { ...shared, outcome, stored: true, revisionId: again.revision_id, mined: again.mined };
  return {
    ...shared,
    outcome,
    stored: false,
    revisionId: newId('revision'),
    mined: false,
    current: own.every(({ file_ordinal }) => (file_ordinal ?? -1) < fileOrdinal),
  };
}

/** Takes over what an earlier run stored and did not live to mine. A run that is still under way keeps its own. */
async function claimUnmined(tx: Executor, run: InRun, planned: readonly Planned[]): Promise<void> {
  const rows = planned
    .filter(({ stored, mined }) => stored && !mined)
    .map(({ revisionId, record, source }) => ({ id: revisionId, record, document: source.document }));
  if (rows.length === 0) return;
  await tx.query(
    `update source_revisions r set mining_run = $1, file_ordinal = $2, record = w.record, document = w.document
       from jsonb_to_recordset($3::jsonb) as w (id text, record int, document jsonb)
      where r.id = w.id and r.mined_at is null
        and not exists (select 1 from ingest_runs g where g.id = r.mining_run and g.id <> $1 and g.status in ('queued', 'running'))`,
    [run.runId, run.fileOrdinal, JSON.stringify(rows)],
  );
}

/** Title and metadata of sources are those of their latest revision. */
async function updateSources(tx: Executor, planned: readonly Planned[]): Promise<void> {
  const rows = planned
    .filter(({ current, outcome, first }) => current === true && (outcome === 'changed' || !first))
    .map(({ sourceId, source: { title, language, metadata } }) => ({ id: sourceId, title, language, metadata }));
  if (rows.length === 0) return;
  await tx.query(
    `update sources o set title = r.title, language = r.language, metadata = r.metadata
       from jsonb_to_recordset($1::jsonb) as r (id text, title text, language text, metadata jsonb) where o.id = r.id`,
    [JSON.stringify(rows)],
  );
}

/** Of several files that bring a new source, the first one counts as where it was met first. */
async function updateArrivals(tx: Executor, run: InRun, planned: readonly Planned[]): Promise<void> {
  const rows = planned
    .filter(({ first }) => !first)
    .map(({ sourceId, record }) => ({ id: sourceId, arrival: arrivalOf(run, record) }));
  if (rows.length === 0) return;
  await tx.query(
    `update sources o set arrival = r.arrival from jsonb_to_recordset($1::jsonb) as r (id text, arrival text)
      where o.id = r.id and starts_with(o.arrival, $2) and r.arrival collate "C" < o.arrival collate "C"`,
    [JSON.stringify(rows), `${run.runId}/`],
  );
}

async function insertRevisions(tx: Executor, run: InRun, planned: readonly Planned[]): Promise<void> {
  const rows = planned.map(({ source, sourceId, revisionId, revision, hash, record }) => ({
    id: revisionId,
    sourceId,
    revision,
    hash,
    metadata: source.metadata,
    document: source.document satisfies ParsedDocument | undefined,
    record,
  }));
  await tx.query(
    `insert into source_revisions (id, source_id, revision, content_hash, metadata, document, run_id, mining_run, file_ordinal, record)
     select r.id, r."sourceId", r.revision, r.hash, r.metadata, r.document, $1, $1, $2, r.record
       from jsonb_to_recordset($3::jsonb) as r (id text, "sourceId" text, revision int, hash text, metadata jsonb, document jsonb, record int)`,
    [run.runId, run.fileOrdinal, JSON.stringify(rows)],
  );
}
