import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import request from 'supertest';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { nodeDraft } from './curation.ts';
import type { TestService } from './test-service.ts';
import { wordsInFiles, wordsInTables } from './words-anywhere.ts';

const words = ['zyxquill', 'brimdorf', '904176', '蒌蘅'];
const customerId = 'C-60214';
const question = 'The zyxquill of Brimdorf is charged twice by its gatekeeper';
const file = 'en-international.jsonl';

interface SampleCall {
  customer: { id: string };
  turns: { role: string; text: string }[];
}

/** The sample calls, with the words in every turn of one customer. */
async function plantedCalls(): Promise<string> {
  const calls = await readFile(fileURLToPath(new URL(`../../samples/calls/${file}`, import.meta.url)), 'utf8');
  const planted = (call: SampleCall): SampleCall => {
    if (call.customer.id !== customerId) return call;
    const say = (text: string) => `${text} The zyxquill of Brimdorf is about 904176 yuan, 蒌蘅的事。`;
    return { ...call, turns: call.turns.map((turn) => ({ ...turn, text: say(turn.text) })) };
  };
  return calls
    .trim()
    .split('\n')
    .map((line) => JSON.stringify(planted(JSON.parse(line) as SampleCall)))
    .join('\n');
}

/**
 * Plants words that nobody else says in the calls of one customer, lets them go everywhere where words go, erases the
 * customer, and looks for them. `elsewhere` says where else some of the words stand.
 */
export function erasedEverywhereSuite(
  start: () => Promise<TestService>,
  elsewhere: (words: readonly string[]) => Promise<readonly string[]> = async () => [],
): void {
  let service: TestService;
  beforeAll(async () => {
    service = await start();
  });
  afterAll(() => service.close());

  const ingestPlanted = async (): Promise<void> => {
    const run = request(service.app)
      .post('/v1/ingest-runs')
      .set({ authorization: `Bearer ${service.localToken}` })
      .field('label', 'calls');
    run.attach('file', Buffer.from(await plantedCalls()), file);
    const { body } = await run.expect(202);
    expect(await service.ingestRuns.finished(String(body.id))).toMatchObject({ status: 'succeeded' });
  };

  const publishAll = async (): Promise<void> => {
    const heard = await service.database.query<{ id: string; text: string }>(
      "select id, text from segments where text like '%zyxquill%' order by id limit 1",
    );
    const evidence = heard.rows.map(({ id, text }) => ({
      kind: 'states' as const,
      span: { segmentId: id, start: 0, end: text.length },
    }));
    await service.curation.propose([
      nodeDraft('scenario', 'by hand', 'The zyxquill of Brimdorf is charged twice by its gatekeeper', evidence),
    ]);
    const waiting = await service.database.query<{ id: string }>("select id from proposals where status = 'in_review'");
    for (const { id } of waiting.rows) await service.proposals.publishBySystem(id, 'system:test', 'for a test');
    await service.projections.projector.catchUp();
    await service.projections.saveSnapshot();
  };

  const ask = async (question: string, more = {}) =>
    (
      await (
        await service.as('agent')
      )
        .call('post', '/v1/guidance')
        .send({ question, ...more })
        .expect(200)
    ).text;

  it('finds the words of an erased customer in no table, file, projection or answer', async () => {
    await ingestPlanted();
    await publishAll();
    const agent = await service.as('agent');
    const opened = await agent.call('post', '/v1/calls').send({ customerId, externalRef: 'a zyxquill' }).expect(201);
    const callId = String(opened.body.id);
    const say = { role: 'customer', text: question };
    await agent.call('post', `/v1/calls/${callId}/utterances`).send(say).expect(202);
    const before = new Date();
    const asked = await ask(question);
    expect(asked).toContain('zyxquill');
    expect((await wordsInTables(service.database, words)).length).toBeGreaterThan(5);
    await service.database.query('checkpoint');
    expect((await wordsInFiles(service.config.DATA_DIR, words)).join()).toContain('text-index.snapshot: zyxquill');

    await (await service.as('agent')).call('post', '/v1/erasures').send({ customerId }).expect(403);
    const compliance = await service.as('compliance');
    const erased = await compliance.call('post', '/v1/erasures').send({ customerId }).expect(200);
    expect(erased.body).toMatchObject({ outcome: 'erased', counts: { calls: 1 } });
    expect(erased.body.retracted.versions.length).toBeGreaterThan(0);
    for (const run of erased.body.miningRuns as string[])
      expect(await service.ingestRuns.finished(run)).toMatchObject({ status: 'succeeded' });
    await vi.waitFor(
      async () => {
        const open = await service.database.query('select 1 from erasures where finished_at is null');
        expect(open.rowCount).toBe(0);
      },
      { timeout: 60_000 },
    );

    expect(await wordsInTables(service.database, words)).toEqual([]);
    expect(await wordsInFiles(service.config.DATA_DIR, words)).toEqual([]);
    expect(await elsewhere(words)).toEqual([]);
    for (const more of [{}, { asOf: before, knownAt: before }])
      expect(await ask(question, more)).not.toContain('zyxquill');
    await service.database.query("delete from gaps where question like '%zyxquill%'");
    await agent.call('post', `/v1/calls/${callId}/utterances`).send(say).expect(409);
    const { itemId, version } = erased.body.retracted.versions[0] as { itemId: string; version: number };
    const versions = await compliance.call('get', `/v1/items/${itemId}/versions`).expect(200);
    expect(versions.body.items.find((row: { version: number }) => row.version === version)).toMatchObject({
      state: 'erased',
      erasedAt: erased.body.erasedAt,
      content: null,
    });
    const operator = await service.as('operator');
    expect((await operator.call('get', '/v1/graph/verification').expect(200)).body).toMatchObject({ ok: true });
    expect((await compliance.call('get', '/v1/audit/verification').expect(200)).body).toMatchObject({ ok: true });
  }, 180_000);
}
