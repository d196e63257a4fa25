import { z } from 'zod';
import { kinds } from '../../../graph-schema/index.ts';
import { type DocumentKind, documentKinds, type ParsedDocument, type StoredSource } from '../../../ingest/ports.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { readCalls } from './read-calls.ts';
import { orderRevisions } from './revision-rows.ts';

/** A document of a run that waits to be mined. */
export interface UnminedDocument {
  readonly revisionId: string;
  readonly kind: DocumentKind | null;
}

export interface StoredDocument {
  readonly revisionId: string;
  readonly source: StoredSource;
}

/** What the files of a run left for mining, always in the order of the files and of the records in them. */
export interface MiningStore {
  /**
   * Makes one whole of what the files stored in any order: drops revisions that say what the file before said, and
   * takes over what they say of agents. Doing it again changes nothing.
   */
  settle(runId: string): Promise<void>;
  /** Ordinals of the files that have rows, or with `verbatim` documents, which are imported in their own words. */
  filesInOwnWords(runId: string, verbatim: boolean): Promise<readonly number[]>;
  /** Those of one file, page by page. */
  inOwnWords(runId: string, fileOrdinal: number, verbatim: boolean): AsyncIterable<readonly StoredDocument[]>;
  documents(runId: string): Promise<readonly UnminedDocument[]>;
  document(revisionId: string): Promise<StoredDocument>;
  /** Takes calls over that runs before left unmined; returns how many calls of the run are to be mined. */
  claimCalls(runId: string, collectionId: string): Promise<number>;
  /** The calls of a collection, latest revisions, in the order in which their files first brought them. */
  calls(collectionId: string, only?: readonly string[]): AsyncIterable<StoredSource>;
  /**
   * Ids of the calls that came, or changed, and have no scenario yet, at most so many; and how many came and were
   * assigned since the calls of the collection were mined together.
   */
  freshCalls(
    collectionId: string,
    limit: number,
  ): Promise<{ readonly unassigned: readonly string[]; readonly assigned: number }>;
  /** Notes that what these revisions say was proposed. */
  markMined(tx: Executor, revisionIds: readonly string[]): Promise<void>;
  /** Notes the same of the run's calls. */
  markCallsMined(tx: Executor, runId: string): Promise<void>;
}

export function createMiningStore(database: Database): MiningStore {
  return {
    settle: (runId) =>
      database.transaction(async (tx) => {
        await dropRepeats(tx, runId);
        await joinAgents(tx, runId);
      }),
    async filesInOwnWords(runId, verbatim) {
      const found = await database.query<{ file_ordinal: number }>(
        `select distinct file_ordinal from source_revisions
          where mining_run = $1 and mined_at is null and document is not null and ($2 or (document ->> 'row')::boolean)
          order by file_ordinal`,
        [runId, verbatim],
      );
      return found.rows.map(({ file_ordinal }) => file_ordinal);
    },
    inOwnWords: (runId, fileOrdinal, verbatim) => readInOwnWords(database, runId, fileOrdinal, verbatim),
    async documents(runId) {
      const found = await database.query<{ id: string; kind: string | null }>(
        `select id, document ->> 'kind' as kind from source_revisions
          where mining_run = $1 and mined_at is null and document is not null and not (document ->> 'row')::boolean
          order by file_ordinal, record`,
        [runId],
      );
      return found.rows.map(({ id, kind }) => ({ revisionId: id, kind: kindSchema.parse(kind) }));
    },
    async document(revisionId) {
      const [document] = await readDocuments(database, [revisionId]);
      if (!document) throw new Error(`revision ${revisionId} is gone`);
      return document;
    },
    async claimCalls(runId, collectionId) {
      await database.query(
        `update source_revisions r set mining_run = $1 from cases c
          where c.revision_id = r.id and c.collection_id = $2 and r.mined_at is null and r.mining_run is distinct from $1
            and not exists (select 1 from ingest_runs g where g.id = r.mining_run and g.status in ('queued', 'running'))`,
        [runId, collectionId],
      );
      const found = await database.query<{ calls: number }>(
        `select count(*)::int as calls from source_revisions r join cases c on c.revision_id = r.id
          where r.mining_run = $1 and r.mined_at is null`,
        [runId],
      );
      return found.rows[0]?.calls ?? 0;
    },
    calls: (collectionId, only) => readCalls(database, collectionId, only),
    async freshCalls(collectionId, limit) {
      const assigned = await database.query<{ calls: number }>(
        'select count(*)::int as calls from call_matters where collection_id = $1 and not mined',
        [collectionId],
      );
      const unassigned = await database.query<{ source_id: string }>(
        `select c.source_id from source_revisions r join cases c on c.revision_id = r.id
          where r.mined_at is null and c.collection_id = $1
          order by c.id limit $2`,
        [collectionId, limit],
      );
      return {
        unassigned: unassigned.rows.map(({ source_id }) => source_id),
        assigned: assigned.rows[0]?.calls ?? 0,
      };
    },
    async markMined(tx, revisionIds) {
      await tx.query(
        `update source_revisions set mined_at = now(), document = case when (document ->> 'row')::boolean then null else document end
          where id = any($1)`,
        [revisionIds],
      );
    },
    async markCallsMined(tx, runId) {
      await tx.query(
        'update source_revisions set mined_at = now() where mining_run = $1 and mined_at is null and document is null',
        [runId],
      );
    },
  };
}

/**
 * Of the revisions that several files of a run brought of one source, those that repeat the one before are dropped; not
 * those that proposals rest on already, as when a file was tried again.
 */
