import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../ports/database.ts';
import { createProjections } from '../projections.ts';
import { type Curation, createCuration, edgeDraft, nodeDraft } from '../testing/curation.ts';
import { testDatabase } from '../testing/test-database.ts';
import { createProjector } from './projector.ts';
import { headPosition } from './published-log.ts';
import { createPublishedState } from './published-state.ts';

const log = pino({ level: 'silent' });
const wakeUps = inProcessWakeUps();
let database: Database;
let curation: Curation;
let count = 0;
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database, wakeUps);
});
afterAll(() => database.close());

const newKey = () => {
  count += 1;
  return `key-${count}`;
};
const bundle = async () => {
  const [scenario, step, words] = [newKey(), newKey(), await curation.evidence()];
  return curation.publish([
    nodeDraft('scenario', scenario, `A scenario ${scenario}`, words),
    nodeDraft('step', step, `A step ${step}`, words),
    edgeDraft('HAS_STEP', { kind: 'scenario', key: scenario }, { kind: 'step', key: step }, words),
  ]);
};

describe('the projector', () => {
  it('shows a decision whole or not at all: whoever looks, at any moment, finds every part or none', async () => {
    const state = createPublishedState();
    const seen: number[] = [];
    const look = () => seen.push([...state.items()].length);
    // Looks in the middle of a decision: after its contents were taken, before the state is.
    const content = { loadedPosition: 0, add: async () => void look() };
    const projector = createProjector({ database, state, contents: [content], wakeUps, log });
    await projector.start();
    const start = [...state.items()].length;
    const unlisten = projector.onApplied(look);
    await projector.waitFor((await bundle()).position);
    // More parts than are read at once.
    const words = await curation.evidence();
    const large = Array.from({ length: 1_200 }, () => nodeDraft('script', newKey(), 'One of many', words));
    await projector.waitFor((await curation.publish(large)).position);
    unlisten();
    await projector.stop();
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen.map((size) => size - start))).toEqual(new Set([0, 3, 1_203]));
  });

  it('stays where it was when a content projection fails, and takes the decision whole when it is tried again', async () => {
    const state = createPublishedState();
    let broken = false;
    const taken = new Set<string>();
    const content = {
      loadedPosition: 0,
      add(versions: readonly { itemId: string }[]) {
        for (const { itemId } of versions) taken.add(itemId);
        if (broken) throw new Error('the index is full');
      },
    };
    const projector = createProjector({ database, state, contents: [content], wakeUps: inProcessWakeUps(), log });
    await projector.catchUp();
    const before = { position: state.position, items: [...state.items()].length };
    broken = true;
    const { position } = await bundle();
    await expect(projector.catchUp()).rejects.toThrow('the index is full');
    expect({ position: state.position, items: [...state.items()].length }).toEqual(before);
    broken = false;
    await projector.waitFor(position);
    expect(state.position).toBe(position);
    expect([...state.items()].length).toBe(before.items + 3);
  });

  it('lets a read wait for its position, without any wake-up', async () => {
    const state = createPublishedState();
    const projector = createProjector({ database, state, contents: [], wakeUps: inProcessWakeUps(), log });
    const { position } = await bundle();
    await projector.waitFor(position);
    expect(state.position).toBe(position);
  });

  it('refuses to wait for ever for a position that nobody decides', async () => {
    const projector = createProjector({ database, state: createPublishedState(), contents: [], wakeUps, log });
    await expect(projector.waitFor((await headPosition(database)) + 1, 50)).rejects.toThrow('was not applied within');
  });

  it('follows the log when every wake-up is lost', async () => {
    const state = createPublishedState();
    const projector = createProjector({ database, state, contents: [], wakeUps: inProcessWakeUps(), log });
    await projector.start();
    const applied = new Promise<number>((resolve) => projector.onApplied((decision) => resolve(decision.position)));
    const { position } = await bundle();
    expect(await applied).toBe(position);
    await projector.stop();
  });

  it('knows how long ago it knew the head, and nothing before it ever asked', async () => {
    const projector = createProjector({ database, state: createPublishedState(), contents: [], wakeUps, log });
    expect(projector.lagMs()).toBe(Number.POSITIVE_INFINITY);
    await projector.catchUp();
    expect(projector.lagMs()).toBeLessThan(10_000);
  });

  it('confirms its position by asking, and refuses when the log cannot be asked', async () => {
    const state = createPublishedState();
    const projector = createProjector({ database, state, contents: [], wakeUps, log });
    expect(projector.isConfirmed()).toBe(false);
    await projector.confirmHead();
    expect(state.position).toBe(await headPosition(database));
    const lost = { ...database, query: () => Promise.reject(new Error('the database is gone')) };
    const blind = createProjector({ database: lost, state, contents: [], wakeUps, log });
    await expect(blind.confirmHead()).rejects.toMatchObject({ code: 'unavailable' });
    expect(blind.isConfirmed()).toBe(false);
  });

  it('applies nothing while it is held, and everything afterwards', async () => {
    const state = createPublishedState();
    const projector = createProjector({ database, state, contents: [], wakeUps, log });
    await projector.start();
    const { position, seen } = await projector.hold(async () => {
      const before = state.position;
      const decided = await bundle();
      return { position: decided.position, seen: state.position - before };
    });
    expect(seen).toBe(0);
    await projector.waitFor(position);
    expect(state.position).toBe(position);
    await projector.stop();
  });
});

