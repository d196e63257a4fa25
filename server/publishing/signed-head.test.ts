import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../ports/database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { appendAudit, auditHash } from './audit-chain.ts';
import { faultOfHead, type HeadKeys, signHead } from './signed-head.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => database.query('delete from audit_log'));
afterAll(() => database.close());

function freshKeys(retired: readonly string[] = []): HeadKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), retired };
}
const keys = freshKeys();
const append = async (times: number, subject = 'somebody') => {
  for (let time = 0; time < times; time += 1)
    await database.transaction((tx) => appendAudit(tx, { actor: 'admin', action: 'user.created', subject }));
};

/** Computes all hashes anew from an entry on, as somebody who owns the database could. */
async function forgeFrom(seq: number): Promise<void> {
  const { rows } = await database.query<Parameters<typeof auditHash>[0] & { hash: string }>(
    'select seq, at, actor, action, subject, position, details, previous, hash from audit_log order by seq',
  );
  let previous = '';
  for (const row of rows) {
    const entry = { ...row, seq: Number(row.seq), position: null };
    const forged = entry.seq < seq ? entry : { ...entry, previous, subject: entry.seq === seq ? 'x' : entry.subject };
    previous = entry.seq < seq ? row.hash : auditHash(forged);
    await database.query('update audit_log set subject = $2, previous = $3, hash = $4 where seq = $1', [
      entry.seq,
      forged.subject,
      forged.previous,
      previous,
    ]);
  }
}

describe('the signed head of the audit chain', () => {
  it('holds for the chain that it was taken of, and for a longer honest one', async () => {
    await append(3);
    const head = await signHead(database, keys);
    expect(head).toMatchObject({ seq: 3, position: 0, publicKey: keys.publicKey });
    expect(await faultOfHead(database, keys, head)).toBeNull();
    await append(4);
    expect(await faultOfHead(database, keys, head)).toBeNull();
  });

  it('holds for every chain when it was taken of an empty one', async () => {
    const head = await signHead(database, keys);
    expect(head.seq).toBe(0);
    await append(1);
    expect(await faultOfHead(database, keys, head)).toBeNull();
  });

  it('tells that the tail was cut, also when new entries took its place', async () => {
    await append(5);
    const head = await signHead(database, keys);
    await database.query('delete from audit_log where seq > 2');
    expect(await faultOfHead(database, keys, head)).toMatch(/^the chain was cut: it ends at entry 2/);
    await append(3, 'somebody else');
    expect(await faultOfHead(database, keys, head)).toMatch(/^the chain was rewritten: entry 5/);
  });

  it('tells that an earlier entry was changed and everything after it computed anew', async () => {
    await append(5);
    const head = await signHead(database, keys);
    await forgeFrom(2);
    expect(await faultOfHead(database, keys, head)).toMatch(/^the chain was rewritten/);
  });

  it.each(['seq', 'hash', 'position', 'at', 'signature'] as const)(
    'does not hold when its %s was changed',
    async (field) => {
      await append(2);
      const head = await signHead(database, keys);
      const changed = { seq: 1, hash: 'f'.repeat(64), position: 7, at: new Date(0).toISOString(), signature: 'AAAA' };
      expect(await faultOfHead(database, keys, { ...head, [field]: changed[field] })).toMatch(/signature/);
    },
  );

  it('does not hold when it was signed with a key of somebody else, and holds with a key that was replaced', async () => {
    await append(2);
    const head = await signHead(database, keys);
    const foreign = await signHead(database, freshKeys());
    expect(await faultOfHead(database, keys, foreign)).toMatch(/none of this installation/);
    expect(await faultOfHead(database, freshKeys([keys.publicKey]), head)).toBeNull();
    expect(await faultOfHead(database, freshKeys(), head)).toMatch(/none of this installation/);
  });
});
