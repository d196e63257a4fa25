import { newId } from '../../../graph-schema/index.ts';
import type { ParsedSource } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';
import type { OutcomesService } from '../outcomes/index.ts';

/** Which file of which run something comes from. */
export interface InRun {
  readonly runId: string;
  /** The file's place in the run, from 0. */
  readonly fileOrdinal: number;
}

/** A record with what is to become of it. */
export interface Planned {
  readonly source: ParsedSource;
  readonly record: number;
  readonly hash: string;
  readonly outcome: 'new' | 'changed' | 'unchanged';
  readonly sourceId: string;
  readonly revisionId: string;
  readonly revision: number;
  readonly mined: boolean;
  /** It stands in the database already. */
  readonly stored: boolean;
  /** No other file of the run brought this source yet. */
  readonly first: boolean;
  /** It is the latest word on its source. */
  readonly current?: boolean;
}

export async function insertSegments(tx: Executor, planned: readonly Planned[]): Promise<void> {
  const rows = planned.flatMap(({ source, revisionId }) =>
    source.segments.map(({ ordinal, kind, locator, heading, role, startMs, endMs, text }) => ({
      id: newId('segment'),
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

/** Writes what the latest revisions of calls tell of them, with how they ended by all that is known by then. */
export async function writeCases(
  tx: Executor,
  outcomes: OutcomesService,
  collectionId: string,
  planned: readonly Planned[],
): Promise<void> {
  const transcripts = planned.flatMap(({ source: { key, call }, revisionId }) =>
    call ? [{ callRef: key, revisionId, call }] : [],
  );
  const refs = await writeCaseRows(tx, collectionId, planned);
  await outcomes.takeTranscripts(tx, collectionId, transcripts, refs);
}

/** Returns the keys of the calls that it wrote. */
async function writeCaseRows(
  tx: Executor,
  collectionId: string,
  planned: readonly Planned[],
): Promise<readonly string[]> {
  const rows = planned.flatMap(({ source, sourceId, revisionId, current }) => {
    const { call, language } = source;
    if (!call || current !== true) return [];
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
  if (rows.length === 0) return [];
  const list = JSON.stringify(rows);
  // An agent who is known stays as they are until the run's files are joined: batches come in any order.
  await tx.query(
    `insert into agents (id, display_name, team, tenure_months)
     select distinct on (r."agentId" collate "C") r."agentId", r."agentName", r.team, r."tenureMonths"
       from jsonb_to_recordset($1::jsonb) as r ("agentId" text, "agentName" text, team text, "tenureMonths" int)
      where r."agentId" is not null order by r."agentId" collate "C"
         on conflict (id) do nothing`,
    [list],
  );
  await tx.query(
    `insert into cases (id, source_id, revision_id, collection_id, agent_id, customer_pseudonym, outcome, outcome_source, satisfaction,
                        channel, language, started_at, duration_ms, team, tenure_months)
     select r.id, r."sourceId", r."revisionId", $2, r."agentId", r.customer, r.outcome, r."outcomeSource",
            r.satisfaction, r.channel, r.language, r."startedAt", r."durationMs", r.team, r."tenureMonths"
       from jsonb_to_recordset($1::jsonb) as r (id text, "sourceId" text, "revisionId" text, "agentId" text, customer text, outcome text,
            "outcomeSource" text, satisfaction int, channel text, language text, "startedAt" timestamptz, "durationMs" int, team text, "tenureMonths" int)
         on conflict (source_id) do update set revision_id = excluded.revision_id, agent_id = excluded.agent_id,
              customer_pseudonym = excluded.customer_pseudonym, outcome = excluded.outcome, outcome_source = excluded.outcome_source,
              satisfaction = excluded.satisfaction, channel = excluded.channel, language = excluded.language,
              started_at = excluded.started_at, duration_ms = excluded.duration_ms, team = excluded.team, tenure_months = excluded.tenure_months,
              satisfaction_source = null, satisfaction_share = null, repeat_contact = null, repeat_contact_source = null,
              handling_seconds = null, complaint_type = null, risk_level = null`,
    [list, collectionId],
  );
  return planned.flatMap(({ source, current }) => (source.call && current === true ? [source.key] : []));
}

// Numbers are unique at every moment, so they are moved out of the way first.
const aside = 1_000_000_000;

/** Numbers the revisions that a run brought of these sources by the order of its files; `last` come behind the others. */
export async function orderRevisions(
  tx: Executor,
  runId: string,
  sourceIds: readonly string[],
  last: readonly string[] = [],
): Promise<void> {
  if (sourceIds.length === 0) return;
  await tx.query(
    `update source_revisions r set revision = n.revision + ${aside}
       from (select id, source_id, row_number() over (partition by source_id order by id = any($3), coalesce(file_ordinal, -1), revision) as place
               from source_revisions where run_id = $1 and source_id = any($2)) m
       join (select source_id, revision, row_number() over (partition by source_id order by revision) as place
               from source_revisions where run_id = $1 and source_id = any($2)) n using (source_id, place)
      where r.id = m.id`,
    [runId, sourceIds, last],
  );
  await tx.query(
    `update source_revisions set revision = revision - ${aside} where source_id = any($1) and revision > ${aside}`,
    [sourceIds],
  );
}
