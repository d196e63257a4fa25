import request, { type Response } from 'supertest';
import { nodeDraft } from '../../server/testing/curation.ts';
import { saidOf } from '../../server/testing/handbook.ts';
import type { TestService } from '../../server/testing/test-service.ts';
import {
  asContactLens,
  asCsv,
  asDocx,
  asHtml,
  asJsonl,
  asMarkdown,
  asVcon,
  asWebVtt,
  type PlantedCall,
  type PlantedPerson,
} from './planted-files.ts';
import type { Stock } from './planted-values.ts';

/** Said beside the planted values: what is searched must be where they would be. */
export const canary = 'zyxquill';

const times = <T>(count: number, one: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => one(i));

const callsFor = (stock: Stock, where: string, count: number): PlantedCall[] =>
  stock.talks(where, count).map((talk) => ({
    id: `${stock.field(`${where}: id`, 'PHONE')}_20260301`,
    talk,
    customer: { name: stock.field(`${where}: customer`, 'NAME'), id: stock.field(`${where}: customer`, 'PHONE') },
    title: stock.sentence(`${where}: title`),
  }));
const personIn = (stock: Stock, where: string): PlantedPerson => ({
  name: stock.field(where, 'NAME'),
  phone: stock.field(where, 'PHONE'),
  email: stock.field(where, 'EMAIL'),
});

type Files = readonly (readonly [name: string, content: string | Uint8Array])[];

/** Sends files as one run; `then` comes right after they were taken. */
async function ingest(
  service: TestService,
  files: Files,
  fields: Readonly<Record<string, string>>,
  then: (runId: string) => Promise<unknown> = async () => {},
) {
  const sent = request(service.app)
    .post('/v1/ingest-runs')
    .set({ authorization: `Bearer ${service.localToken}` });
  for (const [name, value] of Object.entries(fields)) sent.field(name, value);
  for (const [name, content] of files)
    sent.attach('file', Buffer.from(content), { filepath: name } as unknown as { filename: string });
  const { body } = await sent.expect(202);
  await then(String(body.id));
  return service.ingestRuns.finished(String(body.id));
}

function filesWith(stock: Stock, calls: readonly PlantedCall[]): Files {
  const { field } = stock;
  const control: PlantedCall = {
    id: 'control',
    talk: { turns: [`the ${canary} was charged twice`], traces: [] },
    customer: { name: '林静', id: 'K-1' },
    title: canary,
  };
  const badLines = [
    `{"id":"${field('bad line', 'PHONE')}","turns":[{"role":"${field('bad line', 'NAME')}","text":"x"}]}`,
    field('bad line', 'PHONE'),
  ];
  const captions = callsFor(stock, 'captions', 15).map(
    (call) => [`${field('name of a file', 'NAME')} ${call.id}.vtt`, asWebVtt(call)] as const,
  );
  const vcons = callsFor(stock, 'vcon', 15).map((call) => [`v/${call.id}.vcon`, JSON.stringify(asVcon(call))] as const);
  const broken = stock.talks('broken file', 30).flatMap(({ turns }) => turns);
  const outcomes = times(5, () => `${field('list of outcomes', 'PHONE')},solved,crm`);
  const where = 'list of agents';
  const agents = times(5, (i) => `A${i},Ben Stone,team of ${field(where, 'EMAIL')} ${field(where, 'PHONE')}`);
  return [
    ['calls.jsonl', [asJsonl([control, ...calls]), ...badLines].join('\n')],
    ['calls.csv', asCsv(callsFor(stock, 'csv', 60))],
    ['lens.jsonl', asContactLens(callsFor(stock, 'contact lens', 40))],
    ...captions,
    ...vcons,
    [`rules-${field('name of a document', 'PHONE')}.md`, asMarkdown(personIn(stock, 'markdown'))],
    ['rules.html', asHtml(personIn(stock, 'html'))],
    ['rules.docx', asDocx(personIn(stock, 'docx'))],
    ['broken.xlsx', broken.join('\n')],
    ['outcomes.csv', ['callId,outcome,source', ...outcomes].join('\n')],
    ['agents.csv', ['agentId,displayName,team', ...agents].join('\n')],
  ];
}

/** In files: read, failed, only tried, and cancelled. Returns how the runs ended. */
export async function plantInFiles(service: TestService, stock: Stock) {
  const label = () => `calls of ${stock.field('label', 'PHONE')}`;
  const calls = callsFor(stock, 'jsonl', 200);
  const read = await ingest(service, filesWith(stock, calls), { label: label() });
  const tried = [['dry.jsonl', asJsonl(callsFor(stock, 'dry run', 40))]] as const;
  const dry = await ingest(service, tried, { label: label(), dryRun: 'true' });
  const operator = await service.as('operator');
  const begun = [['begun.jsonl', asJsonl(callsFor(stock, 'cancelled run', 40))]] as const;
  const cancelled = await ingest(service, begun, { label: label() }, (id) =>
    operator.call('post', `/v1/ingest-runs/${id}/cancel`),
  );
  const known = calls.slice(0, 3).map(({ id }) => ({ callRef: id, source: 'survey', result: 'solved' }));
  const joined = await operator.call('post', '/v1/outcomes').send({ reports: known }).expect(200);
  return { read, dry, cancelled, waiting: Number(joined.body.waiting) };
}

