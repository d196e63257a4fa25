import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../../graph-schema/index.ts';
import { edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from '../calls/call-record.ts';

const patience = { timeout: 60_000 };
const rules = (version: string, articles: readonly string[], name = 'Parcel complaint rules') =>
  [
    '---',
    'kind: regulation',
    `title: ${name}`,
    'language: en',
    `version: ${version}`,
    '---',
    `# ${name}`,
    '',
    ...articles.flatMap((text, i) => [`Article ${i + 1} ${text}`, '']),
  ].join('\n');
const purpose = 'These rules say how complaints about parcels are handled by the service desk.';
const deadline = 'A parcel complaint is answered within 15 working days of its registration by the desk.';
const shorter = 'A parcel complaint is answered within 7 working days of its registration by the desk.';
const vouchers = 'Agents may hand out a goodwill voucher of at most 20 crowns for a late parcel.';
const records = 'Tickets and recordings of calls are kept for three years after the complaint is closed.';
const progress = 'While a complaint is open the customer hears about its progress every Friday by text message.';

let service: TestService;
let clause: (article: number) => Promise<string>;
let regulation: string;
beforeAll(async () => {
  service = await startTestService();
  const { curation } = service;
  const run = await upload('rules-2024.md', rules('2024-01-01', [purpose, deadline, vouchers, records]));
  for (const { id } of await proposalsOf(run))
    await curation.proposals.publishBySystem(id, 'system:test', 'for a test');
  await service.projections.projector.catchUp();
  clause = (article) => curation.itemId('clause', `parcel complaint rules/Article ${article}`);
  regulation = await curation.itemId('regulation', 'parcel complaint rules');
  const words = await curation.evidence();
  const node = (kind: 'step' | 'script' | 'scenario', key: string, said: string) => nodeDraft(kind, key, said, words);
  const ref = (kind: 'step' | 'script' | 'scenario', key: string) => ({ kind, key });
  await curation.publish([
    node('scenario', 'late', 'A parcel came late'),
    node('step', 'register', 'Register the parcel complaint and promise an answer within 15 working days'),
    node('script', 'voucher', 'I can offer you a voucher over 20 crowns for the late parcel'),
    edgeDraft('HAS_STEP', ref('scenario', 'late'), ref('step', 'register'), words),
    edgeDraft('GOVERNED_BY', ref('step', 'register'), { itemId: await clause(2) }, words),
    edgeDraft('GOVERNED_BY', ref('script', 'voucher'), { itemId: await clause(3) }, words),
    edgeDraft('GOVERNED_BY', ref('scenario', 'late'), { itemId: await clause(4) }, words),
  ]);
  await service.projections.projector.catchUp();
});
afterAll(() => service.close());

async function upload(name: string, text: string): Promise<string> {
  const run = await service.ingestRuns.prepare({
    collectionId: 'main',
    label: name,
    startedBy: 'usr_uploader',
    verbatim: false,
  });
  await run.addFile(name, Readable.from([text]));
  await service.ingestRuns.begin(run.runId);
  await service.ingestRuns.finished(run.runId);
  return run.runId;
}
const proposalsOf = async (run: string) =>
  (
    await service.database.query<{ id: string; status: string }>('select id, status from proposals where run_id = $1', [
      run,
    ])
  ).rows;
const sourceOf = async (run: string) =>
  (
    await service.database.query<{ source_id: string }>('select source_id from source_revisions where run_id = $1', [
      run,
    ])
  ).rows[0]?.source_id;

/** What the expectations look into; the schemas of the routes say what is there. */
// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes are read by expectations alone
type Answer = any;

async function send(
  role: Role,
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  body?: object,
  etag?: number,
) {
  const by = await service.as(role);
  const call = by.call(method, `/v1/changesets${path}`);
  if (etag !== undefined) call.set('if-match', `"${etag}"`);
  const { status, body: answer } = await (body === undefined ? call : call.send(body));
  return { status, body: answer as Answer };
}
const read = async (id: string) => (await send('reviewer', 'get', `/${id}`)).body;
async function act(role: Role, id: string, command: string, body: object = {}) {
  const { etag } = await read(id);
  const method = command === 'items' ? 'put' : 'post';
  return send(role, method, `/${id}/${command}`, body, etag);
}
const review = async (role: Role, id: string, decision = 'approve') =>
  act(role, id, 'reviews', { decision, comment: 'because', contentHash: (await read(id)).contentHash });
const items = async (id: string): Promise<Answer[]> => (await send('product', 'get', `/${id}/items`)).body.items;
const itemId = (kind: string, key: string) => service.curation.itemId(kind, key);

async function prepared(name: string, articles: readonly string[], effectiveAt: string | null = null) {
  const run = await upload(name, rules('2026-01-01', articles));
  const made = await send('product', 'post', '', { title: name, effectiveAt, zone: 'Asia/Shanghai' });
  const id: string = made.body.id;
  const compared = await act('product', id, 'comparison', { targetId: regulation, sourceId: await sourceOf(run) });
  expect(compared.status, JSON.stringify(compared.body)).toBe(200);
  return { id, run };
}
const events = async (callId: string) => (await readEvents(service.database, callId, 0, 500)).map(({ event }) => event);

describe('a new version of a regulation', () => {
  let id: string;
  let run: string;
  let callId: string;

  it('is compared passage by passage, whatever number each has now', async () => {
    callId = (await service.calls.open('usr_agent', { context: {} })).id;
    await service.calls.hear(callId, {
      role: 'customer',
      final: true,
      text: 'When is my parcel complaint answered? How many working days after registration?',
    });
    ({ id, run } = await prepared('rules-2026.md', [purpose, progress, shorter, records]));
    const { body } = await send('annotator', 'get', `/${id}/comparison`);
    expect(body.entries).toMatchObject([
      { change: 'unchanged' },
      { change: 'added', after: { label: expect.stringContaining('Article 2'), text: progress } },
      { change: 'renumbered', before: { text: deadline, itemId: await clause(2) }, after: { text: shorter } },
      { change: 'removed', before: { text: vouchers } },
      { change: 'unchanged', before: { text: records } },
    ]);
    expect(body.entries.map((entry: Answer) => entry.openCalls)).toContain(1);
    expect((await proposalsOf(run)).every(({ status }) => status === 'withdrawn')).toBe(true);
  });

  it('lists everything that leans on what changes, and goes nowhere while one of it is not decided', async () => {
    const listed = await items(id);
    const impacted = listed.filter(({ cause }) => cause === 'impact');
    expect(impacted.map(({ kind }) => kind).toSorted()).toEqual(['scenario', 'script', 'step']);
    expect(impacted.find(({ kind }) => kind === 'script').leansOn).toMatchObject([{ itemId: await clause(3) }]);
    const refused = await act('product', id, 'submit');
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(refused.body.current.undecided).toHaveLength(3);
  });

  it('takes decisions with edited words, and refuses ones that say nothing new', async () => {
    const step = await itemId('step', 'register');
    const content = (await items(id)).find((item) => item.itemId === step).content;
    const same = { decisions: [{ itemId: step, action: 'update', content }] };
    expect(await act('product', id, 'items', same)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const decided = await act('product', id, 'items', {
      decisions: [
        {
          itemId: step,
          action: 'update',
          content: { ...content, instruction: 'Promise an answer within 7 working days' },
        },
        { itemId: await itemId('script', 'voucher'), action: 'suspend', note: 'vouchers are gone' },
        { itemId: await itemId('scenario', 'late'), action: 'keep', note: 'says nothing of days' },
      ],
    });
    expect(decided).toMatchObject({ status: 200, body: { undecidedCount: 0, governance: 'two_reviews' } });
    expect(await act('product', id, 'submit')).toMatchObject({ status: 200, body: { status: 'in_review' } });
  });

  it('needs two others, one of them of compliance or product, for exactly what it says now', async () => {
    expect(await review('product', id)).toMatchObject({ status: 403, body: { code: 'own_proposal' } });
    expect(await review('reviewer', id)).toMatchObject({ status: 201, body: { status: 'in_review' } });
    expect(await review('reviewer', id)).toMatchObject({ status: 409, body: { code: 'already_reviewed' } });
    const [member] = (await read(id)).proposals;
    const alone = await (await service.as('compliance'))
      .call('post', `/v1/proposals/${member.id}/reviews`)
      .set('if-match', '"1"')
      .send({ decision: 'approve', contentHash: 'x' });
    expect(alone.status).toBe(409);
    await act('product', id, 'reopen');
    await act('product', id, 'submit');
    expect(await read(id)).toMatchObject({ reviewsDone: 0, missingRoles: ['compliance', 'product'] });
    expect(await act('product', id, 'publish')).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    await review('reviewer', id);
    expect(await review('compliance', id)).toMatchObject({ status: 201, body: { status: 'approved' } });
  });

  it('goes live as one: the open call loses the old words and gets the new card', async () => {
    const before = await service.database.query('select 1 from decisions');
    const published = await act('product', id, 'publish');
    expect(published).toMatchObject({ status: 201, body: { position: expect.any(Number) } });
    expect(await read(id)).toMatchObject({ status: 'published', reviewsDone: 2 });
    const after = await service.database.query<{ action: string; changeset_id: string }>(
      'select action, changeset_id from decisions order by position offset $1',
      [before.rowCount],
    );
    expect(after.rows.map(({ action }) => action)).toEqual(['retract', 'suspend', 'publish']);
    expect(after.rows.every(({ changeset_id }) => changeset_id === id)).toBe(true);
    await vi.waitFor(async () => {
      const cards = (await events(callId)).flatMap((event) =>
        event.type === 'card' ? [JSON.stringify(event.data)] : [],
      );
      expect(cards.some((card) => card.includes('within 7 working days'))).toBe(true);
    }, patience);
    expect((await events(callId)).some(({ type }) => type === 'retract')).toBe(true);
    const { body } = await send('product', 'get', `/${id}/delivery`);
    expect(body.items).toMatchObject([
      { callId, open: true, retractedAt: expect.any(String), shownAt: expect.any(String) },
    ]);
  });

  it('leaves relations with the words that they were about', async () => {
    const at = service.projections.state.now();
    const step = await itemId('step', 'register');
    const governed = service.projections.state
      .edges(step, 'out')
      .filter((edge) => edge.kind === 'GOVERNED_BY' && service.projections.state.inForce(edge.itemId, at));
    expect(governed.map(({ toId }) => toId)).toEqual([await clause(3)]);
    const script = await itemId('script', 'voucher');
    expect(service.projections.state.inForce(script, at)).toBeNull();
  });

  it('is refused with the difference when somebody decided on one of its items meanwhile', async () => {
    const { id: late } = await prepared('rules-2027.md', [purpose, progress, shorter, `${records} Voice only.`]);
    const [scenario] = (await items(late)).filter(({ kind }) => kind === 'scenario');
    const others = (await items(late)).filter(({ action, kind }) => action === null && kind !== 'scenario');
    await act('product', late, 'items', {
      decisions: [scenario, ...others].map(({ itemId: one }) => ({ itemId: one, action: 'keep' })),
    });
    await act('product', late, 'submit');
    await service.curation.decide('suspend', scenario.itemId, scenario.version);
    expect(await review('compliance', late)).toMatchObject({ status: 409, body: { code: 'base_moved' } });
    expect((await read(late)).moved).toMatchObject([{ itemId: scenario.itemId }]);
    await act('product', late, 'reopen');
    await act('product', late, 'rebase');
    expect(await read(late)).toMatchObject({ moved: [], undecidedCount: 1 });
    expect(await act('product', late, 'abandon')).toMatchObject({ body: { status: 'abandoned', proposalsCount: 0 } });
    await service.curation.decide('resume', scenario.itemId, scenario.version);
  });

  it('of a set time changes nothing until then, and everything from then on', async () => {
    const { id: later } = await prepared('rules-2028.md', [purpose, shorter], '2030-05-01T00:00');
    const undecided = (await items(later)).filter(({ action }) => action === null);
    await act('product', later, 'items', {
      decisions: undecided.map(({ itemId: one, kind }) => ({
        itemId: one,
        action: kind === 'step' ? 'suspend' : 'keep',
      })),
    });
    await act('product', later, 'submit');
    await review('reviewer', later);
    await review('compliance', later);
    expect(await act('product', later, 'publish')).toMatchObject({ status: 201 });
    await service.projections.projector.catchUp();
    const { state } = service.projections;
    const [now, then] = [state.now(), { asOf: new Date('2030-04-30T16:00:00Z'), knownAt: state.now().knownAt }];
    const before = { asOf: new Date(then.asOf.getTime() - 1), knownAt: then.knownAt };
    const [gone, step, moved] = [await clause(4), await itemId('step', 'register'), await clause(2)];
    for (const at of [now, before]) for (const one of [gone, step]) expect(state.inForce(one, at)).not.toBeNull();
    for (const one of [gone, step]) expect(state.inForce(one, then)).toBeNull();
    expect(state.inForce(moved, then)?.version).toBe((state.inForce(moved, before)?.version ?? 0) + 1);
    const chain = await (await service.as('operator')).call('get', '/v1/audit/verification');
    expect(chain.body).toMatchObject({ ok: true, faults: [] });
  });
});

describe('a changeset of proposals', () => {
  it('groups what waits, refuses what it touches twice, and lets go what it is given up with', async () => {
    const { curation } = service;
    const words = await curation.evidence();
    const first = await curation.propose([nodeDraft('script', 'hello', 'Good morning', words)]);
    const twice = await curation.propose([nodeDraft('script', 'hello', 'Good evening', words)]);
    const { body: made } = await send('reviewer', 'post', '', { title: 'Greetings' });
    expect(await act('reviewer', made.id, 'proposals', { proposalId: first })).toMatchObject({ status: 200 });
    expect(await act('reviewer', made.id, 'proposals', { proposalId: twice })).toMatchObject({ status: 409 });
    expect(await send('reviewer', 'post', `/${made.id}/abandon`, {}, 1)).toMatchObject({ status: 412 });
    expect(await act('reviewer', made.id, 'abandon')).toMatchObject({ status: 200, body: { proposals: [] } });
    expect(await act('reviewer', made.id, 'submit')).toMatchObject({ status: 409 });
    const free = await service.database.query('select 1 from proposals where id = $1 and changeset_id is null', [
      first,
    ]);
    expect(free.rowCount).toBe(1);
  });
});