async function dropRepeats(tx: Executor, runId: string): Promise<void> {
  const found = await tx.query<{ id: string; source_id: string; kept: string; repeats: boolean }>(
    `select r.id, r.source_id, r.content_hash = r.previous and r.mined_at is null as repeats,
            first_value(r.id) over (partition by r.source_id, r.stretch order by r.revision) as kept
       from (select s.*, sum(case when s.content_hash = s.previous then 0 else 1 end) over (partition by s.source_id order by s.revision) as stretch
               from (select x.id, x.source_id, x.revision, x.content_hash, x.mined_at,
                            lag(x.content_hash) over (partition by x.source_id order by x.revision) as previous
                       from source_revisions x
                      where x.run_id = $1 and x.source_id in
                            (select source_id from source_revisions where run_id = $1 group by source_id having count(*) > 1)) s) r`,
    [runId],
  );
  const repeats = found.rows.filter((row) => row.repeats);
  if (repeats.length === 0) return;
  const ids = repeats.map(({ id }) => id);
  // They go behind the others first, so that no number is left out.
  await orderRevisions(tx, runId, [...new Set(repeats.map(({ source_id }) => source_id))], ids);
  await tx.query(
    `update cases c set revision_id = r.kept from jsonb_to_recordset($1::jsonb) as r (id text, kept text) where c.revision_id = r.id`,
    [JSON.stringify(repeats.map(({ id, kept }) => ({ id, kept })))],
  );
  await tx.query('delete from source_revisions where id = any($1)', [ids]);
}

/** The last file that says something of an agent is right; what none says stays as it was. */
async function joinAgents(tx: Executor, runId: string): Promise<void> {
  await tx.query(
    `insert into agents (id, display_name, team, tenure_months)
     select f.agent_id,
            (array_agg(f.display_name order by f.ordinal desc) filter (where f.display_name is not null))[1],
            (array_agg(f.team order by f.ordinal desc) filter (where f.team is not null))[1],
            (array_agg(f.tenure_months order by f.ordinal desc) filter (where f.tenure_months is not null))[1]
       from ingest_run_agents f where f.run_id = $1 group by f.agent_id order by f.agent_id collate "C"
         on conflict (id) do update set display_name = coalesce(excluded.display_name, agents.display_name),
              team = coalesce(excluded.team, agents.team), tenure_months = coalesce(excluded.tenure_months, agents.tenure_months), updated_at = now()
          where agents.told_at is null`,
    [runId],
  );
  await tx.query('delete from ingest_run_agents where run_id = $1', [runId]);
}

const kindSchema = z.enum(documentKinds).nullable();
const day = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .nullable();
const itemKinds = Object.keys(kinds) as (keyof typeof kinds)[];
const documentSchema: z.ZodType<ParsedDocument> = z.object({
  kind: kindSchema,
  itemKind: z.enum(itemKinds).nullable(),
  row: z.boolean(),
  versionDate: z.string().nullable(),
  validFrom: day,
  validTo: day,
  issuer: z.string().nullable(),
  aliases: z.array(z.string()),
  products: z.array(z.string()),
  law: z.string().nullable(),
  article: z.string().nullable(),
  chapter: z.string().nullable(),
});

interface DocumentRow {
  id: string;
  source_id: string;
  type: StoredSource['type'];
  key: string;
  title: string;
  language: StoredSource['language'];
  metadata: StoredSource['metadata'];
  document: unknown;
}

interface SegmentRow {
  id: string;
  revision_id: string;
  ordinal: number;
  kind: StoredSource['segments'][number]['kind'];
  locator: string;
  heading: string | null;
  text: string;
}

const perPage = 200;

async function* readInOwnWords(
  database: Database,
  runId: string,
  fileOrdinal: number,
  verbatim: boolean,
): AsyncGenerator<readonly StoredDocument[]> {
  let after = -1;
  for (;;) {
    const found = await database.query<{ id: string; record: number }>(
      `select id, record from source_revisions
        where mining_run = $1 and file_ordinal = $2 and mined_at is null and document is not null
          and ($3 or (document ->> 'row')::boolean) and record > $4
        order by record limit ${perPage}`,
      [runId, fileOrdinal, verbatim, after],
    );
    const last = found.rows.at(-1);
    if (!last) return;
    after = last.record;
    yield await readDocuments(
      database,
      found.rows.map(({ id }) => id),
    );
  }
}

async function readDocuments(executor: Executor, revisionIds: readonly string[]): Promise<StoredDocument[]> {
  const found = await executor.query<DocumentRow>(
    `select r.id, r.source_id, o.type, o.key, o.title, o.language, r.metadata, r.document
       from source_revisions r join sources o on o.id = r.source_id where r.id = any($1) order by array_position($1, r.id)`,
    [revisionIds],
  );
  const segments = await executor.query<SegmentRow>(
    `select id, revision_id, ordinal, kind, locator, heading, text from segments
      where revision_id = any($1) and erased_at is null order by revision_id, ordinal`,
    [revisionIds],
  );
  const byRevision = new Map<string, SegmentRow[]>(found.rows.map((row) => [row.id, []]));
  for (const segment of segments.rows) byRevision.get(segment.revision_id)?.push(segment);
  return found.rows.map((row) => ({
    revisionId: row.id,
    source: {
      sourceId: row.source_id,
      type: row.type,
      key: row.key,
      title: row.title,
      language: row.language,
      metadata: row.metadata,
      ...(row.document === null ? {} : { document: documentSchema.parse(row.document) }),
      segments: (byRevision.get(row.id) ?? []).map(({ revision_id: _known, heading, ...segment }) => ({
        ...segment,
        ...(heading === null ? {} : { heading }),
      })),
    },
  }));
}
