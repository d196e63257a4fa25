import { Readable } from 'node:stream';
import fc from 'fast-check';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../graph-schema/index.ts';
import type { ParsedSource } from '../../../ingest/ports.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { createSourcesStore } from '../sources/index.ts';
import type { OutcomeReport } from './outcome-report.ts';
import { defaultOutcomeRules } from './outcome-rules.ts';
import { createOutcomesService } from './outcomes-service.ts';

let service: TestService;
let runId: string;
let files = 0;

beforeAll(async () => {
  service = await startTestService();
  runId = newId('run');
  await service.database.query("insert into collections (id, name) values ('main', 'main') on conflict do nothing");
  await service.database.query(
    "insert into ingest_runs (id, collection_id, status, started_by, label) values ($1, 'main', 'running', 'test', 'test')",
    [runId],
  );
}, 240_000);
afterAll(() => service.close());

const day = (n: number, hour = 9) => new Date(Date.UTC(2026, 4, n, hour));

interface CallParts {
  readonly key: string;
  readonly outcome?: NonNullable<ParsedSource['call']>['outcome'];
  readonly customer?: string;
  readonly startedAt?: Date;
  readonly agent?: string;
}

const callOf = ({ key, outcome = null, customer, startedAt = day(1), agent }: CallParts): ParsedSource => ({
  type: 'transcript',
  key,
  title: key,
  language: 'en',
  metadata: {},
  hashInput: JSON.stringify([key, outcome, customer, startedAt]),
  segments: [{ ordinal: 0, kind: 'utterance', locator: '#1', role: 'customer', text: 'Where is my refund?' }],
  call: {
    agent: agent === undefined ? null : { id: agent },
    outcome,
    customerPseudonym: customer ?? null,
    startedAt,
    durationMs: 60_000,
    channel: 'phone',
  },
});

const ingest = (...calls: CallParts[]) =>
  createSourcesStore(service.database, createKeyedHash(Buffer.alloc(32, 1))).store(
    'main',
    { runId, fileOrdinal: files++ },
    calls.map((call, record) => ({ source: callOf(call), record })),
  );

async function caseOf(key: string) {
  const found = await service.database.query(
    `select c.outcome, c.outcome_source, c.satisfaction, c.satisfaction_share, c.repeat_contact, c.handling_seconds, c.complaint_type
       from cases c join sources o on o.id = c.source_id where o.key = $1`,
    [key],
  );
  return found.rows[0];
}

async function shownOf(key: string) {
  const source = await service.database.query<{ id: string }>('select id from sources where key = $1', [key]);
  const answer = await (await service.as('annotator'))
    .call('get', `/v1/sources/${source.rows[0]?.id}/outcome`)
    .expect(200);
  return answer.body;
}

const report = (reports: readonly OutcomeReport[]) =>
  createOutcomesService({ database: service.database, rules: defaultOutcomeRules }).report('main', 'test', reports);

let calls = 0;
let key = '';
beforeEach(() => {
  calls += 1;
  key = `call-${calls}`;
});

