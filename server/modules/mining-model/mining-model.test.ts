import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mineCalls, type NamingOutcome, type StoredSource } from '../../../ingest/index.ts';
import { httpChatModel } from '../../adapters/http-chat/http-chat-model.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { type ChatEndpoint, type ChatRequest, startChatEndpoint } from '../../testing/chat-endpoint.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { createMiningModel } from './index.ts';

let endpoint: ChatEndpoint;
let service: TestService;
let runId = '';
beforeAll(async () => {
  endpoint = await startChatEndpoint();
  endpoint.says = naming;
  service = await startTestService({
    REQUESTS_PER_MINUTE: '10000',
    CHAT_URL: endpoint.url,
    CHAT_MODEL: 'scripted',
    MINING_MODEL_NAMES: 'on',
    MINING_MODEL_ACTIONS: 'on',
    MINING_PROMPT_PRICE: '1',
    MINING_ANSWER_PRICE: '10',
  });
  runId = await ingest('calls.jsonl', calls.map((call) => JSON.stringify(call)).join('\n'));
});
afterAll(async () => {
  await service.close();
  await endpoint.close();
});
beforeEach(() => {
  endpoint.mood = 'well';
  endpoint.says = naming;
});

const matters = {
  parcel: ['my parcel never arrived', 'the courier lost my parcel', 'where is the parcel that the courier lost'],
  invoice: [
    'the invoice shows the wrong tax number',
    'please correct the tax number on my invoice',
    'my invoice has a wrong tax',
  ],
  password: [
    'I forgot the password of my account',
    'the account password reset does not work',
    'reset the account password',
  ],
};
const names: Readonly<Record<string, string>> = {
  parcel: 'parcel lost by courier',
  invoice: 'wrong tax on invoice',
  password: 'account password reset',
};
const calls = Object.entries(matters).flatMap(([matter, lines]) =>
  Array.from({ length: 6 }, (_, n) => ({
    id: `${matter}-${n}`,
    startedAt: `2026-03-1${n}T10:00:00Z`,
    language: 'en',
    customer: { id: `C-${matter}-${n}` },
    outcome: { result: 'solved', source: 'crm' },
    turns: [
      `${lines[n % 3]}.`,
      'Let me see what I can do.',
      `Yes, ${lines[(n + 1) % 3]}, as I said. My phone is 13800138000.`,
    ].map((text, i) => ({
      role: i % 2 === 0 ? 'customer' : 'agent',
      startMs: i * 1_000,
      endMs: i * 1_000 + 900,
      text,
    })),
  })),
);

const asked = ({ messages }: ChatRequest) => messages[1]?.content ?? '';
const matterOf = (text: string) => Object.keys(matters).find((matter) => text.includes(matter)) ?? '';
const naming = (question: ChatRequest) =>
  `Sure: ${JSON.stringify({ name: names[matterOf(asked(question))], lines: [1, 2] })}`;

async function ingest(file: string, text: string): Promise<string> {
  const run = await service.ingestRuns.prepare({
    collectionId: 'one',
    label: file,
    startedBy: 'somebody',
    verbatim: false,
  });
  await run.addFile(file, Readable.from(Buffer.from(text)));
  await service.ingestRuns.begin(run.runId);
  expect(await service.ingestRuns.finished(run.runId)).toMatchObject({ status: 'succeeded', counts: { failed: 0 } });
  return run.runId;
}

const answersKept = async () =>
  (await service.database.query<{ answer: { name?: string } | null }>('select answer from model_answers')).rows;
const forgetAnswers = () => service.database.query('delete from model_answers');
const scenarioNames = async () => {
  const found = await service.database.query<{ name: string }>(
    `select distinct p.content ->> 'name' as name from proposal_parts p join items i on i.id = p.item_id
      where i.kind = 'scenario' and i.sort = 'node' order by 1`,
  );
  return found.rows.map(({ name }) => name);
};
const api = (method: 'get' | 'post', path: string, body?: object) => {
  const sent = request(service.app)
    [method](path)
    .set({ authorization: `Bearer ${service.localToken}` });
  return body ? sent.send(body) : sent;
};

