import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startTestService, type TestService } from '../../testing/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ REQUESTS_PER_MINUTE: '10000' });
});
afterAll(() => service.close());

const matters = [
  ['my parcel never arrived', 'the courier lost my parcel', 'where is the parcel that I ordered'],
  [
    'the invoice shows the wrong tax number',
    'please correct the tax number on my invoice',
    'my invoice has a wrong tax',
  ],
  ['I forgot the password of my account', 'the account password reset does not work', 'reset the account password'],
];
const answers = [
  'The courier who lost the parcel that you ordered brings another parcel tomorrow.',
  'Your invoice gets the right tax number today, and we mail the corrected invoice.',
  'The link in our mail lets you reset the password of your account at once.',
];
const calls = matters
  .flatMap((lines, m) =>
    Array.from({ length: 6 }, (_, n) => ({
      id: `M-${m}-${n}`,
      startedAt: `2026-0${n < 3 ? 3 : 6}-1${n}T10:00:00Z`,
      language: 'en',
      channel: 'phone',
      agent: { id: `A${n}` },
      customer: { id: `C-${m}-${n}` },
      outcome: { result: 'solved', source: 'crm' },
      turns: [
        { role: 'agent', startMs: 0, endMs: 900, text: 'Good morning, how can I help you?' },
        { role: 'customer', startMs: 1_000, endMs: 1_900, text: `${lines[n % 3]}.` },
        { role: 'agent', startMs: 2_000, endMs: 2_900, text: answers[m] ?? '' },
        { role: 'customer', startMs: 3_000, endMs: 3_900, text: `Yes, ${lines[(n + 1) % 3]}, as I said.` },
      ],
    })),
  )
  .map((call) => JSON.stringify(call));

async function importCalls(collectionId: string, lines: readonly string[]) {
  const run = await service.ingestRuns.prepare({ collectionId, label: 'x', startedBy: 'somebody', verbatim: false });
  await run.addFile(`calls-${lines.length}.jsonl`, Readable.from(Buffer.from(lines.join('\n'))));
  await service.ingestRuns.begin(run.runId);
  expect(await service.ingestRuns.finished(run.runId)).toMatchObject({ status: 'succeeded', counts: { failed: 0 } });
}

const api = (method: 'get' | 'post', path: string, body?: object) => {
  const asked = request(service.app)
    [method](`/v1/mining-runs${path}`)
    .set({ authorization: `Bearer ${service.localToken}` });
  return body ? asked.send(body) : asked;
};
const start = (body: object) => api('post', '', body);
const ended = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await api('get', `/${id}`).expect(200);
      expect(['succeeded', 'failed', 'cancelled']).toContain(body.status);
      return body;
    },
    { timeout: 60_000, interval: 100 },
  );
const proposalsOf = async (collectionId: string) =>
  (await service.database.query('select 1 from proposals where collection_id = $1', [collectionId])).rowCount;
const handlingOf = async (collectionId: string) => {
  const found = await service.database.query<{ key: string }>(
    "select key from items where collection_id = $1 and kind in ('step', 'script') order by key",
    [collectionId],
  );
  expect(found.rows.length).toBeGreaterThan(0);
  return found.rows;
};

