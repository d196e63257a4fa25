import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Executor } from '../ports/database.ts';
import { chainStart } from './audit-chain.ts';
import { canonicalJson } from './keyed-hash.ts';

/** The end of the audit chain as it was at a moment, signed: kept elsewhere, it tells a cut or rewritten chain. */
export interface SignedHead {
  /** The last entry; 0 when the chain is empty. */
  readonly seq: number;
  /** That entry's hash. */
  readonly hash: string;
  /** The last decision of the published log by then. */
  readonly position: number;
  /** ISO 8601, by the database's clock. */
  readonly at: string;
  /** SubjectPublicKeyInfo (DER) in base64. */
  readonly publicKey: string;
  /** Ed25519 over the canonical JSON of the first four, in base64. */
  readonly signature: string;
}

/** What signs heads, and the public keys whose signatures count: the present one and those before it. */
export interface HeadKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly retired: readonly string[];
}

type Signed = Pick<SignedHead, 'seq' | 'hash' | 'position' | 'at'>;

const messageOf = ({ seq, hash, position, at }: Signed): Buffer =>
  Buffer.from(canonicalJson({ what: 'agent-coach audit head', seq, hash, position, at }));

/** Reads the chain's end in one statement and signs it. */
export async function signHead(executor: Executor, keys: HeadKeys): Promise<SignedHead> {
  const found = await executor.query<{ seq: number; hash: string | null; position: number; at: Date }>(
    `select coalesce((select max(seq) from audit_log), 0) as seq,
            (select hash from audit_log order by seq desc limit 1) as hash,
            coalesce((select max(position) from audit_log), 0) as position,
            date_trunc('milliseconds', clock_timestamp()) as at`,
  );
  const row = found.rows[0];
  if (!row) throw new Error('the database told no head');
  const head: Signed = {
    seq: Number(row.seq),
    hash: row.hash ?? chainStart,
    position: Number(row.position),
    at: row.at.toISOString(),
  };
  return {
    ...head,
    publicKey: keys.publicKey,
    signature: sign(null, messageOf(head), keys.privateKey).toString('base64'),
  };
}

/**
 * What the chain that is there says against a head that was signed earlier, or null if it still holds all that the head
 * stands for and perhaps more.
 */
export async function faultOfHead(executor: Executor, keys: HeadKeys, head: SignedHead): Promise<string | null> {
  if (head.publicKey !== keys.publicKey && !keys.retired.includes(head.publicKey))
    return 'it was signed with a key that is none of this installation';
  if (!isSignedBy(head)) return 'its signature does not match what it says';
  if (head.seq === 0) return null;
  const found = await executor.query<{ last: number; hash: string | null; position: number }>(
    `select coalesce((select max(seq) from audit_log), 0) as last, (select hash from audit_log where seq = $1) as hash,
            coalesce((select max(position) from audit_log where seq <= $1), 0) as position`,
    [head.seq],
  );
  const { last = 0, hash = null, position = 0 } = found.rows[0] ?? {};
  if (Number(last) < head.seq)
    return `the chain was cut: it ends at entry ${Number(last)}, and on ${head.at} it reached entry ${head.seq}`;
  if (hash === null) return `entry ${head.seq} is gone from the chain`;
  if (hash !== head.hash) return `the chain was rewritten: entry ${head.seq} has another hash than on ${head.at}`;
  if (Number(position) !== head.position)
    return `the chain was rewritten: by entry ${head.seq} it holds other decisions than on ${head.at}`;
  return null;
}

function isSignedBy(head: SignedHead): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(head.publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, messageOf(head), key, Buffer.from(head.signature, 'base64'));
  } catch {
    return false;
  }
}