/** In live calls, what is said beside them, and questions. */
export async function plantInCalls(service: TestService, stock: Stock): Promise<void> {
  const agent = await service.as('agent');
  const { field, sentence } = stock;
  for (let n = 0; n < 12; n++) {
    const context = { region: sentence('context'), segment: sentence('context'), products: [sentence('context')] };
    const externalRef = `callback ${field('reference', 'PHONE')}`;
    const opened = await agent
      .call('post', '/v1/calls')
      .set('idempotency-key', `call-${n}`)
      .send({ externalRef, customerId: field('customer', 'PHONE'), context })
      .expect(201);
    const path = `/v1/calls/${opened.body.id}`;
    const say = (role: string, text: string) =>
      agent.call('post', `${path}/utterances`).send({ role, text }).expect(202);
    await say('customer', `${saidOf('refund')} ${canary}`);
    for (const { turns } of stock.talks('live', 10)) {
      for (const [i, text] of turns.entries()) await say(turns.length === 1 || i % 2 ? 'customer' : 'agent', text);
    }
    const text = times(3, () => sentence('attestation')).join('\n\n');
    await agent
      .call('post', '/v1/attestations')
      .set('idempotency-key', `attestation-${n}`)
      .send({ title: sentence('attestation'), text, callId: opened.body.id })
      .expect(201);
    const events = await agent.call('get', `${path}/events?wait=0`).expect(200);
    const comment = { cardId: /crd_\w+/.exec(events.text)?.[0], kind: 'wrong', comment: sentence('feedback') };
    await agent.call('post', `${path}/feedback`).send(comment).expect(200);
    if (n % 2) await agent.call('post', `${path}/end`).send({ outcome: 'solved' }).expect(200);
  }
  for (const { turns } of stock.talks('question', 60)) {
    const utterances = turns.map((text, i) => ({
      role: turns.length === 1 || i % 2 ? 'customer' : 'agent',
      text,
    }));
    const context = { region: sentence('context of a question') };
    await agent.call('post', '/v1/guidance').send({ utterances, context }).expect(200);
  }
}

/** In what people write beside proposals, reviews and decisions. */
export async function plantInReviews(service: TestService, { sentence }: Stock): Promise<void> {
  const [annotator, reviewer] = [await service.as('annotator'), await service.as('reviewer')];
  for (let n = 0; n < 10; n++) {
    const part = nodeDraft('script', `s${n}`, `Say it ${n}`, await service.curation.evidence());
    const made = await annotator
      .call('post', '/v1/proposals')
      .set('idempotency-key', `proposal-${n}`)
      .send({ title: sentence('title of a proposal'), rationale: sentence('rationale'), parts: [part] })
      .expect(201);
    const path = `/v1/proposals/${made.body.id}`;
    const edit = { rationale: sentence('edited rationale') };
    const edited = await annotator.call('patch', path).set('if-match', `"${made.body.etag}"`).send(edit).expect(200);
    const { etag, contentHash } = edited.body;
    await reviewer
      .call('post', `${path}/reviews`)
      .set('if-match', `"${etag}"`)
      .send({ decision: n % 2 ? 'approve' : 'reject', comment: sentence('review'), contentHash })
      .expect(201);
    if (n % 2 === 0) continue;
    const itemId = await service.curation.itemId('script', `s${n}`);
    const reason = { reason: sentence('retraction') };
    await reviewer.call('post', `/v1/items/${itemId}/versions/1/retract`).send(reason).expect(201);
  }
}

/** In lists of outcomes and agents; returns the answers. */
export async function plantInStatements(service: TestService, { field }: Stock): Promise<Response[]> {
  const operator = await service.as('operator');
  const reports = times(10, () => ({ callRef: field('outcome', 'PHONE'), source: 'crm', result: 'solved' }));
  const agents = times(5, (i) => ({
    id: `B${i}`,
    displayName: `Ben Stone ${field('agent', 'PHONE')}`,
    team: `cards ${field('agent', 'PHONE')}`,
  }));
  return [
    await operator.call('post', '/v1/outcomes').set('idempotency-key', 'outcomes').send({ reports }),
    await operator.call('post', '/v1/agents').send({ agents }),
  ];
}

/** In requests that are refused; returns the refusals. */
export async function plantInRefusals(service: TestService, stock: Stock): Promise<Response[]> {
  const [operator, agent] = [await service.as('operator'), await service.as('agent')];
  const wrong = (type: 'PHONE' | 'NAME' | 'EMAIL' = 'PHONE') => stock.field('refused request', type);
  const twice = wrong('EMAIL');
  const report = { callRef: wrong(), source: 'crm' };
  const opened = (body: object) => agent.call('post', '/v1/calls').send(body);
  return [
    await opened({ agentId: wrong('NAME') }),
    await opened({ [wrong()]: wrong('EMAIL') }),
    await opened({ context: { channel: wrong() } }),
    await agent.call('get', `/v1/calls/${wrong()}`),
    await agent.call('get', `/v1/calls?status=${wrong()}`),
    await agent.call('get', `/v1/nowhere/${wrong()}`),
    await operator.call('get', `/v1/sources/${wrong()}`),
    await operator.call('get', `/v1/sources?q=${wrong()}&sort=${wrong()}`),
    await agent
      .call('post', '/v1/guidance')
      .set('content-type', 'application/json')
      .send(`{"question": ${wrong()} ${wrong('EMAIL')}`),
    await operator.call('post', '/v1/outcomes').send({ reports: [{ ...report, satisfaction: 99 }] }),
    await operator.call('post', '/v1/outcomes').send({ reports: [{ ...report, complaintType: wrong() }] }),
    await operator.call('post', '/v1/agents').send({ agents: [{ id: twice }, { id: twice }] }),
    await request(service.app)
      .post('/v1/sessions')
      .send({ login: wrong('EMAIL'), password: wrong() }),
  ];
}