describe('a restart', () => {
  it('from a snapshot ends with the same as reading the whole log', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'agent-coach-snapshot-'));
    const options = { database, wakeUps: inProcessWakeUps(), log, directory };
    const first = await createProjections(options);
    await first.projector.catchUp();
    await first.saveSnapshot();
    expect((await stat(join(directory, 'text-index.snapshot'))).size).toBeGreaterThan(0);
    // What was decided while no process ran.
    const words = await curation.evidence();
    await curation.publish([nodeDraft('product', newKey(), 'Maple savings plan', words)]);
    await curation.decide('retract', await curation.itemId('step', 'key-2'), 1);

    const restarted = await createProjections(options);
    const fresh = await createProjections({ ...options, directory: null });
    for (const { projector } of [restarted, fresh]) await projector.catchUp();
    expect(restarted.state.position).toBe(fresh.state.position);
    expect([...restarted.state.items()]).toEqual([...fresh.state.items()]);
    expect(new Set([...restarted.textIndex.versions()].map(({ itemId, version }) => `${itemId}@${version}`))).toEqual(
      new Set([...fresh.textIndex.versions()].map(({ itemId, version }) => `${itemId}@${version}`)),
    );
    for (const text of ['maple savings plan', 'a scenario key-5', 'step']) {
      const query = { parts: [{ text, weight: 1 }], limit: 10, accept: () => true };
      const ranked = ({ textIndex }: typeof fresh) =>
        textIndex
          .search(query)
          .map(({ itemId, score }) => `${itemId} ${score.toFixed(6)}`)
          .sort();
      expect(ranked(restarted)).toEqual(ranked(fresh));
    }
    expect(restarted.mentions.find('the Maple savings plan')).toEqual(fresh.mentions.find('the Maple savings plan'));
    await rm(directory, { recursive: true });
  });

  it('leaves out a snapshot that is ahead of the log, as after a restored backup', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'agent-coach-snapshot-'));
    const other = await testDatabase();
    const options = { wakeUps: inProcessWakeUps(), log, directory };
    const ahead = await createProjections({ ...options, database });
    await ahead.projector.catchUp();
    await ahead.saveSnapshot();
    const behind = await createProjections({ ...options, database: other });
    await behind.projector.catchUp();
    expect(behind.textIndex.size).toBe(0);
    await other.close();
    await rm(directory, { recursive: true });
  });
});
