import { pino } from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createReplica } from './replica.ts';
import { listReplicas } from './replicas-routes.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const log = pino({ level: 'silent' });
const replica = (id: string, more: Partial<Parameters<typeof createReplica>[0]> = {}) =>
  createReplica({ database, id, role: 'web', schemaVersion: 2, position: () => 0, log, ...more });
const ids = async () => (await listReplicas(database)).map(({ id }) => id);

it('a process is listed while it runs, with how far it is', async () => {
  let position = 3;
  const one = replica('one', { position: () => position });
  const two = replica('two', { role: 'worker' });
  await one.start();
  await two.start();
  expect(await listReplicas(database)).toMatchObject([
    { id: 'one', role: 'web', pid: process.pid, schemaVersion: 2, position: 3, alive: true, setAside: 0 },
    { id: 'two', role: 'worker', position: null, behind: null, alive: true },
  ]);
  position = 4;
  await vi.waitFor(async () => expect((await listReplicas(database))[0]).toMatchObject({ position: 4 }), 60_000);
  await one.stop();
  expect(await ids()).toEqual(['two']);
  await two.stop();
  expect(await ids()).toEqual([]);
});

it('a process that ended without a word is no longer alive, then forgotten, and enters itself again when it wakes', async () => {
  const unseenFor = (interval: string) =>
    database.query(
      `insert into replicas (id, role, host, pid, schema_version, position, seen_at) values ('asleep', 'web', 'h', 1, 2, 0, now() - $1::interval)
       on conflict (id) do update set seen_at = excluded.seen_at`,
      [interval],
    );
  await unseenFor('20 seconds');
  const other = replica('other');
  await other.start();
  expect(await listReplicas(database)).toMatchObject([
    { id: 'other', alive: true },
    { id: 'asleep', alive: false },
  ]);
  await other.stop();
  await unseenFor('2 minutes');
  const another = replica('another');
  await another.start();
  expect(await ids()).toEqual(['another']);
  const asleep = replica('asleep');
  await asleep.start();
  expect((await ids()).toSorted()).toEqual(['another', 'asleep']);
  await asleep.stop();
  await another.stop();
});

it('forgets what a process had set aside that is gone, and nothing of one that runs', async () => {
  await database.query(
    `insert into decisions (position, decided_at, action, approval, decided_by, entries) values (1, now(), 'publish', 'expert', 'x', 1)`,
  );
  for (const projection of ['state:gone', 'state:here', 'neo4j'])
    await database.query(
      "insert into set_aside_decisions (projection, position, error, attempts) values ($1, 1, 'broken', 3)",
      [projection],
    );
  const here = replica('here');
  await here.start();
  const kept = await database.query<{ projection: string }>(
    'select projection from set_aside_decisions order by projection',
  );
  expect(kept.rows.map(({ projection }) => projection)).toEqual(['neo4j', 'state:here']);
  expect(await listReplicas(database)).toMatchObject([{ id: 'here', setAside: 1, behind: 1 }]);
  await here.stop();
});
