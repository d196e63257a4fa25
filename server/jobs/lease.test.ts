import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../ports/database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { createLeases, freeLeases, type Leases } from './lease.ts';

let database: Database;
let leases: Leases;

beforeAll(async () => {
  database = await testDatabase();
  leases = createLeases(database);
}, 240_000);
beforeEach(async () => void (await database.query('delete from leases')));
afterAll(() => database.close());

const lapse = (name: string): Promise<unknown> =>
  database.query(`update leases set until = clock_timestamp() - interval '1 second' where name = $1`, [name]);

test('one of two owners that race gets the lease, the other null', async () => {
  const taken = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => leases.take('mine', owner, 60)));
  expect(taken.filter((lease) => lease !== null)).toEqual([{ epoch: 1 }]);
});

test('an owner takes its own again, and other names are free', async () => {
  expect(await leases.take('mine', 'a', 60)).toEqual({ epoch: 1 });
  expect(await leases.take('mine', 'a', 60)).toEqual({ epoch: 1 });
  expect(await leases.take('mine', 'b', 60)).toBeNull();
  expect(await leases.take('other', 'b', 60)).toEqual({ epoch: 1 });
});

test('a lapsed lease goes to the next owner, whose epoch tells it from the late one', async () => {
  const first = await leases.take('mine', 'a', 60);
  await lapse('mine');
  expect(await leases.renew('mine', 'a', 60)).toBe(false);
  const second = await leases.take('mine', 'b', 60);
  expect(second?.epoch).toBeGreaterThan(first?.epoch ?? Number.NaN);
  expect(await leases.renew('mine', 'a', 60)).toBe(false);
  await leases.release('mine', 'a');
  expect(await leases.renew('mine', 'b', 60)).toBe(true);
  expect(await leases.take('mine', 'a', 60)).toBeNull();
});

test('a lease that was let go is free at once, and the epoch goes on rising', async () => {
  await leases.take('mine', 'a', 60);
  await leases.release('mine', 'a');
  expect(await leases.take('mine', 'b', 60)).toEqual({ epoch: 2 });
});

test('a lease is held until another takes it, whatever the old holder does since', async () => {
  const taken = await leases.take('mine', 'a', 60);
  const lease = { name: 'mine', owner: 'a', epoch: taken?.epoch ?? 0 };
  const isHeld = (): Promise<boolean> => database.transaction((tx) => leases.isHeld(tx, lease));
  expect(await isHeld()).toBe(true);
  await lapse('mine');
  expect(await isHeld()).toBe(true);
  await leases.take('mine', 'b', 60);
  expect(await isHeld()).toBe(false);
  await leases.release('mine', 'b');
  await leases.take('mine', 'a', 60);
  expect(await isHeld()).toBe(false);
});

test('a lease counts by the clock of the database, not by that of the process', async () => {
  await leases.take('mine', 'a', 0.05);
  await database.query('select pg_sleep(0.1)');
  expect(await leases.take('mine', 'b', 60)).toEqual({ epoch: 2 });
});

test('what a killed process held is free at once for whoever has the records to itself', async () => {
  await leases.take('mine', 'dead', 60);
  await freeLeases(database);
  expect(await leases.take('mine', 'alive', 60)).toEqual({ epoch: 2 });
  expect(await leases.renew('mine', 'dead', 60)).toBe(false);
});
