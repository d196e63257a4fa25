import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../ports/database.ts';
import { createProjections, type Projections } from '../projections.ts';
import { type Curation, createCuration, nodeDraft } from '../testing/curation.ts';
import { cutLog } from '../testing/cut-log.ts';
import { wayTo } from '../testing/in-process-replica.ts';
import { testDatabase } from '../testing/test-database.ts';

let database: Database;
let curation: Curation;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(() => database.close());

let errors: string[] = [];
beforeEach(() => {
  errors = [];
});
const log = pino({ level: 'error' }, { write: (line) => void errors.push(line) });

let count = 0;
async function publish(words: string) {
  count += 1;
  const key = `history-${count}`;
  const { position } = await curation.publish([nodeDraft('scenario', key, words, await curation.evidence())]);
  return { position, itemId: await curation.itemId('scenario', key) };
}

const projectionsOver = (on: Database): Promise<Projections> =>
  createProjections({ database: on, wakeUps: inProcessWakeUps(), log, directory: null });
const inForce = ({ state }: Projections, itemId: string) => state.inForce(itemId, state.now())?.version ?? null;
const found = ({ textIndex }: Projections, text: string) =>
  textIndex.search({ parts: [{ text, weight: 1 }], limit: 20, accept: () => true }).map(({ itemId }) => itemId);
/** What a process knows that read nothing but the log as it is now. */
async function expectAsFromTheStart(projections: Projections) {
  const fresh = await projectionsOver(database);
  await fresh.projector.catchUp();
  const byId = ({ state }: Projections) => new Map([...state.items()].map((item) => [item.itemId, item]));
  expect(byId(projections)).toEqual(byId(fresh));
  expect(projections.state).toMatchObject({ position: fresh.state.position, logHash: fresh.state.logHash });
  const texts = ({ textIndex }: Projections) => new Set([...textIndex.versions()].map(({ itemId }) => itemId));
  expect(texts(projections)).toEqual(texts(fresh));
}

describe('a log that was put back to an older state under a process and went on differently', () => {
  it('is not confirmed at the same position: nothing is shown until everything was read anew', async () => {
    const way = wayTo(database);
    const projections = await projectionsOver(way.database);
    const { projector, state } = projections;
    const kept = await publish('a promise kept in both histories');
    const lost = [await publish('zebra'), await publish('zebra crossing'), await publish('zebra stripes')];
    await projector.confirmHead();
    expect(inForce(projections, kept.itemId)).toBe(1);

    await cutLog(database, kept.position);
    await curation.decide('retract', kept.itemId, 1);
    const [other] = [await publish('walrus'), await publish('walrus tusks')];
    expect(state.position).toBe(kept.position + 3);
    const held = way.holdAt('from decision_entries', true);
    await expect(projector.catchUp()).rejects.toMatchObject({ code: 'unavailable' });
    await held;
    expect(projector.isConfirmed()).toBe(false);
    expect([...state.items()]).toEqual([]);
    expect([inForce(projections, kept.itemId), ...lost.map(({ itemId }) => inForce(projections, itemId))]).toEqual(
      Array(4).fill(null),
    );
    expect(found(projections, 'zebra')).toEqual([]);
    await expect(projector.confirmHead()).rejects.toMatchObject({ code: 'unavailable' });

    // Whoever follows decisions is told before anything is confirmed again.
    const told: boolean[] = [];
    projector.onApplied(() => told.push(projector.isConfirmed()));
    way.release();
    await vi.waitFor(() => projector.confirmHead(), { timeout: 60_000 });
    expect(told).toEqual([false]);
    expect(inForce(projections, kept.itemId)).toBeNull();
    expect(inForce(projections, other.itemId)).toBe(1);
    expect(found(projections, 'walrus')).toHaveLength(2);
    await expectAsFromTheStart(projections);
    expect(errors.filter((line) => line.includes('put back to an older state'))).toHaveLength(1);
    const more = await publish('walrus again');
    await projector.waitFor(more.position);
    expect(found(projections, 'walrus')).toHaveLength(3);
  });

  it('is not confirmed when it ends before what was applied here', async () => {
    const projections = await projectionsOver(database);
    const kept = await publish('kept');
    await publish('lost');
    await projections.projector.confirmHead();
    await cutLog(database, kept.position);
    await expect(projections.projector.catchUp()).rejects.toMatchObject({ code: 'unavailable' });
    await vi.waitFor(() => projections.projector.confirmHead(), { timeout: 60_000 });
    expect(projections.state.position).toBe(kept.position);
    await expectAsFromTheStart(projections);
  });

  it('is noticed when that happens between the question for the head and the reading of what is new', async () => {
    const way = wayTo(database);
    const projections = await projectionsOver(way.database);
    const { projector } = projections;
    const kept = await publish('kept for long');
    const lost = await publish('ostrich');
    await projector.confirmHead();
    await publish('ostrich feathers');
    const held = way.holdAt('order by position limit', false);
    const catchingUp = expect(projector.catchUp()).rejects.toMatchObject({ code: 'unavailable' });
    await held;
    await cutLog(database, kept.position);
    await publish('penguin');
    await publish('penguin feet');
    way.release();
    await catchingUp;
    await vi.waitFor(() => projector.confirmHead(), { timeout: 60_000 });
    expect(inForce(projections, lost.itemId)).toBeNull();
    await expectAsFromTheStart(projections);
  });
});
