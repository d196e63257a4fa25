import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../ports/database.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../testing/curation.ts';
import { testDatabase } from '../testing/test-database.ts';
import { decideOnVersions } from './decide.ts';
import { createKeyedHash } from './keyed-hash.ts';

const hash = createKeyedHash(Buffer.from('a key of this test'));
let database: Database;
let curation: Curation;
let count = 0;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database, undefined, undefined, hash);
});
afterAll(() => database.close());

const newKey = () => {
  count += 1;
  return `key-${count}`;
};
const publishScript = async (key = newKey(), words = `Say ${key}`) => {
  await curation.publish([nodeDraft('script', key, words, await curation.evidence())]);
  return curation.itemId('script', key);
};

const tables = ['decisions', 'decision_entries', 'item_versions', 'evidence', 'audit_log', 'reviews'] as const;
/** How much there is of everything that a decision writes, and the states of all proposals. */
async function everything(): Promise<unknown> {
  const counts = await database.query(
    `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(', ')},
            (select string_agg(id || status || etag, ',' order by id) from proposals) as proposals`,
  );
  return counts.rows[0];
}

/** Runs something that must be refused, and checks that it left nothing behind. */
async function refused(work: () => Promise<unknown>): Promise<unknown> {
  const before = await everything();
  const error = await work().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(await everything()).toEqual(before);
  return error;
}

describe('the published log', () => {
  it('numbers decisions without holes and dates them strictly one after the other, also when many decide at once', async () => {
    const items = await Promise.all(Array.from({ length: 6 }, () => publishScript()));
    await Promise.all(items.map((itemId) => curation.decide('suspend', itemId, 1)));
    await Promise.all([
      ...items.slice(0, 3).map((itemId) => curation.decide('resume', itemId, 1)),
      ...items.slice(3).map((itemId) => curation.decide('retract', itemId, 1)),
      publishScript(),
    ]);
    const log = await database.query<{ position: number; decided_at: Date }>(
      'select position, decided_at from decisions order by position',
    );
    expect(log.rows.map(({ position }) => Number(position))).toEqual(log.rows.map((_, index) => index + 1));
    const times = log.rows.map(({ decided_at }) => decided_at.getTime());
    for (const [index, time] of times.entries()) expect(time).toBeGreaterThan(times[index - 1] ?? 0);
  });

  it('leaves no hole behind a decision that was rolled back', async () => {
    const itemId = await publishScript();
    const before = await curation.decide('suspend', itemId, 1);
    await refused(() => curation.decide('suspend', itemId, 1));
    await refused(() =>
      database.transaction(async (tx) => {
        const record = { action: 'retract', approval: 'expert', decidedBy: 'x', reason: '' } as const;
        await decideOnVersions(tx, hash, record, [{ itemId, version: 1 }]);
        throw new Error('the process changed its mind');
      }),
    );
    expect((await curation.decide('resume', itemId, 1)).position).toBe(before.position + 1);
  });

  it('publishes every part of a bundle at one position, with its evidence', async () => {
    const [a, b] = [newKey(), newKey()];
    const words = await curation.evidence();
    const { position } = await curation.publish([
      nodeDraft('scenario', a, 'A scenario', words),
      nodeDraft('step', b, 'A step', words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: a }, { kind: 'step', key: b }, words),
    ]);
    const written = await database.query<{ versions: number; entries: number; evidence: number }>(
      `select count(*)::int as versions, (select count(*)::int from decision_entries where position = $1) as entries,
              (select count(*)::int from evidence e join item_versions w using (item_id, version) where w.position = $1) as evidence
         from item_versions where position = $1`,
      [position],
    );
    expect(written.rows[0]).toEqual({ versions: 3, entries: 3, evidence: 3 });
  });
});