describe('names of scenarios', () => {
  it('are given by the model in an import, paid once, and told in log and report of a mining that is asked for', async () => {
    expect(await scenarioNames()).toEqual(['Account password reset', 'Parcel lost by courier', 'Wrong tax on invoice']);
    expect(endpoint.requests).toHaveLength(3);
    expect(endpoint.requests.map(asked).join()).not.toMatch(/13800138000|Let me see/);
    const started = await api('post', '/v1/mining-runs', { collectionId: 'one', dryRun: true }).expect(202);
    const ended = await vi.waitFor(
      async () => {
        const { body } = await api('get', `/v1/mining-runs/${started.body.id}`).expect(200);
        expect(body.status).toBe('succeeded');
        return body;
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(endpoint.requests).toHaveLength(3);
    expect(ended.report.names).toEqual({
      model: 'scripted',
      named: 3,
      kept: {},
      requests: 0,
      fromCache: 3,
      promptTokens: 0,
      answerTokens: 0,
      cost: 0,
    });
    const log = await api('get', `/v1/mining-runs/${started.body.id}/log`).expect(200);
    expect(log.body.items).toContainEqual(
      expect.objectContaining({ event: 'named', data: expect.objectContaining({ scenarios: 3, fromCache: 3 }) }),
    );
    const paid = await service.database.query('select * from model_spending where run_id = $1', [runId]);
    const { prompt_tokens, answer_tokens, cost } = paid.rows[0] as Record<string, unknown>;
    expect(Number(cost)).toBeCloseTo((Number(prompt_tokens) + 10 * Number(answer_tokens)) / 1_000_000, 10);
    expect(prompt_tokens).toEqual(300);
  });

  it.each<[string, () => void, object]>([
    ['what is no JSON', () => (endpoint.says = () => 'I would call it: parcel'), { no_json: 3 }],
    [
      'what a caller told it to say',
      () => (endpoint.says = () => '{"name":"Refund everybody at once","lines":[1]}'),
      { not_said: 3 },
    ],
    ['made-up numbers', () => (endpoint.says = () => '{"name":"Parcel 4711","lines":[1]}'), { number: 3 }],
    ['nothing in time', () => (endpoint.mood = 'stalling'), { unavailable: 3 }],
    ['that it is busy', () => (endpoint.mood = 'busy'), { unavailable: 3 }],
  ])('stay those of the rules where the model answers %s', async (_, script, refused) => {
    await forgetAnswers();
    script();
    const { drafts, outcome } = await mineWith({ tokensPerRun: 100_000 });
    expect(outcome).toEqual({ byModel: 0, refused });
    expect(drafts.map(nameOf)).toEqual((await mineCalls(await stored(), settings)).map(nameOf));
  });

  it('are not paid twice when the budget was spent half-way and the run goes on, and never beyond the budget', async () => {
    await forgetAnswers();
    await service.database.query('delete from model_spending where run_id = $1', [runId]);
    const before = endpoint.requests.length;
    // Enough for one question and what another has cost.
    const sizes = endpoint.requests.slice(0, 3).map(({ messages }) => messages.map(({ content }) => content).join(''));
    const tokensPerRun = Math.max(...sizes.map(({ length }) => length)) + 220;
    const first = await mineWith({ tokensPerRun });
    const paid = endpoint.requests.length - before;
    expect(first.outcome).toEqual({ byModel: paid, refused: { budget: 3 - paid } });
    expect([1, 2]).toContain(paid);
    const resumed = await mineWith({ tokensPerRun });
    expect(resumed.outcome).toEqual(first.outcome);
    expect(endpoint.requests.length - before).toBe(paid);
    const spent = await service.database.query('select * from model_spending where run_id = $1', [runId]);
    expect(spent.rows).toMatchObject([{ requests: paid, from_cache: paid, refused: 2 * (3 - paid) }]);
    const { prompt_tokens, answer_tokens } = spent.rows[0] as Record<string, unknown>;
    expect(Number(prompt_tokens) + Number(answer_tokens)).toBeLessThanOrEqual(tokensPerRun);
    const richer = await mineWith({ tokensPerRun: 100_000 });
    expect(richer.outcome).toEqual({ byModel: 3, refused: {} });
    expect(endpoint.requests.length - before).toBe(3);
  });

  it('are asked for one after the other, so that two at once cannot share what is left of the budget', async () => {
    await service.database.query('delete from model_spending where run_id = $1', [runId]);
    const model = await openModel({ tokensPerRun: 300 });
    const [one] = await stored();
    const question = (user: string) => ({ system: 's', user, name: 'n', schema: {}, sourceIds: [one?.sourceId ?? ''] });
    const answers = await Promise.all(['parcel a', 'parcel b', 'parcel c'].map((user) => model.ask(question(user))));
    expect(answers.map((answer) => 'json' in answer)).toEqual([true, true, false]);
    expect(answers[2]).toEqual({ missing: 'budget' });
  });
});

it('reads the actions that a manual names in its own words, and makes steps of them where the rules found none', async () => {
  const quote = 'Then fill in the Trace Form and hand it to the courier desk';
  endpoint.says = (question) =>
    JSON.stringify({
      actions: asked(question).includes('courier desk')
        ? [
            { name: 'Trace Form', quote },
            { name: 'Depot Register', quote: 'Look the parcel up in the Depot Register' },
            { name: 'Refund Desk', quote: 'Send the money back by the Refund Desk' },
            { name: 'Invented', quote },
          ]
        : [],
    });
  const manual = `---\nkind: procedure\ntitle: Tracing\nlanguage: en\n---\n# Tracing\n\nLook the parcel up in the Depot Register. ${quote}.\n`;
  await ingest('tracing.md', manual);
  const found = await service.database.query<{ content: Record<string, unknown>; evidence: { span: object }[] }>(
    `select p.content, p.evidence from proposal_parts p join items i on i.id = p.item_id
      where i.kind = 'step' and i.key like 'tracing/%' order by i.key`,
  );
  expect(found.rows.map(({ content }) => [content['actions'], content['instruction']])).toEqual([
    [['Depot Register'], 'Look the parcel up in the Depot Register'],
    [['Trace Form'], quote],
  ]);
  expect(found.rows.every(({ evidence }) => evidence.length === 1)).toBe(true);
});

it('forgets a name with each of the calls that it rests on', async () => {
  await forgetAnswers();
  await mineWith({ tokensPerRun: 100_000 });
  expect((await answersKept()).map(({ answer }) => answer?.name).sort()).toEqual(Object.values(names).sort());
  const found = await service.database.query<{ id: string }>("select id from sources where key = 'parcel-4'");
  // The mining that follows asks anew, without the call.
  endpoint.mood = 'refusing';
  const compliance = await service.as('compliance');
  await compliance.call('post', '/v1/erasures').send({ sourceId: found.rows[0]?.id }).expect(200);
  expect((await answersKept()).map(({ answer }) => answer?.name)).not.toContain(names['parcel']);
});

const settings = {
  timeZone: 'UTC',
  pseudonym: (id: string) => id,
  ownContacts: { phones: [], emails: [] },
  verbatim: false,
};
const nameOf = ({ title }: { readonly title: string }) => title;

/** The calls as they were stored. */
async function stored(): Promise<StoredSource[]> {
  const found = await service.database.query<{ id: string; key: string }>(
    "select id, key from sources where type = 'transcript'",
  );
  const ids = new Map(found.rows.map(({ id, key }) => [key, id]));
  return calls.map(({ id, turns }) => ({
    type: 'transcript',
    key: id,
    sourceId: ids.get(id) ?? '',
    title: id,
    language: 'en',
    metadata: {},
    segments: turns.map(({ role, text }, ordinal) => ({
      id: `${id}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: '',
      role: role === 'agent' ? 'agent' : 'customer',
      text,
    })),
  }));
}

async function openModel({ tokensPerRun }: { readonly tokensPerRun: number }) {
  const { open } = createMiningModel({
    database: service.database,
    hash: createKeyedHash(Buffer.alloc(32, 1)),
    chat: httpChatModel({ url: endpoint.url, model: 'scripted', timeoutMs: 400, firstPauseMs: 1 }),
    budget: { tokensPerRun, maxTokens: 100, promptPrice: 0, answerPrice: 0 },
    tasks: { facts: false, actions: false, names: true },
  });
  return open(runId, new AbortController().signal);
}

/** Mines the calls with a model that has what is left of the run's budget. */
async function mineWith(budget: { readonly tokensPerRun: number }) {
  const outcomes: NamingOutcome[] = [];
  const drafts = await mineCalls(await stored(), settings, {
    namingModel: await openModel(budget),
    onNamed: (outcome) => outcomes.push(outcome),
  });
  return { drafts, outcome: outcomes[0] };
}
