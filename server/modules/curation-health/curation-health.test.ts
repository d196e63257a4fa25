import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { createPublishedState } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { readStats } from './curation-stats.ts';
import { rankGaps } from './gap-ranking.ts';
import { healthRows, queueOf, readGround } from './health-queues.ts';
import { verifiedAt } from './verification.ts';
import { verifyItem } from './verify-item.ts';

let database: Database;
let curation: Curation;
const state = createPublishedState();
const ids = { script: '', clause: '' };
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
  for (const kind of ['script', 'clause'] as const) {
    const { position, decidedAt } = await curation.publish([nodeDraft(kind, kind, 'Words', await curation.evidence())]);
    const itemId = await curation.itemId(kind, kind);
    ids[kind] = itemId;
    const item = { sort: 'node', kind, itemId, collectionId: 'main' } as const;
    const version = { itemId, version: 1, position, decidedAt, interval: { from: null, to: null }, later: [] };
    const shared = { conditions: {}, audience: ['agent'], approval: 'expert', confidence: 1 } as const;
    state.apply({ position, decidedAt }, [{ action: 'publish', item, version: { ...version, ...shared } }]);
  }
});
afterAll(() => database.close());

const queue = async (name: Parameters<typeof queueOf>[0]) => {
  const ground = await readGround(database, state, 90);
  return healthRows(database, queueOf(name, ground, 90), ground);
};

describe('verification', () => {
  it('lapses, puts the item into the queue, and takes it out when somebody vouches again', async () => {
    expect(await queue('stale')).toEqual([]);
    await database.query(
      `insert into item_verifications (id, item_id, version, verified_by, verified_at, until)
       select 'v1', $1, 1, $2, at + interval '1 millisecond', at + interval '2 milliseconds' from (select max(decided_at) as at from decisions) d`,
      [ids.script, curation.people.reviewer],
    );
    expect(await queue('stale')).toMatchObject([{ id: ids.script, verifiedByName: 'reviewer' }]);
    const reviewer = { id: curation.people.reviewer, roles: ['reviewer'] } as const;
    await verifyItem(database, state, reviewer, { itemId: ids.script, version: 1, until: null });
    expect(await queue('stale')).toEqual([]);
    const soon = new Date(Date.now() + 10 * 86_400_000);
    await verifyItem(database, state, reviewer, { itemId: ids.script, version: 1, until: soon });
    expect(await queue('expiring')).toMatchObject([{ id: ids.script, verifiedUntil: soon.toISOString() }]);
  });

  it('is refused of what is not in force, of a day that is over, and of bound words by a mere reviewer', async () => {
    const target = { itemId: ids.clause, version: 1, until: null };
    const by = (role: 'reviewer' | 'compliance') => ({ id: curation.people[role], roles: [role] }) as const;
    await expect(verifyItem(database, state, by('reviewer'), target)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(verifyItem(database, state, by('compliance'), { ...target, version: 2 })).rejects.toMatchObject({
      code: 'wrong_state',
    });
    const past = { ...target, until: new Date(0) };
    await expect(verifyItem(database, state, by('compliance'), past)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await verifyItem(database, state, by('compliance'), target);
  });

  it('begins with an expert’s approval, and with nothing where none was given', () => {
    const decidedAt = new Date('2026-01-01T00:00:00Z');
    const later = new Date('2026-02-01T00:00:00Z');
    expect(verifiedAt({ approval: 'system', decidedAt }, [], later)).toBeNull();
    expect(verifiedAt({ approval: 'expert', decidedAt }, [], later)).toMatchObject({ at: decidedAt, by: null });
  });
});

describe('the figures', () => {
  it('count what is in force, what is verified, and who did what', async () => {
    const stats = await readStats(database, state, { weeks: 2, unusedDays: 90 });
    expect(stats).toMatchObject({ inForce: 2, queues: { unverified: 0, unused: 0 } });
    expect(stats.weeks).toHaveLength(2);
    expect(stats.people.find(({ id }) => id === curation.people.compliance)).toMatchObject({
      approvals: 2,
      published: 2,
    });
  });

  it('join questions that ask the same, and put calls x risk first', () => {
    const gap = (id: string, question: string, callId: string, risk: 'low' | 'high') =>
      ({ id, question, callId, risk, language: null, at: new Date(2026, 0, 1) }) as const;
    const ranked = rankGaps([
      gap('a', '怎么注销信用卡', 'c1', 'low'),
      gap('b', '信用卡怎么注销', 'c2', 'low'),
      gap('c', '我要向监管投诉', 'c3', 'high'),
    ]);
    expect(ranked).toMatchObject([
      { id: 'c', calls: 1, score: 4 },
      { asked: 2, calls: 2, score: 2 },
    ]);
  });
});
