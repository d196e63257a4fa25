import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import type { SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { createProjections, type Projections } from '../../projections.ts';
import { createDueBoundaries, type DueBoundaries } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { cutLog } from '../../testing/cut-log.ts';
import { wayTo } from '../../testing/in-process-replica.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createFeed, type Feed } from './follow-feed.ts';

let database: Database;
let curation: Curation;
const running: (() => unknown)[] = [];
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(async () => {
  for (const stop of running) await stop();
  await database.close();
});

interface Replica extends Projections {
  readonly feed: Feed;
  readonly boundaries: DueBoundaries;
}

/** A process of its own on the database, which hears no hints. */
async function replica(over: Database = database, started = true): Promise<Replica> {
  const options = { database: over, wakeUps: inProcessWakeUps(), log: silentLog, directory: null };
  const projections = await createProjections(options);
  const { projector, state } = projections;
  const boundaries = createDueBoundaries(over, silentLog);
  projector.onApplied(() => boundaries.refresh());
  running.push(boundaries.stop, projector.stop);
  const feed = createFeed({ database: over, projector, state, boundaries });
  if (started) await projector.start();
  boundaries.refresh();
  return { ...projections, feed, boundaries };
}

async function read({ feed }: Replica, after: string | undefined, most: number, filter = {}): Promise<SseMessage[]> {
  const abort = new AbortController();
  const got: SseMessage[] = [];
  for await (const message of feed.stream(after, filter, abort.signal)) {
    if (message.id !== undefined) got.push(message);
    if (got.length >= most) break;
  }
  abort.abort();
  return got;
}

/** Everything that there is to hear after an id, in polls. */
async function pollAll({ feed }: Replica, after: string, filter = {}) {
  const polled = await feed.poll(after, filter, 0, new AbortController().signal);
  return { ...polled, heard: polled.events.map(({ event, data }) => summary(event, data)) };
}

interface Told {
  readonly position: number;
  readonly versions?: readonly { itemId: string; version: number; supersedes?: number | null }[];
  readonly begin?: Told['versions'];
  readonly end?: Told['versions'];
}
function summary(event: string, data: unknown): string {
  const { position, versions, begin, end } = data as Told;
  const of = (list: Told['versions']) => (list ?? []).map(({ version }) => version).join();
  return event === 'due' ? `due +${of(begin)} -${of(end)}` : `${position} ${event} ${of(versions)}`;
}

const positionsOf = (messages: readonly SseMessage[]) => messages.map(({ data }) => (data as Told).position);
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const headId = async ({ feed }: Replica) => (await feed.poll(undefined, {}, 0, new AbortController().signal)).next;

let count = 0;
async function decide(interval: { validFrom?: string; validTo?: string } = {}, key = `feed-${count + 1}`) {
  count += 1;
  const draft = nodeDraft('script', key, `Say ${count}`, await curation.evidence(), interval);
  const { position } = await curation.publish([draft]);
  return { position, itemId: await curation.itemId('script', key) };
}

describe('the feed', () => {
  it('resumed on another process tells every decision once, also on one that has not caught up', async () => {
    const ahead = await replica();
    for (let decision = 0; decision < 7; decision += 1) await decide();
    const first = await read(ahead, '0', 4);
    // It knows of nothing yet, and must not tell again what the other told, nor leave anything out.
    const behind = await replica(database, false);
    const rest = await read(behind, first.at(-1)?.id, 3);
    expect(positionsOf([...first, ...rest])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('tells what another process decided within moments, and no lease while the database is away', async () => {
    const way = wayTo(database);
    const away = await replica(way.database);
    const abort = new AbortController();
    const got: SseMessage[] = [];
    const reading = (async () => {
      for await (const message of away.feed.stream(undefined, {}, abort.signal)) got.push(message);
    })();
    const leases = () => got.filter(({ event }) => event === 'lease').length;
    await vi.waitFor(() => expect(leases()).toBeGreaterThan(0), { timeout: 60_000 });
    way.cut();
    await vi.waitFor(() => expect(away.projector.isConfirmed()).toBe(false), { timeout: 60_000 });
    const before = leases();
    const { position } = await decide();
    // Long enough for a lease to have come: it looks each second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(leases()).toBe(before);
    way.release();
    await vi.waitFor(() => expect(positionsOf(got)).toContain(position), { timeout: 60_000 });
    await vi.waitFor(() => expect(leases()).toBeGreaterThan(before), { timeout: 60_000 });
    abort.abort();
    await reading;
  });

  it('tells withdrawals, what a version supersedes, and how it was approved', async () => {
    const here = await replica();
    const from = await headId(here);
    const { itemId } = await decide({}, 'story');
    await curation.decide('suspend', itemId, 1);
    await curation.decide('resume', itemId, 1);
    const second = await decide({}, 'story');
    await curation.decide('retract', itemId, 2);
    await here.projector.waitFor(second.position + 1);
    const { events, lease } = await pollAll(here, from);
    expect(events.map(({ event }) => event)).toEqual(['publish', 'suspend', 'resume', 'publish', 'retract']);
    expect(events[0]?.data).toMatchObject({ approval: 'expert', entries: 1, versions: [{ itemId, supersedes: null }] });
    expect(events[3]?.data).toMatchObject({ versions: [{ itemId, version: 2, supersedes: 1 }] });
    expect(lease).toMatchObject({ position: second.position + 1 });
  });

  it('tells live when an interval begins and ends, in the same order to who comes later, and nothing that was withdrawn before', async () => {
    const here = await replica();
    const from = await headId(here);
    const live = read(here, from, 6);
    const startedAt = performance.now();
    const held = await decide({}, 'dated');
    // Late enough for the three decisions that come before it, however slow this machine is.
    const begin = 1_000 + 8 * (performance.now() - startedAt);
    const [begins, ends] = [inMs(begin), inMs(begin + 500)];
    await decide({ validFrom: begins, validTo: ends }, 'dated');
    const gone = await decide({ validFrom: begins }, 'gone');
    await curation.decide('retract', gone.itemId, 1);
    const told = await live;
    expect(told.map(({ event }) => event)).toEqual(['publish', 'publish', 'publish', 'retract', 'due', 'due']);
    expect(told[1]?.data).toMatchObject({ versions: [{ version: 2, supersedes: null }] });
    const { itemId } = held;
    expect(told[4]?.data).toMatchObject({ at: begins, begin: [{ itemId, version: 2, supersedes: 1 }], end: [] });
    expect(told[5]?.data).toMatchObject({ at: ends, begin: [], end: [{ itemId, version: 2, replacedBy: 1 }] });
    const later = await replica();
    await decide();
    const { position } = here.state;
    await later.projector.waitFor(position);
    for (const [index, { id }] of told.entries()) {
      const rest = await read(later, id, told.length - index - 1 || 1);
      expect(rest.slice(0, told.length - index - 1)).toEqual(told.slice(index + 1));
    }
  });

  it('lets through only the kinds and the collection that are asked for', async () => {
    const here = await replica();
    const from = await headId(here);
    const words = await curation.evidence();
    const both = [nodeDraft('script', 'one', 'One', words), nodeDraft('scenario', 'two', 'Two', words)];
    const { position } = await curation.publish(both);
    await decide();
    await here.projector.waitFor(position + 1);
    const scenarios = await pollAll(here, from, { kinds: ['scenario'] });
    expect(scenarios.events.map(({ data }) => data)).toMatchObject([
      { position, entries: 1, versions: [{ kind: 'scenario' }] },
    ]);
    expect((await pollAll(here, scenarios.next, { kinds: ['scenario'] })).events).toEqual([]);
    expect((await pollAll(here, from, { collectionId: 'main' })).events).toHaveLength(2);
    expect((await pollAll(here, from, { collectionId: 'other' })).events).toEqual([]);
  });

  it('tells a subscriber, connected or not, that the log was replaced, and goes on from there', async () => {
    const here = await replica();
    const { position: kept } = await decide();
    await here.projector.waitFor(kept);
    const untouched = await headId(here);
    const { position } = await decide();
    await here.projector.waitFor(position);
    const lost = await headId(here);
    const abort = new AbortController();
    const live: SseMessage[] = [];
    const reading = (async () => {
      for await (const message of here.feed.stream(lost, {}, abort.signal)) live.push(message);
    })();
    await vi.waitFor(() => expect(live.map(({ event }) => event)).toContain('lease'), { timeout: 60_000 });
    await cutLog(database, kept);
    // As long as the old log, and another one.
    await decide();
    await vi.waitFor(() => expect(live.some(({ event }) => event === 'reset')).toBe(true), { timeout: 60_000 });
    await here.projector.confirmHead();
    const next = await decide();
    await vi.waitFor(() => expect(positionsOf(live)).toContain(next.position), { timeout: 60_000 });
    abort.abort();
    await reading;
    await here.projector.waitFor(next.position);
    expect((await pollAll(here, lost)).events.map(({ event }) => event)).toEqual(['reset']);
    expect((await pollAll(here, String(next.position + 50))).events.map(({ event }) => event)).toEqual(['reset']);
    expect((await pollAll(here, untouched)).heard).toEqual([`${kept + 1} publish 1`, `${next.position} publish 1`]);
  });

  it('refuses an id that is none of its own before it begins', async () => {
    const { feed } = await replica();
    for (const id of ['-1', 'x', '1.5', '', '1.t'])
      expect(() => feed.stream(id, {}, AbortSignal.abort())).toThrow(
        expect.objectContaining({ code: 'invalid_request' }),
      );
  });
});
