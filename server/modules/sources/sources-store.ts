import { newId } from '../../../graph-schema/index.ts';
import type { ParsedSource, StoredSource } from '../../../ingest/ports.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';

export type StoreOutcome = 'new' | 'changed' | 'unchanged';

export interface StoreResult {
  readonly outcome: StoreOutcome;
  readonly sourceId: string;
  readonly revisionId: string;
  /** What it says was proposed already. */
  readonly mined: boolean;
  /** The source with its segments' ids, as mining wants it. */
  readonly stored: StoredSource;
}

/** Writes parsed sources as immutable revisions. What was stored in the same words already is recognised by its keyed hash. */
export interface SourcesStore {
  /** Stores a batch in one transaction; the results are in the order of the batch. */
  store(collectionId: string, runId: string, batch: readonly ParsedSource[]): Promise<readonly StoreResult[]>;
  /** Notes that what these revisions say was proposed. */
  markMined(revisionIds: readonly string[]): Promise<void>;
  /** Notes the same of every call of a collection. */
  markCallsMined(collectionId: string): Promise<void>;
  /** The calls of a collection, latest revisions, page by page, as mining wants them. */
  calls(collectionId: string): AsyncIterable<StoredSource>;
}

interface Known {
  source_id: string;
  type: string;
  key: string;
  revision_id: string;
  revision: number;
  run_id: string | null;
  mined: boolean;
  content_hash: string;
}

interface Planned {
  readonly source: ParsedSource;
  readonly hash: string;
  readonly outcome: StoreOutcome;
  readonly sourceId: string;
  readonly revisionId: string;
  readonly revision: number;
  readonly mined: boolean;
  /** It stands in the database already. */
  readonly stored: boolean;
  readonly segmentIds: readonly string[];
}

const known = (type: string, key: string) => `${type}\u0000${key}`;

export function createSourcesStore(database: Database, hash: KeyedHash): SourcesStore {
  return {
    store: (collectionId, runId, batch) =>
      database.transaction(async (tx) => {
        const planned = await plan(tx, hash, { collectionId, runId }, batch);
        const fresh = planned.filter((entry) => !entry.stored);
        await insertSources(tx, collectionId, fresh);
        await insertRevisions(tx, runId, fresh);
        await insertSegments(tx, fresh);
        await writeCases(tx, collectionId, fresh);
        const ids = await segmentIds(
          tx,
          planned.filter((entry) => entry.stored),
        );
        return planned.map((entry) => result(entry, ids.get(entry.revisionId) ?? entry.segmentIds));
      }),
    async markMined(revisionIds) {
      await database.query('update source_revisions set mined_at = now() where id = any($1)', [revisionIds]);
    },
    async markCallsMined(collectionId) {
      await database.query(
        'update source_revisions r set mined_at = now() from cases c where c.revision_id = r.id and c.collection_id = $1 and r.mined_at is null',
        [collectionId],
      );
    },
    calls: (collectionId) => readCalls(database, collectionId),
  };
}

function result({ source, outcome, sourceId, revisionId, mined }: Planned, ids: readonly string[]): StoreResult {
  const { segments, hashInput: _forgotten, ...rest } = source;
  const stored = {
    ...rest,
    sourceId,
    segments: segments.map((segment, index) => ({ ...segment, id: ids[index] ?? '' })),
  };
  return { outcome, sourceId, revisionId, mined, stored };
}

async function plan(
  tx: Executor,
  hash: KeyedHash,
  { collectionId, runId }: { collectionId: string; runId: string },
  batch: readonly ParsedSource[],
): Promise<Planned[]> {
  const found = await tx.query<Known>(
    `select o.id as source_id, o.type, o.key, r.id as revision_id, r.revision, r.run_id, r.mined_at is not null as mined, r.content_hash
       from (select distinct w.type, w.key from jsonb_to_recordset($2::jsonb) as w (type text, key text)) w
       join sources o on o.collection_id = $1 and o.type = w.type and o.key = w.key
       join lateral (select * from source_revisions x where x.source_id = o.id order by x.revision desc limit 1) r on true`,
    [collectionId, JSON.stringify(batch.map(({ type, key }) => ({ type, key })))],
  );
  const latest = new Map(found.rows.map((row) => [known(row.type, row.key), { ...row }]));
  return batch.map((source) => {
    const contentHash = hash.of(source.hashInput);
    const before = latest.get(known(source.type, source.key));
    if (before?.content_hash === contentHash) {
      return {
        source,
        hash: contentHash,
        // A run that was interrupted and began again brought it all the same.
        outcome: before.run_id !== runId ? 'unchanged' : before.revision === 1 ? 'new' : 'changed',
        sourceId: before.source_id,
        revisionId: before.revision_id,
        revision: before.revision,
        mined: before.mined,
        stored: true,
        segmentIds: [],
      };
    }
    const revision = {
      revision_id: newId('revision'),
      revision: (before?.revision ?? 0) + 1,
      run_id: runId,
      mined: false,
      content_hash: contentHash,
    };
    const sourceId = before?.source_id ?? newId('source');
    latest.set(known(source.type, source.key), {
      source_id: sourceId,
      type: source.type,
      key: source.key,
      ...revision,
    });
    return {
      source,
      hash: contentHash,
      outcome: before ? 'changed' : 'new',
      sourceId,
      revisionId: revision.revision_id,
      revision: revision.revision,
      mined: false,
      stored: false,
      segmentIds: source.segments.map(() => newId('segment')),
    };
  });
}