describe('how a call ended', () => {
  it('is the same in whatever order reports and call arrive, and however often', async () => {
    const times = [1, 2, 3].map((n) => day(n, 12).toISOString());
    const said = fc.record(
      {
        source: fc.constantFrom('crm', 'survey', 'agent', 'helpdesk'),
        result: fc.constantFrom('solved', 'escalated', 'unknown' as const),
        satisfaction: fc.integer({ min: 1, max: 5 }),
        repeatContact: fc.boolean(),
        occurredAt: fc.constantFrom(...times),
      },
      { requiredKeys: ['source', 'result', 'occurredAt'] },
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(1_000)),
        fc.nat(5),
        async (reports, order, arrival) => {
          n += 1;
          const [straight, mixed] = [`order-${n}-a`, `order-${n}-b`];
          const outcome = { result: 'unresolved', source: 'crm' } as const;
          await ingest({ key: straight, outcome });
          await report(reports.map((one) => ({ ...one, callRef: straight }) as OutcomeReport));
          const shuffled = reports.map((one) => ({ one, at: order.next().value })).toSorted((a, b) => a.at - b.at);
          for (const [index, { one }] of shuffled.entries()) {
            if (index === arrival) await ingest({ key: mixed, outcome });
            await report([{ ...one, callRef: mixed } as OutcomeReport]);
          }
          await ingest({ key: mixed, outcome });
          await report(shuffled.map(({ one }) => ({ ...one, callRef: mixed }) as OutcomeReport));
          expect(await caseOf(mixed)).toEqual(await caseOf(straight));
        },
      ),
      { numRuns: 8, seed: 4 },
    );
  }, 60_000);

  it('is what a trusted source says before what others say, then by rank, then what is newer', async () => {
    await ingest({ key });
    const say = (source: string, result: 'solved' | 'escalated' | 'unresolved', n: number) =>
      report([{ callRef: key, source, result, occurredAt: day(n).toISOString() }]);
    await say('agent', 'solved', 9);
    expect(await caseOf(key)).toMatchObject({ outcome: 'solved', outcome_source: 'agent' });
    expect((await shownOf(key)).effective).toMatchObject({ result: 'solved', trusted: false });
    await say('survey', 'escalated', 2);
    await say('crm', 'unresolved', 3);
    expect(await caseOf(key)).toMatchObject({ outcome: 'unresolved', outcome_source: 'crm' });
    await say('crm', 'solved', 4);
    const shown = await shownOf(key);
    expect(shown.effective).toMatchObject({ result: 'solved', resultSource: 'crm', trusted: true });
    expect(shown.reports.map((one: { source: string }) => one.source)).toEqual(['crm', 'crm', 'survey', 'agent']);
  });

  it('waits for its call, and is told so', async () => {
    const early = await report([{ callRef: key, source: 'crm', result: 'solved' }]);
    expect(early).toEqual([{ callRef: key, source: 'crm', status: 'new', waiting: true }]);
    await ingest({ key });
    expect(await caseOf(key)).toMatchObject({ outcome: 'solved', outcome_source: 'crm' });
    expect(await report([{ callRef: key, source: 'crm', result: 'solved' }])).toMatchObject([
      { status: 'unchanged', waiting: false },
    ]);
  });

  it('follows the latest revision of its transcript, and the institution when it changes its rules', async () => {
    await ingest({ key, outcome: { result: 'solved', source: 'helpdesk' } });
    await ingest({ key, outcome: { result: 'escalated', source: 'helpdesk', satisfaction: 9 } });
    expect(await caseOf(key)).toMatchObject({ outcome: 'escalated', satisfaction: 9, satisfaction_share: null });
    await report([{ callRef: key, source: 'crm', result: 'solved' }]);
    const sources = [{ name: 'helpdesk', trusted: true, rank: 1, satisfactionScale: { min: 0, max: 10 } }];
    const changed = createOutcomesService({ database: service.database, rules: { sources, repeatContactDays: 7 } });
    expect([await changed.applyRules(), await changed.applyRules()]).toEqual([true, false]);
    expect(await caseOf(key)).toMatchObject({ outcome: 'escalated', outcome_source: 'helpdesk' });
    await createOutcomesService({ database: service.database, rules: defaultOutcomeRules }).applyRules();
    expect(await caseOf(key)).toMatchObject({ outcome: 'solved', outcome_source: 'crm' });
  });

  it('keeps satisfaction as it was given, and as a share of its scale', async () => {
    await ingest({ key });
    await report([{ callRef: key, source: 'survey', satisfaction: 8, satisfactionScale: { min: 0, max: 10 } }]);
    expect(await caseOf(key)).toMatchObject({ outcome: 'unknown', satisfaction: 8, satisfaction_share: 0.8 });
    expect((await shownOf(key)).reports[0]).toMatchObject({ satisfaction: 8, satisfactionScale: { min: 0, max: 10 } });
  });

  it('is a repeat contact when the same customer comes back within the days, and says that the system found it', async () => {
    const solved = { outcome: { result: 'solved', repeatContact: false, source: 'crm' } as const, customer: key };
    await ingest({ ...solved, key: `${key} third`, startedAt: day(20) });
    await ingest(
      { ...solved, key: `${key} first`, startedAt: day(1) },
      { ...solved, key: `${key} second`, startedAt: day(8) },
    );
    const shown = async (which: string) => (await shownOf(`${key} ${which}`)).effective;
    expect(await shown('first')).toMatchObject({ repeatContact: true, repeatContactSource: 'system' });
    expect(await shown('second')).toMatchObject({ repeatContact: false, repeatContactSource: 'crm' });
  });

  it('is no repeat contact when the next call is known to be about something else, and the second call on a matter names the first', async () => {
    const solved = { outcome: { result: 'solved', source: 'crm' } as const, customer: key };
    const names = ['fee', 'card', 'fee again'].map((name) => `${key} ${name}`);
    for (const [i, name] of names.entries()) await ingest({ ...solved, key: name, startedAt: day(1 + 2 * i) });
    const [fee = '', card = '', again = ''] = names;
    await service.database.query(
      `insert into call_matters (case_id, collection_id, scenario_keys, gains, mined)
       select c.id, 'main', array[split_part(o.key, ' ', 2)], array[1.0], true
         from cases c join sources o on o.id = c.source_id where o.key = any($1)`,
      [names],
    );
    const { rows } = await service.database.query<{ id: string }>('select id from sources where key = $1', [fee]);
    expect(await shownOf(fee)).toMatchObject({ effective: { repeatContact: true }, secondCallAfter: null });
    expect(await shownOf(card)).toMatchObject({ effective: { repeatContact: null }, secondCallAfter: null });
    expect(await shownOf(again)).toMatchObject({ effective: { repeatContact: null }, secondCallAfter: rows[0]?.id });
  });

  it("of a live call is the agent's own word, which meets the later reports on the same call", async () => {
    const agent = await service.as('agent');
    const opened = await agent.call('post', '/v1/calls').send({ externalRef: key }).expect(201);
    await agent.call('post', `/v1/calls/${opened.body.id}/end`).send({ outcome: 'solved' }).expect(200);
    await ingest({ key });
    expect((await shownOf(key)).effective).toMatchObject({ result: 'solved', resultSource: 'agent', trusted: false });
    await report([{ callRef: opened.body.id, source: 'crm', result: 'unresolved' }]);
    expect((await shownOf(key)).effective).toMatchObject({ result: 'unresolved', resultSource: 'crm', trusted: true });
  });

  it('is found whichever of a call and its report is stored first when both come at once', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `${key}-${index}`);
    await Promise.all(
      keys.flatMap((one) => [ingest({ key: one }), report([{ callRef: one, source: 'crm', result: 'solved' }])]),
    );
    for (const one of keys) expect(await caseOf(one)).toMatchObject({ outcome: 'solved' });
  });
});

