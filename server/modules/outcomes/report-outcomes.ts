import { newId } from '../../../graph-schema/index.ts';
import type { ParsedCall } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';
import { deriveOutcomes, lockOutcomes } from './derive-outcomes.ts';
import { hashedRow, type ReportRow } from './outcome-report.ts';
import { type OutcomeRules, scaleOf, sourceName, unnamedSource } from './outcome-rules.ts';

/** What became of a report; `waiting`: its call is not there yet. */
export interface ReportOutcome {
  readonly callRef: string;
  readonly source: string;
  readonly status: 'new' | 'unchanged';
  readonly waiting: boolean;
}

const recordColumns = `id text, "callRef" text, source text, result text, satisfaction float8, "satisfactionMin" float8, "satisfactionMax" float8,
  "repeatContact" boolean, "handlingSeconds" int, "complaintType" text, "riskLevel" text, "occurredAt" timestamptz, "revisionId" text, "contentHash" text`;

async function insertReports(
  tx: Executor,
  collectionId: string,
  reportedBy: string | null,
  rows: readonly (ReportRow & { readonly revisionId?: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = rows.map(({ saying: _saying, ...row }) => ({ id: newId('outcome'), ...row }));
  await tx.query(
    `insert into outcome_reports (id, collection_id, call_ref, source, result, satisfaction, satisfaction_min, satisfaction_max,
                                  repeat_contact, handling_seconds, complaint_type, risk_level, occurred_at, revision_id, content_hash, reported_by)
     select r.id, $2, r."callRef", r.source, r.result, r.satisfaction, r."satisfactionMin", r."satisfactionMax", r."repeatContact",
            r."handlingSeconds", r."complaintType", r."riskLevel", r."occurredAt", r."revisionId", r."contentHash", $3
       from jsonb_to_recordset($1::jsonb) as r (${recordColumns})
         on conflict do nothing`,
    [JSON.stringify(list), collectionId, reportedBy],
  );
}

/**
 * Stores reports and derives the cases that they concern. What a source said before, at the same time or as its last
 * word, is not stored again. A live call's id stands for its external reference, so that all reports on it meet.
 */
export async function reportOutcomes(
  tx: Executor,
  rules: OutcomeRules,
  collectionId: string,
  reportedBy: string,
  reports: readonly ReportRow[],
): Promise<readonly ReportOutcome[]> {
  await lockOutcomes(tx, collectionId, 'reports');
  const rows = await underOneReference(tx, reports);
  const refs = [...new Set(rows.map(({ callRef }) => callRef))];
  const standing = await lastWords(tx, collectionId, refs);
  const clock = await tx.query<{ now: Date }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
  const now = clock.rows[0]?.now ?? new Date();
  const fresh = new Map<string, ReportRow>();
  const statuses = rows.map((row): 'new' | 'unchanged' => {
    const { hashes, last } = standing.get(keyOf(row)) ?? noWords;
    const repeated = row.occurredAt === null ? last === withoutTime(row) : hashes.has(row.contentHash);
    const stored = row.occurredAt === null ? hashedRow({ ...plain(row), occurredAt: now }) : row;
    if (repeated || fresh.has(stored.contentHash)) return 'unchanged';
    fresh.set(stored.contentHash, stored);
    return 'new';
  });
  await insertReports(tx, collectionId, reportedBy, [...fresh.values()]);
  await deriveOutcomes(tx, rules, collectionId, refs);
  const known = await tx.query<{ key: string }>(
    `select o.key from sources o join cases c on c.source_id = o.id where o.collection_id = $1 and o.key = any($2)`,
    [collectionId, refs],
  );
  const here = new Set(known.rows.map(({ key }) => key));
  return rows.map(({ callRef, source }, index) => ({
    callRef,
    source,
    status: statuses[index] ?? 'unchanged',
    waiting: !here.has(callRef),
  }));
}

const plain = ({ saying: _saying, contentHash: _hash, ...said }: ReportRow) => said;
const keyOf = ({ callRef, source }: Pick<ReportRow, 'callRef' | 'source'>) => `${source}\u0000${callRef}`;
const withoutTime = (row: ReportRow) => hashedRow({ ...plain(row), occurredAt: null }).contentHash;

interface Words {
  readonly hashes: Set<string>;
  /** What was said last, hashed without its time. */
  last: string | null;
}
const noWords: Words = { hashes: new Set(), last: null };

type Stored = Omit<ReportRow, 'saying' | 'contentHash'> & { readonly contentHash: string };

async function lastWords(tx: Executor, collectionId: string, refs: readonly string[]) {
  const found = await tx.query<Stored>(
    `select call_ref as "callRef", source, result, satisfaction, satisfaction_min as "satisfactionMin", satisfaction_max as "satisfactionMax",
            repeat_contact as "repeatContact", handling_seconds as "handlingSeconds", complaint_type as "complaintType",
            risk_level as "riskLevel", occurred_at as "occurredAt", content_hash as "contentHash"
       from outcome_reports where collection_id = $1 and call_ref = any($2) and revision_id is null
      order by occurred_at nulls first, content_hash collate "C"`,
    [collectionId, refs],
  );
  const words = new Map<string, Words>();
  for (const { contentHash, ...said } of found.rows) {
    const of = words.get(keyOf(said)) ?? { hashes: new Set(), last: null };
    of.hashes.add(contentHash);
    of.last = hashedRow({ ...said, occurredAt: null }).contentHash;
    words.set(keyOf(said), of);
  }
  return words;
}

async function underOneReference(tx: Executor, rows: readonly ReportRow[]): Promise<readonly ReportRow[]> {
  const found = await tx.query<{ id: string; external_ref: string | null }>(
    'select id, external_ref from calls where id = any($1)',
    [rows.map(({ callRef }) => callRef)],
  );
  const references = new Map(found.rows.map((call) => [call.id, liveCallReference(call.id, call.external_ref)]));
  if (references.size === 0) return rows;
  return rows.map((row) => hashedRow({ ...plain(row), callRef: references.get(row.callRef) ?? row.callRef }));
}

/** What reports on a live call name it by: its external reference, unless redaction took something out of that. */
export function liveCallReference(id: string, externalRef: string | null): string {
  return externalRef === null || /[[\]【】<>]/.test(externalRef) ? id : externalRef;
}

/** One call of a transcript that was just stored, with the revision that says so. */
export interface TranscriptOutcome {
  readonly callRef: string;
  readonly revisionId: string;
  readonly call: ParsedCall;
}

/** Keeps what transcripts themselves say of how their calls ended as reports. */
export async function reportTranscripts(
  tx: Executor,
  rules: OutcomeRules,
  collectionId: string,
  transcripts: readonly TranscriptOutcome[],
): Promise<void> {
  const rows = transcripts.flatMap(({ callRef, revisionId, call }) => {
    const { outcome, startedAt, durationMs } = call;
    if (!outcome) return [];
    const named = sourceName.safeParse(outcome.source?.trim().toLowerCase() ?? unnamedSource);
    const source = named.success ? named.data : unnamedSource;
    const { satisfaction = null } = outcome;
    const scale = scaleOf(rules, source);
    const row = hashedRow({
      callRef,
      source,
      result: outcome.result,
      satisfaction,
      satisfactionMin: satisfaction === null ? null : scale.min,
      satisfactionMax: satisfaction === null ? null : scale.max,
      repeatContact: outcome.repeatContact ?? null,
      handlingSeconds: outcome.handlingSeconds === undefined ? null : Math.round(outcome.handlingSeconds),
      complaintType: null,
      riskLevel: null,
      occurredAt: startedAt === null ? null : new Date(startedAt.getTime() + (durationMs ?? 0)),
    });
    return [{ ...row, revisionId }];
  });
  await insertReports(tx, collectionId, null, rows);
}