async function insertSources(tx: Executor, collectionId: string, planned: readonly Planned[]): Promise<void> {
  const rows = planned.map(({ source, sourceId }) => ({
    id: sourceId,
    type: source.type,
    key: source.key,
    title: source.title,
    language: source.language,
    metadata: source.metadata,
  }));
  await tx.query(
    `insert into sources (id, collection_id, type, key, title, language, metadata)
     select distinct on (r.id) r.id, $1, r.type, r.key, r.title, r.language, r.metadata
       from jsonb_to_recordset($2::jsonb) as r (id text, type text, key text, title text, language text, metadata jsonb)
         on conflict (id) do update set title = excluded.title, language = excluded.language, metadata = excluded.metadata`,
    [collectionId, JSON.stringify(rows)],
  );
}

async function insertRevisions(tx: Executor, runId: string, planned: readonly Planned[]): Promise<void> {
  const rows = planned.map(({ source, sourceId, revisionId, revision, hash }) => ({
    id: revisionId,
    sourceId,
    revision,
    hash,
    metadata: source.metadata,
  }));
  await tx.query(
    `insert into source_revisions (id, source_id, revision, content_hash, metadata, run_id)
     select r.id, r."sourceId", r.revision, r.hash, r.metadata, $1
       from jsonb_to_recordset($2::jsonb) as r (id text, "sourceId" text, revision int, hash text, metadata jsonb)`,
    [runId, JSON.stringify(rows)],
  );
}

async function insertSegments(tx: Executor, planned: readonly Planned[]): Promise<void> {
  const rows = planned.flatMap(({ source, revisionId, segmentIds: ids }) =>
    source.segments.map(({ ordinal, kind, locator, heading, role, startMs, endMs, text }, index) => ({
      id: ids[index],
      revisionId,
      ordinal,
      kind,
      locator,
      heading,
      role,
      startMs,
      endMs,
      text,
    })),
  );
  await tx.query(
    `insert into segments (id, revision_id, ordinal, kind, locator, heading, role, start_ms, end_ms, text)
     select r.id, r."revisionId", r.ordinal, r.kind, r.locator, r.heading, r.role, r."startMs", r."endMs", r.text
       from jsonb_to_recordset($1::jsonb) as r (id text, "revisionId" text, ordinal int, kind text, locator text, heading text,
            role text, "startMs" int, "endMs" int, text text)`,
    [JSON.stringify(rows)],
  );
}

async function writeCases(tx: Executor, collectionId: string, planned: readonly Planned[]): Promise<void> {
  const rows = planned.flatMap(({ source, sourceId, revisionId }) => {
    const { call, language } = source;
    if (!call) return [];
    return [
      {
        id: newId('case'),
        sourceId,
        revisionId,
        agentId: call.agent?.id,
        agentName: call.agent?.name,
        team: call.agent?.team,
        tenureMonths: call.agent?.tenureMonths,
        customer: call.customerPseudonym,
        outcome: call.outcome?.result ?? 'unknown',
        outcomeSource: call.outcome?.source,
        satisfaction: call.outcome?.satisfaction,
        channel: call.channel,
        language,
        startedAt: call.startedAt,
        durationMs: call.durationMs,
      },
    ];
  });
  if (rows.length === 0) return;
  const list = JSON.stringify(rows);
  await tx.query(
    `insert into agents (id, display_name, team, tenure_months)
     select distinct on (r."agentId") r."agentId", r."agentName", r.team, r."tenureMonths"
       from jsonb_to_recordset($1::jsonb) as r ("agentId" text, "agentName" text, team text, "tenureMonths" int)
      where r."agentId" is not null order by r."agentId"
         on conflict (id) do update set display_name = coalesce(excluded.display_name, agents.display_name),
              team = coalesce(excluded.team, agents.team), tenure_months = coalesce(excluded.tenure_months, agents.tenure_months), updated_at = now()`,
    [list],
  );
  await tx.query(
    `insert into cases (id, source_id, revision_id, collection_id, agent_id, customer_pseudonym, outcome, outcome_source, satisfaction,
                        channel, language, started_at, duration_ms)
     select distinct on (r."sourceId") r.id, r."sourceId", r."revisionId", $2, r."agentId", r.customer, r.outcome, r."outcomeSource",
            r.satisfaction, r.channel, r.language, r."startedAt", r."durationMs"
       from jsonb_to_recordset($1::jsonb) as r (id text, "sourceId" text, "revisionId" text, "agentId" text, customer text, outcome text,
            "outcomeSource" text, satisfaction int, channel text, language text, "startedAt" timestamptz, "durationMs" int)
      order by r."sourceId", r.id desc
         on conflict (source_id) do update set revision_id = excluded.revision_id, agent_id = excluded.agent_id,
              customer_pseudonym = excluded.customer_pseudonym, outcome = excluded.outcome, outcome_source = excluded.outcome_source,
              satisfaction = excluded.satisfaction, channel = excluded.channel, language = excluded.language,
              started_at = excluded.started_at, duration_ms = excluded.duration_ms`,
    [list, collectionId],
  );
}

