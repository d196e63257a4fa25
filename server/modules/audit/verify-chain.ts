import type { Executor } from '../../ports/database.ts';
import {
  type AuditEntry,
  auditHash,
  chainStart,
  type KeyedHash,
  versionsHashOfDecision,
} from '../../publishing/index.ts';
import { type Faults, faultsShown, pageSize } from './faults.ts';
import { verifyContents } from './verify-contents.ts';
import { verifyReviews } from './verify-reviews.ts';

export interface AuditVerification {
  readonly ok: boolean;
  readonly entries: number;
  readonly decisions: number;
  readonly headHash: string;
  /** What does not hold, the first few. */
  readonly faults: Readonly<Faults>;
}

interface Row {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  position: number | null;
  details: AuditEntry['details'];
  previous: string;
  hash: string;
}

export const verificationParts = ['chain', 'decisions', 'reasons', 'reviews', 'contents'] as const;

/** How far verification has come: the part that is looked at, and for the chain how many of its entries were. */
export interface VerificationProgress {
  readonly part: (typeof verificationParts)[number];
  readonly done: number;
  readonly entries: number;
}

/** Computes the chain anew, and holds the decisions, the reviews and the published contents against it. */
export async function verifyAudit(executor: Executor, hash: KeyedHash): Promise<AuditVerification> {
  const verification = auditVerification(executor, hash);
  for (;;) {
    const step = await verification.next();
    if (step.done) return step.value;
  }
}

/** The same step by step, for whoever wants to tell how far it has come. */
export async function* auditVerification(
  executor: Executor,
  hash: KeyedHash,
): AsyncGenerator<VerificationProgress, AuditVerification> {
  const counted = await executor.query<{ total: number }>('select coalesce(max(seq), 0)::int as total from audit_log');
  const total = Number(counted.rows[0]?.total ?? 0);
  const at = (part: VerificationProgress['part'], done: number) => ({ part, done, entries: Math.max(total, done) });
  const faults: Faults = [];
  yield at('chain', 0);
  let previous = chainStart;
  let entries = 0;
  for (;;) {
    const page = await executor.query<Row>(
      'select seq, at, actor, action, subject, position, details, previous, hash from audit_log where seq > $1 order by seq limit $2',
      [entries, pageSize],
    );
    for (const row of page.rows) {
      const expected = entries + 1;
      const entry = { ...row, seq: Number(row.seq), position: row.position === null ? null : Number(row.position) };
      if (entry.seq !== expected) faults.push({ seq: entry.seq, fault: `entry ${expected} is missing` });
      if (entry.previous !== previous) faults.push({ seq: entry.seq, fault: 'it does not follow the entry before it' });
      if (auditHash({ ...entry, details: entry.details ?? {} }) !== entry.hash)
        faults.push({ seq: entry.seq, fault: 'its content does not match its hash' });
      previous = entry.hash;
      entries = entry.seq;
    }
    yield at('chain', entries);
    if (page.rows.length < pageSize || faults.length >= faultsShown) break;
  }
  yield at('decisions', entries);
  const decisions = await verifyDecisions(executor, faults);
  yield at('reasons', entries);
  await verifyReasons(executor, hash, faults);
  yield at('reviews', entries);
  await verifyReviews(executor, hash, faults);
  yield at('contents', entries);
  await verifyContents(executor, hash, faults);
  return { ok: faults.length === 0, entries, decisions, headHash: previous, faults: faults.slice(0, faultsShown) };
}

/** Every decision stands in the chain as it was made, about the same versions; positions have no holes. */
async function verifyDecisions(executor: Executor, faults: Faults): Promise<number> {
  const counted = await executor.query<{ total: number; head: number }>(
    'select count(*)::int as total, coalesce(max(position), 0) as head from decisions',
  );
  const { total, head } = counted.rows[0] ?? { total: 0, head: 0 };
  if (total !== Number(head)) faults.push({ seq: null, fault: `the log ends at ${head} but holds ${total} decisions` });
  const wrong = await executor.query<{ position: number; seq: number | null }>(
    `select d.position, a.seq from decisions d
       left join audit_log a on a.position = d.position
      where a.seq is null or a.at <> d.decided_at or a.actor <> d.decided_by or a.action <> 'item.' || d.action
         or a.details ->> 'approval' is distinct from d.approval
         or (a.details ->> 'entries')::int is distinct from d.entries
         or d.entries <> (select count(*) from decision_entries e where e.position = d.position)
         or a.details ->> 'versionsHash' is distinct from ${versionsHashOfDecision}
         or (d.action = 'publish' and a.subject is distinct from coalesce(d.proposal_id, d.changeset_id))
         or (d.action = 'publish' and d.entries <> (select count(*) from item_versions v where v.position = d.position))
      order by d.position limit ${faultsShown}`,
  );
  for (const row of wrong.rows) {
    faults.push({
      seq: row.seq === null ? null : Number(row.seq),
      fault: `decision ${row.position} ${row.seq === null ? 'is not in the chain' : 'differs from what the chain says of it'}`,
    });
  }
  const orphan = await executor.query<{ seq: number }>(
    `select a.seq from audit_log a where a.position is not null and not exists (select 1 from decisions d where d.position = a.position) limit ${faultsShown}`,
  );
  for (const row of orphan.rows) faults.push({ seq: Number(row.seq), fault: 'its decision is gone' });
  return total;
}

/** Every decision still gives the reason that it was made for. */
async function verifyReasons(executor: Executor, hash: KeyedHash, faults: Faults): Promise<void> {
  let after = 0;
  for (;;) {
    const page = await executor.query<{
      position: number;
      reason: string;
      erased: boolean;
      seq: number;
      reason_hash: string | null;
    }>(
      `select d.position, d.reason, d.reason_erased_at is not null as erased, a.seq, a.details ->> 'reasonHash' as reason_hash
         from decisions d join audit_log a on a.position = d.position
        where d.position > $1 order by d.position limit $2`,
      [after, pageSize],
    );
    for (const row of page.rows) {
      after = Number(row.position);
      if (!(row.erased && row.reason === '') && hash.of(row.reason) !== row.reason_hash)
        faults.push({
          seq: Number(row.seq),
          fault: `the reason of decision ${after} differs from what the chain says of it`,
        });
    }
    if (page.rows.length < pageSize || faults.length >= faultsShown) return;
  }
}
