import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import type { SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { createProjector, createPublishedState, type Projector } from '../../publishing/index.ts';
import { type Curation, createCuration, nodeDraft } from '../../testing/curation.ts';
import { wayTo } from '../../testing/in-process-replica.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { feedRoutes } from './feed-routes.ts';

let database: Database;
let curation: Curation;
const running: Projector[] = [];
beforeAll(async () => {
  database = await testDatabase();
  curation = await createCuration(database);
});
afterAll(async () => {
  for (const projector of running) await projector.stop();
  await database.close();
});

/** A process of its own on the database, which hears no hints. */
async function replica(over: Database = database): Promise<Projector> {
  const options = { state: createPublishedState(), contents: [], wakeUps: inProcessWakeUps(), log: silentLog };
  const projector = createProjector({ database: over, ...options });
  await projector.start();
  running.push(projector);
  return projector;
}

async function follow(projector: Projector, lastEventId: string | undefined, signal: AbortSignal, over = database) {
  const [route] = feedRoutes(over, projector);
  const context = { query: {}, lastEventId, signal };
  // The feed uses no more of a request than this.
  const answer = await route?.handle(context as unknown as Parameters<NonNullable<typeof route>['handle']>[0]);
  if (!answer || !('stream' in answer)) throw new Error('no stream');
  return answer.stream as AsyncIterable<SseMessage>;
}

async function read(projector: Projector, after: string | undefined, most: number): Promise<string[]> {
  const abort = new AbortController();
  const got: string[] = [];
  for await (const { id } of await follow(projector, after, abort.signal)) {
    if (id === undefined) continue;
    got.push(id);
    if (got.length >= most) break;
  }
  abort.abort();
  return got;
}

let count = 0;
async function decide(): Promise<number> {
  count += 1;
  const draft = nodeDraft('script', `feed-${count}`, `Say ${count}`, await curation.evidence());
  return (await curation.publish([draft])).position;
}

it('resumed on another process tells every decision once, also on one that has not caught up', async () => {
  const ahead = await replica();
  for (let decision = 0; decision < 7; decision += 1) await decide();
  const first = await read(ahead, '0', 4);
  // It knows of nothing yet, and must not tell again what the other told, nor leave anything out.
  const behind = createProjector({
    database,
    state: createPublishedState(),
    contents: [],
    wakeUps: inProcessWakeUps(),
    log: silentLog,
  });
  running.push(behind);
  const reading = read(behind, first.at(-1), 3);
  await behind.start();
  expect([...first, ...(await reading)]).toEqual(['1', '2', '3', '4', '5', '6', '7']);
});

it('tells what another process decided within moments, and no lease while the database is away', async () => {
  const way = wayTo(database);
  const projector = await replica(way.database);
  const abort = new AbortController();
  const got: SseMessage[] = [];
  const reading = (async () => {
    for await (const message of await follow(projector, undefined, abort.signal, way.database)) got.push(message);
  })();
  const leases = () => got.filter(({ event }) => event === 'lease').length;
  await vi.waitFor(() => expect(leases()).toBeGreaterThan(0), 60_000);
  way.cut();
  await vi.waitFor(() => expect(projector.isConfirmed()).toBe(false), 60_000);
  const before = leases();
  const position = await decide();
  // Long enough for a lease to have come: it looks each second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(leases()).toBe(before);
  way.release();
  await vi.waitFor(() => expect(got.map(({ id }) => id)).toContain(String(position)), 60_000);
  await vi.waitFor(() => expect(leases()).toBeGreaterThan(before), 60_000);
  abort.abort();
  await reading;
});
