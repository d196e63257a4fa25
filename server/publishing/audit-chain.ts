import type { Executor } from '../ports/database.ts';
import { canonicalJson, sha256 } from './keyed-hash.ts';
import { takePublishingLock } from './publishing-lock.ts';

/** What is written down of something that was decided. Ids, decisions and keyed hashes only; never content. */
export interface AuditFact {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditEntry extends AuditFact {
  readonly seq: number;
  readonly at: Date;
  readonly position: number | null;
  readonly previous: string;
  readonly hash: string;
}

/** The hash before the first entry. */
export const chainStart = '0'.repeat(64);

/** SHA-256 over the entry's canonical JSON and the hash before it. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, subject, position, details, previous } = entry;
  return sha256(canonicalJson({ seq, at, actor, action, subject, position, details: details ?? {}, previous }));
}

/** Appends to the chain inside the caller's transaction, under the publishing lock, which it takes if need be. */
export async function appendAudit(
  tx: Executor,
  fact: AuditFact,
  decided?: { position: number; at: Date },
): Promise<AuditEntry> {
  await takePublishingLock(tx);
  const head = await tx.query<{ seq: number; hash: string; now: Date }>(
    `select coalesce(max(seq), 0) as seq,
            (select hash from audit_log order by seq desc limit 1) as hash,
            date_trunc('milliseconds', clock_timestamp()) as now
       from audit_log`,
  );
  const last = head.rows[0];
  const unsealed = {
    ...fact,
    details: fact.details ?? {},
    seq: Number(last?.seq ?? 0) + 1,
    at: decided?.at ?? last?.now ?? new Date(),
    position: decided?.position ?? null,
    previous: last?.hash ?? chainStart,
  };
  const entry: AuditEntry = { ...unsealed, hash: auditHash(unsealed) };
  await tx.query(
    `insert into audit_log (seq, at, actor, action, subject, position, details, previous, hash)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9)`,
    [
      entry.seq,
      entry.at,
      entry.actor,
      entry.action,
      entry.subject,
      entry.position,
      JSON.stringify(entry.details),
      entry.previous,
      entry.hash,
    ],
  );
  return entry;
}
