import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../ports/database.ts';
import { createPublishedState, type PublishedStateProjection, projectToHead } from '../../publishing/index.ts';
import { type Matter, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from './call-record.ts';
import { callsRoutes } from './calls-routes.ts';
import { createCallsService } from './calls-service.ts';

let service: TestService;
let items: Readonly<Record<Matter, string>>;
beforeAll(async () => {
  service = await startTestService();
  items = await publishHandbook(service);
});
afterAll(() => service.close());

const noRedaction = {
  ofCall: () => ({ redact: (text: string) => text, hear: (text: string) => text, sealedMemory: () => null }),
  forget: () => {},
};

/** A database that fails at one statement as often as it is told to. */
function failing(database: Database, statement: string) {
  let left = 0;
  const check = (sql: string) => {
    if (left > 0 && sql.includes(statement)) {
      left -= 1;
      throw new Error('the disk is full');
    }
  };
  const failingDatabase: Database = {
    ...database,
    async query(sql, params) {
      check(sql);
      return database.query(sql, params);
    },
    transaction: (work) =>
      database.transaction((tx) =>
        work({
          async query(sql, params) {
            check(sql);
            return tx.query(sql, params);
          },
        }),
      ),
  };
  return {
    database: failingDatabase,
    fail: (times: number) => {
      left = times;
    },
  };
}

const wakeUps = { notify: () => {}, listen: () => () => {} };

/** A calls service over a state of its own, in which the test retracts as another replica's decision would. */
async function callsOver(database: Database, retry: { firstMs: number; mostMs: number }) {
  const state: PublishedStateProjection = createPublishedState();
  await projectToHead(service.database, state, []);
  const calls = createCallsService({
    database,
    state,
    projector: service.projections.projector,
    guide: service.guide,
    listening: { redaction: noRedaction, products: () => [], language: () => null },
    wakeUps,
    log: pino({ level: 'silent' }),
    owner: 'a test',
    retry,
  });
  const retract = (itemId: string) =>
    state.apply({ position: state.position + 1, decidedAt: new Date() }, [{ action: 'retract', itemId, version: 1 }]);
  return { calls, retract };
}

const openItems = async (callId: string) =>
  (
    await service.database.query<{ item_id: string }>(
      'select item_id from exposures where call_id = $1 and gone_at is null',
      [callId],
    )
  ).rows.map(({ item_id }) => item_id);

describe('a card that could not be taken off a screen', () => {
  it.each([
    ['the call', 'update exposures set gone_at', 'garden'],
    ['all calls', 'last_seq from calls where status', 'recipe'],
  ] as const)(
    'because the database failed for %s is taken off soon after, with no decision between',
    async (_of, statement, matter) => {
      const { database, fail } = failing(service.database, statement);
      const { calls, retract } = await callsOver(database, { firstMs: 20, mostMs: 20 });
      const { id } = await calls.open('usr_agent', { context: {} });
      await calls.hear(id, { role: 'customer', final: true, text: saidOf(matter) });
      expect(await openItems(id)).toContain(items[matter]);
      expect(calls.isReconciled(id)).toBe(true);
      retract(items[matter]);
      fail(1);
      await calls.reconcile();
      expect(calls.isReconciled(id)).toBe(false);
      await vi.waitFor(() => expect(calls.isReconciled(id)).toBe(true), { timeout: 60_000 });
      expect(await openItems(id)).not.toContain(items[matter]);
      expect((await readEvents(service.database, id, 0, 100)).map(({ event }) => event.type)).toContain('retract');
    },
  );

  it('gets no lease meanwhile, and other calls do', async () => {
    const { database, fail } = failing(service.database, 'update exposures set gone_at');
    const { calls, retract } = await callsOver(database, { firstMs: 3_600_000, mostMs: 3_600_000 });
    const open = async (matter: Matter) => {
      const { id } = await calls.open('usr_agent', { context: {} });
      await calls.hear(id, { role: 'customer', final: true, text: saidOf(matter) });
      return id;
    };
    const lost = await open('voucher');
    const other = await open('courier');
    retract(items.voucher);
    fail(1);
    await calls.reconcile();
    expect(await firstTypes(calls, lost)).not.toContain('lease');
    expect(await firstTypes(calls, other)).toContain('lease');
    await calls.reconcile();
    expect(await firstTypes(calls, lost)).toContain('lease');
  });
});

const agent = { type: 'user', id: 'usr_agent', login: 'agent', displayName: 'Agent', roles: ['agent'] } as const;

/** What a stream says until its first lease is due twice over. */
async function firstTypes(calls: Parameters<typeof callsRoutes>[0]['calls'], callId: string): Promise<string[]> {
  const routes = callsRoutes({ calls, database: service.database, projector: service.projections.projector, wakeUps });
  const route = routes.find(({ operationId }) => operationId === 'followCall');
  const abort = new AbortController();
  const context = { params: { id: callId }, query: {}, principal: agent, lastEventId: undefined, signal: abort.signal };
  // The stream uses no more of a request than this.
  const answer = await route?.handle(context as unknown as Parameters<NonNullable<typeof route>['handle']>[0]);
  if (!answer || !('stream' in answer)) throw new Error('no stream');
  setTimeout(() => abort.abort(), 1_300);
  const got: string[] = [];
  for await (const { event } of answer.stream) {
    got.push(event);
    if (event === 'lease') abort.abort();
  }
  return got;
}
