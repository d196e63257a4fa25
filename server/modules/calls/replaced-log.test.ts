import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import type { Database } from '../../ports/database.ts';
import { type Curation, createCuration } from '../../testing/curation.ts';
import { cutLog } from '../../testing/cut-log.ts';
import { publishAgain, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { type InProcessReplica, startReplica, type Way, wayTo } from '../../testing/in-process-replica.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { readEvents } from './call-record.ts';

let database: Database;
let way: Way;
let replica: InProcessReplica;
let curation: Curation;
beforeAll(async () => {
  database = await testDatabase();
  way = wayTo(database);
  curation = await createCuration(database);
  replica = await startReplica({
    name: 'one',
    database: way.database,
    wakeUps: inProcessWakeUps(),
    memoryKey: randomBytes(32),
  });
});
afterAll(async () => {
  way.release();
  await replica.stop();
  await database.close();
});

const hear = async (text: string) => {
  const { id } = await replica.calls.open('usr_agent', { context: {} });
  await replica.calls.hear(id, { role: 'customer', final: true, text });
  return id;
};
const cardsOf = async (id: string) =>
  (await readEvents(database, id, 0, 100)).flatMap(({ event }) => (event.type === 'card' ? [event.data] : []));
const citedBy = async (id: string) =>
  (await cardsOf(id)).flatMap(({ citations }) => citations.map(({ itemId, version }) => `${itemId}@${version}`));

it('a card composed from a log that was replaced meanwhile is not written, though as many decisions were made again', async () => {
  const items = await publishHandbook({ curation, projections: replica.projections });
  const { projector, state } = replica.projections;
  const cutAt = state.position;
  await projector.waitFor(await publishAgain({ curation }, 'voucher', 'lost with the old log'));
  const { id } = await replica.calls.open('usr_agent', { context: {} });
  const paused = way.holdAt('jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on', true);
  const late = replica.calls.hear(id, { role: 'customer', final: true, text: saidOf('roaming') });
  const settled = late.catch((error: unknown) => expect(error).toMatchObject({ code: /unavailable|conflict/ }));
  await paused;
  await cutLog(database, cutAt);
  await curation.decide('retract', items.roaming, 1);
  way.release();
  await settled;
  expect(await citedBy(id)).not.toContain(`${items.roaming}@1`);
  await vi.waitFor(() => projector.confirmHead(), { timeout: 60_000 });
  expect(state.position).toBe(cutAt + 1);
  expect(await citedBy(await hear(saidOf('roaming')))).not.toContain(`${items.roaming}@1`);
});

it('a version with the same number in the other log is shown with its own words, and cards that hold stay on screens', async () => {
  const { projector, state } = replica.projections;
  const cutAt = state.position;
  await projector.waitFor(await publishAgain({ curation }, 'garden', 'the wording that was lost'));
  const stays = await hear(saidOf('refund'));
  expect(JSON.stringify(await cardsOf(await hear(saidOf('garden'))))).toContain('the wording that was lost');
  await cutLog(database, cutAt);
  const position = await publishAgain({ curation }, 'garden', 'the wording that holds');
  await vi.waitFor(
    async () => {
      await projector.confirmHead();
      expect(JSON.stringify(state.get(await curation.itemId('scenario', 'garden')))).toContain(
        `"position":${position}`,
      );
      expect(state.logHash).toBe(
        (await database.query<{ hash: string }>('select hash from audit_log where position = $1', [position])).rows[0]
          ?.hash,
      );
    },
    { timeout: 60_000 },
  );
  const said = JSON.stringify(await cardsOf(await hear(saidOf('garden'))));
  expect(said).toContain('the wording that holds');
  expect(said).not.toContain('the wording that was lost');
  await replica.calls.reconcile();
  const types = (await readEvents(database, stays, 0, 100)).map(({ event }) => event.type);
  expect(types).not.toContain('expire');
  expect(types).not.toContain('retract');
});
