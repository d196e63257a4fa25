import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../graph-schema/index.ts';
import type { Database, Executor } from '../ports/database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { projectToHead } from './apply-decision.ts';
import { createPublishedState, type PublishedStateProjection } from './published-state.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await database.query("insert into collections (id, name) values ('main', 'main')");
});
afterAll(() => database.close());

const epoch = Date.UTC(2030, 0, 1);
const tick = fc.integer({ min: 0, max: 9 });
const bound = fc.option(tick, { nil: null });
const step = fc.record({
  action: fc.constantFrom(
    'publish' as const,
    'publish' as const,
    'retract' as const,
    'suspend' as const,
    'resume' as const,
  ),
  item: fc.nat(2),
  version: fc.nat(3),
  interval: fc.record({ from: bound, to: bound }).filter(({ from, to }) => from === null || to === null || from < to),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const when = (at: number | null) => (at === null ? null : new Date(epoch + at * 1_000));

/** Writes a history straight into the tables, a decision a millisecond, and returns the items and the positions. */
async function write(tx: Executor, steps: readonly Step[], from: number, clock: Date) {
  const items = [newId('item'), newId('item'), newId('item')];
  for (const id of items) {
    await tx.query("insert into items (id, collection_id, sort, kind, key) values ($1, 'main', 'node', 'script', $1)", [
      id,
    ]);
  }
  const counts = [0, 0, 0];
  let position = from;
  for (const { action, item, version, interval } of steps) {
    const itemId = items[item] ?? '';
    const target = action === 'publish' ? (counts[item] ?? 0) + 1 : (version % Math.max(1, counts[item] ?? 0)) + 1;
    if (action !== 'publish' && (counts[item] ?? 0) === 0) continue;
    position += 1;
    await tx.query(
      `insert into decisions (position, decided_at, action, approval, decided_by, entries) values ($1, $2, $3, 'expert', 'somebody', 1)`,
      [position, new Date(clock.getTime() + position), action],
    );
    if (action === 'publish') {
      counts[item] = target;
      await tx.query(
        `insert into item_versions (item_id, version, position, label, content, audience, governance, confidence, valid_from, valid_to, content_hash, seal)
         values ($1, $2, $3, 'x', '{"name":"x","say":"x","emotions":[],"avoid":[]}', '{agent}', 'one_review', 1, $4, $5, 'x', 'x')`,
        [itemId, target, position, when(interval.from), when(interval.to)],
      );
    }
    await tx.query('insert into decision_entries (position, item_id, version) values ($1, $2, $3)', [
      position,
      itemId,
      target,
    ]);
  }
  return { items, head: position };
}

/** The definition, asked of the database: half-open intervals, the highest position, its last decision known by then. */
async function inForceBySql(itemId: string, asOf: Date, knownAt: Date): Promise<number | null> {
  const found = await database.query<{ version: number; last: string }>(
    `select w.version, (select d.action from decision_entries e join decisions d using (position)
                         where e.item_id = w.item_id and e.version = w.version and d.decided_at <= $3
                         order by d.position desc limit 1) as last
       from (select v.item_id, v.version from item_versions v join decisions p on p.position = v.position
              where v.item_id = $1 and p.decided_at <= $3 and coalesce(v.valid_from <= $2, true) and coalesce($2 < v.valid_to, true)
              order by v.position desc limit 1) w`,
    [itemId, asOf, knownAt],
  );
  const row = found.rows[0];
  return row === undefined || row.last === 'retract' || row.last === 'suspend' ? null : row.version;
}

describe('the published state', () => {
  const clock = new Date(epoch);
  let head = 0;

  it('answers what the database answers, at every point of both times, after any history', async () => {
    const state: PublishedStateProjection = createPublishedState();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
        const first = head;
        const written = await database.transaction((tx) => write(tx, steps, first, clock));
        head = written.head;
        await projectToHead(database, state, []);
        expect(state.position).toBe(head);
        for (const itemId of written.items) {
          for (const asOf of [-1, 0, 3, 4, 8]) {
            for (let position = first; position <= head; position += 2) {
              const point = { asOf: new Date(epoch + asOf * 1_000), knownAt: new Date(epoch + position) };
              expect(state.inForce(itemId, point)?.version ?? null).toBe(
                await inForceBySql(itemId, point.asOf, point.knownAt),
              );
            }
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is the same whether it was read decision by decision or all at once', async () => {
    const fresh = createPublishedState();
    await projectToHead(database, fresh, []);
    const again = createPublishedState();
    again.replaceWith(fresh);
    expect([...again.items()]).toEqual([...fresh.items()]);
    expect([again.position, again.decidedAt]).toEqual([fresh.position, fresh.decidedAt]);
  });

  it('takes a decision that it has already as nothing', async () => {
    const state = createPublishedState();
    await projectToHead(database, state, []);
    const before = JSON.stringify([...state.items()]);
    const [first] = state.items();
    if (!first) throw new Error('nothing was published');
    state.apply({ position: state.position, decidedAt: new Date() }, [
      { action: 'retract', itemId: first.itemId, version: 1 },
    ]);
    expect(JSON.stringify([...state.items()])).toBe(before);
  });

  it('knows what was applied even when the clock of the database is ahead', () => {
    const state = createPublishedState(() => new Date(1_000));
    state.apply({ position: 1, decidedAt: new Date(5_000) }, []);
    expect(state.now()).toEqual({ asOf: new Date(1_000), knownAt: new Date(5_000) });
  });
});