describe('POST /v1/outcomes', () => {
  const send = async (reports: readonly unknown[]) => {
    const secret = await service.keyFor('outcomes');
    return request(service.app).post('/v1/outcomes').set('authorization', `Bearer ${secret}`).send({ reports });
  };

  it('stores none of a batch with a fault, and names each', async () => {
    const answer = await send([
      { callRef: key, source: 'crm', result: 'solved' },
      { callRef: key, source: 'survey', satisfaction: 8 },
      { callRef: key, source: 'crm' },
      { callRef: key, source: 'crm', result: 'escalated' },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.reports.1.satisfaction',
      'body.reports.2',
      'body.reports.3.occurredAt',
    ]);
    const listed = await (await service.as('supervisor')).call('get', `/v1/outcomes?callRef=${key}`).expect(200);
    expect(listed.body.total).toBe(0);
  });

  it('lists what was told, also what still waits for its call', async () => {
    expect((await send([{ callRef: key, source: 'crm', result: 'solved', handlingSeconds: 30 }])).body).toMatchObject({
      stored: 1,
      waiting: 1,
    });
    const path = `/v1/outcomes?waiting=true&source=crm&callRef=${key}`;
    const listed = await (await service.as('operator')).call('get', path).expect(200);
    expect(listed.body.items).toMatchObject([{ callRef: key, sourceId: null, trusted: true, handlingSeconds: 30 }]);
    await (await service.as('agent')).call('get', path).expect(403);
  });
});

describe('lists among ingested files', () => {
  const ingestFile = async (name: string, text: string) => {
    const { runId: id, addFile } = await service.ingestRuns.prepare({
      collectionId: 'main',
      label: name,
      startedBy: 'test',
      verbatim: false,
    });
    await addFile(name, Readable.from([Buffer.from(text)]));
    await service.ingestRuns.begin(id);
    await service.ingestRuns.finished(id);
    const files = await service.database.query<{ status: string; reason: string | null; records: number }>(
      'select status, reason, records from ingest_run_files where run_id = $1',
      [id],
    );
    return files.rows[0];
  };

  it('are taken in as a whole, once, and refused as a whole with the line that is wrong', async () => {
    await ingest({ key });
    const right = `callId,source,outcome,satisfaction\n${key},crm,solved,4\n${key}-later,survey,,5\n`;
    expect(await ingestFile('outcomes.csv', right)).toEqual({ status: 'new', reason: null, records: 2 });
    expect(await caseOf(key)).toMatchObject({ outcome: 'solved', satisfaction: 4 });
    expect(await ingestFile('again.csv', right)).toMatchObject({ status: 'unchanged' });
    const wrong = `callId,source,outcome,satisfaction\n${key},quality,unresolved,\n${key},survey,,9\n`;
    expect(await ingestFile('wrong.csv', wrong)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('line 3: satisfaction: it is not on the scale 1 to 5'),
    });
    expect(await caseOf(key)).toMatchObject({ outcome: 'solved' });
    expect(await ingestFile('agents.csv', `agentId,team,hiredOn\n${key},Cards,2024-02-01\n`)).toMatchObject({
      status: 'new',
    });
    const agent = await (await service.as('supervisor')).call('get', `/v1/agents/${key}`).expect(200);
    expect(agent.body).toMatchObject({ team: 'Cards', hiredOn: '2024-02-01', told: true, standing: null });
  });
});