it('tries a mining out, mines, and reports sizes, coverage and what changed', async () => {
  await importCalls('one', calls.slice(0, 12));
  const before = await proposalsOf('one');
  const tried = await start({ collectionId: 'one', dryRun: true, fineness: 'fine' }).expect(202);
  expect(await ended(tried.body.id)).toMatchObject({
    status: 'succeeded',
    dryRun: true,
    percent: 100,
    options: { fineness: 'fine', since: null },
    report: { calls: 12, drift: expect.any(Number) },
  });
  expect(await proposalsOf('one')).toBe(before);
  await importCalls('one', calls.slice(12));
  const started = await start({ collectionId: 'one' }).expect(202);
  const run = await ended(started.body.id);
  expect(run).toMatchObject({ status: 'succeeded', report: { calls: 18, taxonomy: { types: 0 }, retired: [] } });
  const { practices, scenarios } = run.report;
  expect(practices).toMatchObject({ lookedFor: 0, practices: 0 });
  const searched = practices.outcomes.reduce((sum: number, one: { scenarios: number }) => sum + one.scenarios, 0);
  expect(searched).toBe(scenarios.length);
  expect(run.report.covered + Math.round(run.report.unassignedShare * 18)).toBe(18);
  const sizes = run.report.scenarios.map(({ calls: n }: { calls: number }) => n);
  expect(sizes.reduce((sum: number, n: number) => sum + n, 0)).toBe(run.report.covered);
  const log = await api('get', `/${run.id}/log`).expect(200);
  expect(log.body.items.map(({ event }: { event: string }) => event)).toEqual([
    'asked',
    'began',
    'read',
    'grouped',
    'proposed',
    'succeeded',
  ]);
  const [items, proposals] = [await handlingOf('one'), await proposalsOf('one')];
  await ended((await start({ collectionId: 'one' }).expect(202)).body.id);
  expect([await handlingOf('one'), await proposalsOf('one')]).toEqual([items, proposals]);
  const recent = await start({ collectionId: 'one', since: '2026-05-01T00:00:00.000Z', dryRun: true }).expect(202);
  expect(await ended(recent.body.id)).toMatchObject({ report: { calls: 9 } });
  const modelOf = () =>
    service.database.query('select run_id, calls from scenario_models where collection_id = $1', ['one']);
  const model = (await modelOf()).rows;
  const kept = await start({ collectionId: 'one', since: '2026-05-01T00:00:00.000Z' }).expect(202);
  // Half of the calls say nothing against what all of them said.
  expect(await ended(kept.body.id)).toMatchObject({ report: { calls: 9, callsBefore: 9, retired: [], proposals: 0 } });
  expect([await handlingOf('one'), await proposalsOf('one'), (await modelOf()).rows]).toEqual([
    items,
    proposals,
    model,
  ]);
  const none = await start({ collectionId: 'one', since: '2031-01-01T00:00:00.000Z' });
  expect([none.status, none.body.detail]).toEqual([409, expect.stringMatching(/the last began at 2026-/)]);
  const imports = await request(service.app)
    .get('/v1/ingest-runs')
    .set({ authorization: `Bearer ${service.localToken}` })
    .expect(200);
  expect(imports.body.total).toBe(2);
});

it('waits while it is paused, keeps others out, goes on, and can be cancelled', async () => {
  await importCalls('two', calls);
  // Another process mines the collection, so that the run is held before it begins.
  await vi.waitFor(async () => expect(await service.leases.take('mining:two', 'another', 600)).not.toBeNull(), {
    timeout: 60_000,
  });
  const first = await start({ collectionId: 'two' }).expect(202);
  const id = String(first.body.id);
  const second = await start({ collectionId: 'two' });
  expect([second.status, second.body.code, second.body.detail]).toEqual([409, 'conflict', expect.stringContaining(id)]);
  expect((await api('post', `/${id}/pause`, {}).expect(200)).body).toMatchObject({ status: 'paused' });
  await service.leases.release('mining:two', 'another');
  const third = await start({ collectionId: 'two' });
  expect([third.status, third.body.detail]).toEqual([409, expect.stringContaining('resume or cancel')]);
  expect((await api('get', `/${id}`)).body).toMatchObject({ status: 'paused', report: null });
  await api('post', `/${id}/resume`, {}).expect(200);
  expect(await ended(id)).toMatchObject({ status: 'succeeded', report: { calls: 18 } });
  const late = await api('post', `/${id}/pause`, {});
  expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining('nothing to pause')]);
  await service.leases.take('mining:two', 'another', 600);
  const other = await start({ collectionId: 'two' }).expect(202);
  await api('post', `/${other.body.id}/pause`, {}).expect(200);
  expect((await api('post', `/${other.body.id}/cancel`, {}).expect(200)).body).toMatchObject({ status: 'cancelled' });
  await service.leases.release('mining:two', 'another');
  const nowhere = await start({ collectionId: 'nowhere' });
  expect([nowhere.status, nowhere.body.detail]).toEqual([404, expect.stringContaining('nowhere')]);
});
