import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { createPublishedState, type PublishedStateProjection, projectToHead } from '../../publishing/index.ts';
import { type Matter, publishAgain, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from './call-record.ts';
import { createCallsService } from './calls-service.ts';

let service: TestService;
let items: Readonly<Record<Matter, string>>;
beforeAll(async () => {
  service = await startTestService();
  items = await publishHandbook(service);
});
afterAll(() => service.close());

/** Runs something each time that cards are on their way to the database: checked already, not yet committed. */
function whileCardsAreWritten(database: Database, then: () => void): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          async query(sql, params) {
            if (sql.includes('insert into exposures')) then();
            return tx.query(sql, params);
          },
        }),
      ),
  };
}

/** A calls service over a state of its own, which the test moves by hand as another replica's decisions would. */
function callsOver(state: PublishedStateProjection, then: () => void) {
  const database = whileCardsAreWritten(service.database, then);
  const wakeUps = { notify: () => {}, listen: () => () => {} };
  const listening = {
    redaction: {
      ofCall: () => ({ redact: (text: string) => text, hear: (text: string) => text, sealedMemory: () => null }),
      forget: () => {},
    },
    products: () => [],
    language: () => null,
  };
  const catchUp = async () => void (await projectToHead(service.database, state, []));
  const projector = { ...service.projections.projector, position: 0, confirmHead: async () => {}, catchUp };
  const log = pino({ level: 'silent' });
  return createCallsService({
    database,
    state,
    projector,
    guide: service.guide,
    listening,
    wakeUps,
    log,
    owner: 'a test',
  });
}

const openVersions = async (callId: string) => {
  const found = await service.database.query<{ item_id: string; version: number }>(
    'select item_id, version from exposures where call_id = $1 and gone_at is null',
    [callId],
  );
  return found.rows;
};
const typesOf = async (callId: string) =>
  (await readEvents(service.database, callId, 0, 100)).map(({ event }) => event.type);
const retract = (state: PublishedStateProjection, itemId: string, version: number) =>
  state.apply({ position: state.position + 1, decidedAt: new Date() }, [{ action: 'retract', itemId, version }]);
const say = (calls: ReturnType<typeof callsOver>, callId: string, matter: Matter) =>
  calls.hear(callId, { role: 'customer', final: true, text: saidOf(matter) });

describe('what leaves force while its card is on its way to the database', () => {
  it('is taken off the screen again when a decision took it away', async () => {
    const state = createPublishedState();
    await projectToHead(service.database, state, []);
    const calls = callsOver(state, () => retract(state, items.refund, 1));
    const { id } = await calls.open('usr_agent', { context: {} });
    await say(calls, id, 'refund');
    expect(await typesOf(id)).toEqual(expect.arrayContaining(['card', 'retract']));
    expect(await openVersions(id)).not.toContainEqual({ item_id: items.refund, version: 1 });
  });

  it('is taken off the screen again when its time ran out', async () => {
    const validTo = Date.now() + 3_600_000;
    const position = await publishAgain(service, 'garden', 'this hour', { validTo: new Date(validTo).toISOString() });
    await service.projections.projector.waitFor(position);
    let now = validTo - 1;
    const state = createPublishedState(() => new Date(now));
    await projectToHead(service.database, state, []);
    const calls = callsOver(state, () => {
      now = validTo;
    });
    const { id } = await calls.open('usr_agent', { context: {} });
    await say(calls, id, 'garden');
    expect(
      (await typesOf(id)).filter((type) => type === 'card' || type === 'retract' || type === 'expire').slice(0, 2),
    ).toEqual(['card', expect.stringMatching(/retract|expire/)]);
    expect(await openVersions(id)).not.toContainEqual({ item_id: items.garden, version: 2 });
  });

  it('is taken off the screen again when it was to replace something superseded', async () => {
    await service.projections.projector.waitFor(await publishAgain(service, 'voucher', 'second wording'));
    const state = createPublishedState();
    await projectToHead(service.database, state, []);
    let decides = false;
    const calls = callsOver(state, () => {
      if (decides) retract(state, items.voucher, 2);
    });
    const { id } = await calls.open('usr_agent', { context: {} });
    await say(calls, id, 'voucher');
    // So that the service itself has looked at this call, and does not look again before something is said in it.
    await service.calls.reconcile();
    // A screen that a process left which had not heard of the second version.
    await service.database.query('update exposures set item_id = $2, version = 1 where call_id = $1 and level = $3', [
      id,
      items.voucher,
      'core',
    ]);
    decides = true;
    await calls.reconcile();
    expect((await typesOf(id)).filter((type) => type === 'retract' || type === 'card').slice(-3)).toEqual([
      'retract',
      'card',
      'retract',
    ]);
    expect((await openVersions(id)).some(({ item_id }) => item_id === items.voucher)).toBe(false);
  });
});
