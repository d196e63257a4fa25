import type { Outcome } from '../../../graph-schema/index.ts';
import { defaultCollection } from '../../default-collection.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { deriveOutcomes, lockOutcomes } from './derive-outcomes.ts';
import { type OutcomeReport, reportRows } from './outcome-report.ts';
import { agentsOwnWord, fingerprintOf, type OutcomeRules } from './outcome-rules.ts';
import {
  liveCallReference,
  type ReportOutcome,
  reportOutcomes,
  reportTranscripts,
  type TranscriptOutcome,
} from './report-outcomes.ts';

/** How calls ended: reports of several sources, kept as they came, and what they come to by the institution's rules. */
export interface OutcomesService {
  readonly rules: OutcomeRules;
  /** How a reference to a call is kept. */
  keptReference(callRef: string): string;
  /** Stores all reports or, with `invalid_request` that names each fault, none; those whose call is not there yet wait for it. */
  report(
    collectionId: string,
    reportedBy: string,
    reports: readonly OutcomeReport[],
  ): Promise<readonly ReportOutcome[]>;
  /** Throws what `report` would refuse. */
  check(reports: readonly OutcomeReport[]): void;
  /** Takes in what transcripts say themselves, and lets reports that waited for these calls count; inside the caller's transaction. */
  takeTranscripts(
    tx: Executor,
    collectionId: string,
    transcripts: readonly TranscriptOutcome[],
    callRefs: readonly string[],
  ): Promise<void>;
  /** Keeps off reports until the caller's transaction is over; to be called before it writes cases. */
  lockForCalls(tx: Executor, collectionId: string): Promise<void>;
  /** Keeps the agent's own word at the end of a live call. */
  agentSays(
    tx: Executor,
    call: { readonly id: string; readonly externalRef: string | null; readonly createdBy: string },
    result: Outcome,
  ): Promise<void>;
  /** Derives every case anew if the institution's rules are other than those that the cases were derived by. */
  applyRules(): Promise<boolean>;
}

interface Options {
  readonly database: Database;
  readonly rules: OutcomeRules;
  /** A reference without personal data, as calls themselves are named; absent: references are kept as they come. */
  readonly redactReference?: (callRef: string) => string;
  /** Where live calls belong. */
  readonly liveCollection?: string;
}

export function createOutcomesService({
  database,
  rules,
  redactReference = (callRef) => callRef,
  liveCollection = defaultCollection,
}: Options): OutcomesService {
  return {
    rules,
    keptReference: redactReference,
    report(collectionId, reportedBy, reports) {
      const rows = reportRows(
        rules,
        reports.map((report) => ({ ...report, callRef: redactReference(report.callRef) })),
      );
      return database.transaction(async (tx) => {
        await openCollection(tx, collectionId);
        return reportOutcomes(tx, rules, collectionId, reportedBy, rows);
      });
    },
    check(reports) {
      reportRows(rules, reports);
    },
    async takeTranscripts(tx, collectionId, transcripts, callRefs) {
      await reportTranscripts(tx, rules, collectionId, transcripts);
      await deriveOutcomes(tx, rules, collectionId, callRefs);
    },
    lockForCalls: (tx, collectionId) => lockOutcomes(tx, collectionId, 'calls'),
    async agentSays(tx, { id, externalRef, createdBy }, result) {
      await openCollection(tx, liveCollection);
      const rows = reportRows(rules, [{ callRef: liveCallReference(id, externalRef), source: agentsOwnWord, result }]);
      await reportOutcomes(tx, rules, liveCollection, createdBy, rows);
    },
    applyRules: () =>
      database.transaction(async (tx) => {
        const fingerprint = fingerprintOf(rules);
        const same = await tx.query('select 1 from outcome_rules where fingerprint = $1', [fingerprint]);
        if (same.rowCount > 0) return false;
        const collections = await tx.query<{ id: string }>('select id from collections order by id collate "C"');
        for (const { id } of collections.rows) {
          await lockOutcomes(tx, id, 'reports');
          await deriveOutcomes(tx, rules, id, null);
        }
        await tx.query(
          'insert into outcome_rules (fingerprint) values ($1) on conflict (singleton) do update set fingerprint = excluded.fingerprint',
          [fingerprint],
        );
        return true;
      }),
  };
}

async function openCollection(tx: Executor, id: string): Promise<void> {
  await tx.query('insert into collections (id, name) values ($1, $1) on conflict do nothing', [id]);
}