async function segmentIds(tx: Executor, planned: readonly Planned[]): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  if (planned.length === 0) return ids;
  const found = await tx.query<{ revision_id: string; id: string }>(
    'select revision_id, id from segments where revision_id = any($1) order by revision_id, ordinal',
    [planned.map(({ revisionId }) => revisionId)],
  );
  for (const row of found.rows) {
    const list = ids.get(row.revision_id) ?? [];
    list.push(row.id);
    ids.set(row.revision_id, list);
  }
  return ids;
}

interface CallRow {
  id: string;
  revision_id: string;
  key: string;
  title: string;
  language: StoredSource['language'];
  metadata: StoredSource['metadata'];
  agent_id: string | null;
  team: string | null;
  tenure_months: number | null;
  customer_pseudonym: string | null;
  outcome: NonNullable<NonNullable<StoredSource['call']>['outcome']>['result'];
  started_at: Date | null;
  duration_ms: number | null;
  channel: NonNullable<StoredSource['call']>['channel'];
}

interface SegmentRow {
  id: string;
  revision_id: string;
  ordinal: number;
  locator: string;
  role: 'customer' | 'agent' | null;
  start_ms: number | null;
  end_ms: number | null;
  text: string;
}

const callsPerPage = 200;

async function* readCalls(database: Database, collectionId: string): AsyncGenerator<StoredSource> {
  let after = '';
  for (;;) {
    const calls = await database.query<CallRow>(
      `select o.id, c.revision_id, o.key, o.title, o.language, o.metadata, c.agent_id, a.team, a.tenure_months, c.customer_pseudonym,
              c.outcome, c.started_at, c.duration_ms, c.channel
         from cases c join sources o on o.id = c.source_id left join agents a on a.id = c.agent_id
        where c.collection_id = $1 and o.id > $2 and o.erased_at is null order by o.id limit ${callsPerPage}`,
      [collectionId, after],
    );
    const last = calls.rows.at(-1);
    if (!last) return;
    after = last.id;
    const segments = await database.query<SegmentRow>(
      `select id, revision_id, ordinal, locator, role, start_ms, end_ms, text from segments
        where revision_id = any($1) and erased_at is null order by revision_id, ordinal`,
      [calls.rows.map((row) => row.revision_id)],
    );
    const byRevision = new Map<string, SegmentRow[]>(calls.rows.map((row) => [row.revision_id, []]));
    for (const segment of segments.rows) byRevision.get(segment.revision_id)?.push(segment);
    for (const row of calls.rows) yield toCall(row, byRevision.get(row.revision_id) ?? []);
  }
}

function toCall(row: CallRow, segments: readonly SegmentRow[]): StoredSource {
  return {
    sourceId: row.id,
    type: 'transcript',
    key: row.key,
    title: row.title,
    language: row.language,
    metadata: row.metadata,
    segments: segments.map(({ id, ordinal, locator, role, start_ms, end_ms, text }) => ({
      id,
      ordinal,
      kind: 'utterance',
      locator,
      text,
      ...(role === null ? {} : { role }),
      ...(start_ms === null ? {} : { startMs: start_ms }),
      ...(end_ms === null ? {} : { endMs: end_ms }),
    })),
    call: {
      agent:
        row.agent_id === null
          ? null
          : {
              id: row.agent_id,
              ...(row.team === null ? {} : { team: row.team }),
              ...(row.tenure_months === null ? {} : { tenureMonths: row.tenure_months }),
            },
      outcome: { result: row.outcome },
      customerPseudonym: row.customer_pseudonym,
      startedAt: row.started_at,
      durationMs: row.duration_ms,
      channel: row.channel,
    },
  };
}