describe('refusals leave nothing half-written', () => {
  it('refuses a relation whose end is not published, and names it', async () => {
    const [inside, outside] = [newKey(), newKey()];
    const words = await curation.evidence();
    await curation.propose([nodeDraft('step', outside, 'Never published', words)]);
    const id = await curation.propose([
      nodeDraft('scenario', inside, 'A scenario', words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: inside }, { kind: 'step', key: outside }, words),
    ]);
    expect(await refused(() => curation.approve(id))).toMatchObject({
      code: 'dangling_end',
      details: { errors: [{ path: 'parts.1.to', message: expect.stringContaining(outside) }] },
    });
  });

  it('refuses a relation to an item whose versions are all retracted', async () => {
    const [from, to] = [newKey(), newKey()];
    const words = await curation.evidence();
    await curation.publish([nodeDraft('step', to, 'Soon retracted', words)]);
    const id = await curation.propose([
      nodeDraft('scenario', from, 'A scenario', words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: from }, { kind: 'step', key: to }, words),
    ]);
    await curation.decide('retract', await curation.itemId('step', to), 1);
    expect(await refused(() => curation.approve(id))).toMatchObject({ code: 'dangling_end' });
  });

  it('refuses a proposal whose base moved, with what is there now', async () => {
    const key = newKey();
    const itemId = await publishScript(key);
    const words = await curation.evidence();
    const late = await curation.propose([nodeDraft('script', key, 'Say something else', words)]);
    await curation.publish([nodeDraft('script', key, 'Say a third thing', words)]);
    expect(await refused(() => curation.approve(late))).toMatchObject({
      code: 'base_moved',
      details: { current: [{ ordinal: 0, itemId, baseVersion: 1, latestVersion: 2 }] },
    });
  });

  it('takes a retraction of the base for a move too', async () => {
    const key = newKey();
    const itemId = await publishScript(key);
    const late = await curation.propose([nodeDraft('script', key, 'Say else', await curation.evidence())]);
    await curation.decide('retract', itemId, 1);
    expect(await refused(() => curation.approve(late))).toMatchObject({ code: 'base_moved' });
  });

  it('lets of two proposals of one new item only the first through', async () => {
    const key = newKey();
    const words = await curation.evidence();
    const both = [
      await curation.propose([nodeDraft('script', key, 'One way', words)]),
      await curation.propose([nodeDraft('script', key, 'Another way', words)]),
    ];
    const settled = await Promise.allSettled(both.map((id) => curation.approve(id)));
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'base_moved' } });
  });

  it.each([
    ['resume', [], 'not suspended'],
    ['resume', ['suspend', 'resume'], 'not suspended'],
    ['suspend', ['suspend'], 'suspended already'],
    ['suspend', ['retract'], 'is retracted'],
    ['resume', ['suspend', 'retract'], 'is retracted'],
    ['retract', ['retract'], 'is retracted'],
  ] as const)('refuses to %s a version after %j', async (action, before, why) => {
    const itemId = await publishScript();
    for (const step of before) await curation.decide(step, itemId, 1);
    expect(await refused(() => curation.decide(action, itemId, 1))).toMatchObject({
      code: 'wrong_state',
      message: expect.stringContaining(why),
    });
  });

  it('refuses to decide on a version that does not exist', async () => {
    const itemId = await publishScript();
    expect(await refused(() => curation.decide('retract', itemId, 2))).toMatchObject({ code: 'not_found' });
  });

  it('refuses a whole decision when one of its versions is in a wrong state', async () => {
    const [good, bad] = [await publishScript(), await publishScript()];
    await curation.decide('retract', bad, 1);
    const record = { action: 'retract', approval: 'expert', decidedBy: 'x', reason: '' } as const;
    const refs = [good, bad].map((itemId) => ({ itemId, version: 1 }));
    expect(await refused(() => database.transaction((tx) => decideOnVersions(tx, hash, record, refs)))).toMatchObject({
      code: 'wrong_state',
    });
  });

  it('refuses a proposal all of whose parts are struck out', async () => {
    const id = await curation.propose([nodeDraft('script', newKey(), 'Struck', await curation.evidence())]);
    await curation.proposals.edit(id, 1, { id: 'somebody', reviews: true }, { parts: [{ ordinal: 0, struck: true }] });
    expect(await refused(() => curation.approve(id))).toMatchObject({ code: 'wrong_state' });
  });
});
