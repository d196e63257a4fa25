import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Role } from '../../../graph-schema/index.ts';
import { edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { verdictOf } from './answer-side.ts';

let service: TestService;
let items: Awaited<ReturnType<typeof publishHandbook>>;
const patient = { timeout: 60_000, interval: 50 };

beforeAll(async () => {
  service = await startTestService();
  items = await publishHandbook(service);
}, 240_000);
afterAll(() => service.close());

const as = async (role: Role) => (await service.as(role)).call;
const newSet = async (name: string): Promise<string> => {
  const call = await as('annotator');
  return (await call('post', '/v1/evaluations').send({ name, language: 'en' }).expect(201)).body.id;
};
const add = async (id: string, etag: number, questions: readonly object[], status = 200) => {
  const call = await as('annotator');
  return call('post', `/v1/evaluations/${id}/questions`)
    .set('if-match', `"${etag}"`)
    .send({ questions })
    .expect(status);
};
async function run(id: string, body: object = {}) {
  const call = await as('reviewer');
  const asked = await call('post', `/v1/evaluations/${id}/runs`).send(body).expect(202);
  const path = `/v1/evaluations/${id}/runs/${asked.body.id}`;
  return vi.waitFor(async () => {
    const { body: ended } = await call('get', path).expect(200);
    expect(ended.status).toMatch(/done|failed/);
    const answers = (await call('get', `${path}/answers?perPage=100`).expect(200)).body.items;
    return { ...ended, answers, path };
  }, patient);
}

describe('a question set', () => {
  it('takes questions that name items by id or by kind and key, and keeps no personal data', async () => {
    const id = await newSet('Typed questions');
    await add(id, 1, [
      { question: `${saidOf('refund')} Call 13800138000`, expected: [items.refund] },
      { question: 'And the lawn mower?', expected: ['scenario:garden'] },
      { question: 'Do you sell tulips?', nothingRelevant: true },
    ]);
    const call = await as('annotator');
    const { body } = await call('get', `/v1/evaluations/${id}/questions?order=asc`).expect(200);
    expect(body.total).toBe(3);
    expect(body.items[0].utterances[0].text).not.toContain('13800138000');
    expect(body.items[1].expected).toMatchObject([{ itemId: items.garden, kind: 'scenario' }]);
    const stale = await add(id, 1, [{ question: 'Late', nothingRelevant: true }], 412);
    expect(stale.body.code).toBe('etag_mismatch');
    const wrong = await add(id, 2, [{ question: 'x', expected: ['clause:none'] }, { question: 'y' }], 422);
    expect(JSON.stringify(wrong.body)).toMatch(/nothingRelevant/);
    const unknown = await add(id, 2, [{ question: 'x', expected: ['clause:none'] }], 422);
    expect(unknown.body.detail).toContain('there is no item clause:none');
    const replaced = `/v1/evaluations/${id}/questions/${body.items[2].id}`;
    const changed = { question: 'Do you sell roses?', nothingRelevant: true };
    await call('put', replaced).set('if-match', '"2"').send(changed).expect(200);
    await call('delete', replaced).set('if-match', '"3"').expect(404);
    const after = await call('get', `/v1/evaluations/${id}/questions?order=asc`).expect(200);
    expect(after.body.items[2]).toMatchObject({ ordinal: 3, utterances: [{ text: 'Do you sell roses?' }] });
  });

  it('takes questions from live calls, as they are stored, until those are erased', async () => {
    const { id: callId } = await service.calls.open('usr_agent', { context: {} });
    await service.calls.hear(callId, {
      role: 'customer',
      text: 'My number is 13800138000, the mower is broken',
      final: true,
    });
    await service.calls.hear(callId, { role: 'agent', text: 'Good day', final: true });
    const call = await as('annotator');
    const heard = async (q: string) =>
      (await call('get', `/v1/evaluation-calls?q=${q}`).expect(200)).body.items as readonly { id: string }[];
    const [found] = await heard('MOWER');
    expect(found).toMatchObject({ id: callId, utterances: [{ role: 'customer' }] });
    expect(JSON.stringify(found)).not.toContain('13800138000');
    expect(await heard('submarine')).toEqual([]);
    await (await as('supervisor'))('get', '/v1/evaluation-calls').expect(403);
    await service.database.query('update calls set erased_at = now() where id = $1', [callId]);
    expect(await heard('MOWER')).toEqual([]);
  });

  it('says that an answer changed only when what is read first did', () => {
    const card = (itemId: string, version: number, level: 'core' | 'detail') =>
      ({ itemId, version, level, kind: 'clause', cites: [{ itemId, version }] }) as const;
    const side = (confidence: number, ...cards: ReturnType<typeof card>[]) => ({
      confidence,
      cards,
      ranked: cards.map(({ itemId, version }) => ({ itemId, version, kind: 'clause' as const })),
      withoutMeaning: false,
    });
    const [core, one, other] = [card('a', 1, 'core'), card('b', 1, 'detail'), card('c', 1, 'detail')];
    expect(verdictOf(side(0.9, core, one, other), side(0.5, core, other), ['a'])).toBe('same');
    expect(verdictOf(side(0.9, core, one), side(0.9, card('a', 2, 'core'), one), ['a'])).toBe('changed');
    expect(verdictOf(side(0.9, core), side(0.9, card('d', 1, 'core'), card('a', 1, 'detail')), ['a'])).toBe('worse');
  });

  it('reads JSONL and CSV, all or none, and names what is wrong by its line', async () => {
    const id = await newSet('From files');
    const call = await as('annotator');
    const read = (etag: number, body: object, status: number) =>
      call('post', `/v1/evaluations/${id}/import`).set('if-match', `"${etag}"`).send(body).expect(status);
    const lines = [
      JSON.stringify({ question: 'Rusty blades', expected: [{ kind: 'scenario', key: 'garden' }] }),
      '{"question": "open',
      '',
      JSON.stringify({ question: 'Nothing said' }),
    ];
    const refused = await read(1, { format: 'jsonl', text: lines.join('\n') }, 422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(['line 2', 'line 4.expected']);
    const csv =
      '\uFEFFquestion,expected,nothing_relevant,context\r\n"Rusty, again",scenario:garden;scenario:recipe,,\r\nTulips,,yes,"{""channel"": ""phone""}"\r\n';
    expect((await read(1, { format: 'csv', text: csv }, 200)).body.questions).toBe(2);
    const missing = await read(2, { format: 'csv', text: 'question,expected\nWhat,scenario:nowhere\n' }, 422);
    expect(missing.body.detail).toContain('line 2.expected');
    const columns = await read(2, { format: 'csv', text: 'frage,expected\nWas,\n' }, 422);
    expect(columns.body.detail).toContain('frage');
    await read(2, { format: 'jsonl', text: lines[0], replace: true }, 200);
    const { body } = await call('get', `/v1/evaluations/${id}/questions`).expect(200);
    expect(body.items.map(({ origin }: { origin: string }) => origin)).toEqual(['file']);
  });
});

describe('a run', () => {
  it('tells of a proposal, before it is published, what its publication then does', async () => {
    const id = await newSet('Overlay');
    const words = await service.curation.evidence();
    const fresh = 'Solar panels on a balcony trip the fuse each noon';
    const proposalId = await service.curation.propose([
      nodeDraft('scenario', 'solar', fresh, words),
      nodeDraft('step', 'solar-1', 'Unplug the inverter first', words),
      edgeDraft('HAS_STEP', { kind: 'scenario', key: 'solar' }, { kind: 'step', key: 'solar-1' }, words),
      nodeDraft('scenario', 'voucher', 'An entirely different matter about parking permits', words),
    ]);
    await add(id, 1, [
      { question: `${fresh}, what now?`, expected: ['scenario:solar'] },
      { question: saidOf('voucher'), expected: [items.voucher] },
      { question: saidOf('roaming'), expected: [items.roaming] },
      { question: 'Somebody whistles opera arias', nothingRelevant: true },
    ]);
    const before = await run(id);
    expect(before).toMatchObject({ status: 'done', answered: 4, summary: { after: null, expecting: 3 } });
    const compared = await run(id, { proposalIds: [proposalId] });
    expect(compared.summary.verdicts).toEqual({ better: 1, worse: 1, changed: 0, same: 2 });
    const verdicts = Object.fromEntries(
      compared.answers.map(({ ordinal, verdict }: { ordinal: number; verdict: string }) => [ordinal, verdict]),
    );
    expect(verdicts).toEqual({ 1: 'better', 2: 'worse', 3: 'same', 4: 'same' });
    const solar = compared.answers.find(({ ordinal }: { ordinal: number }) => ordinal === 1);
    expect(solar.before).toMatchObject({ grade: 'silent', cards: [] });
    expect(solar.after.cards[0]).toMatchObject({
      level: 'core',
      version: 1,
      text: fresh,
      shows: [{ label: 'Unplug the inverter first' }],
    });
    expect(service.projections.textIndex.size).toBe(Object.keys(items).length);

    const { position } = await service.curation.approve(proposalId);
    await service.projections.projector.waitFor(position);
    const published = await run(id);
    const shown = (answers: { ordinal: number; [side: string]: unknown }[], side: 'before' | 'after') =>
      answers
        .toSorted((a, b) => a.ordinal - b.ordinal)
        .map((answer) => {
          const { cards, ranked } = answer[side] as { cards: unknown; ranked: unknown };
          return { cards, ranked };
        });
    expect(shown(published.answers, 'before')).toEqual(shown(compared.answers, 'after'));
    // What was asked before stays as it was answered.
    const { body: reopened } = await (await as('reviewer'))('get', `${before.path}/answers`).expect(200);
    expect(shown(reopened.items, 'before')).toEqual(shown(before.answers, 'before'));
    const csv = await (await as('reviewer'))('get', `${compared.path}/csv`).expect(200);
    expect(csv.text.split('\r\n')[1]).toMatch(/^1,.*,better,silent,/);
    const { call } = await service.as('reviewer');
    const again = await call('post', `/v1/evaluations/${id}/runs`)
      .send({ proposalIds: [proposalId] })
      .expect(409);
    expect(again.body.detail).toContain('published');
  });

  it('looks at a changeset at the time when it takes effect, with what it takes out of force', async () => {
    const id = await newSet('Changeset');
    await add(id, 1, [{ question: saidOf('recipe'), expected: [items.recipe] }]);
    const { database } = service;
    const effectiveAt = new Date(Date.now() + 86_400_000);
    await database.query(
      "insert into changesets (id, title, status, effective_at, created_by) values ('chg_1', 'Later', 'open', $1, 'test')",
      [effectiveAt],
    );
    await database.query(
      `insert into changeset_items (changeset_id, item_id, version, base_position, cause, action)
       values ('chg_1', $1, 1, 1, 'difference', 'retire')`,
      [items.recipe],
    );
    const compared = await run(id, { changesetId: 'chg_1' });
    expect(compared).toMatchObject({ usedAsOf: effectiveAt.toISOString(), summary: { verdicts: { worse: 1 } } });
    expect(compared.answers[0].after).toMatchObject({ grade: 'silent', rank: null });
  });

  it('compares with another recipe, tries single questions, and is cancelled', async () => {
    const operator = await as('operator');
    const tried = await operator('post', '/v1/evaluation-trials')
      .send({
        utterances: [{ role: 'customer', text: saidOf('courier') }],
        recipe: { collectionId: 'main', recipe: 'words' },
        expected: ['scenario:courier'],
      })
      .expect(200);
    expect(tried.body).toMatchObject({
      verdict: 'same',
      before: { grade: 'right' },
      after: { grade: 'right', rank: 1 },
    });
    const both = { changesetId: 'a', proposalIds: ['b'], utterances: [{ role: 'customer', text: 'x' }] };
    await operator('post', '/v1/evaluation-trials').send(both).expect(422);
    const id = await newSet('Recipe');
    await operator('post', `/v1/evaluations/${id}/runs`).send({}).expect(409);
    await add(id, 1, [{ question: saidOf('courier'), expected: [items.courier] }]);
    const compared = await run(id, { recipe: { collectionId: 'main', recipe: 'words' } });
    expect(compared).toMatchObject({ recipe: { recipe: 'words' }, summary: { verdicts: { same: 1 } } });
    const late = await operator('post', `${compared.path}/cancel`).expect(409);
    expect(late.body.code).toBe('wrong_state');
    await service.database.query("update evaluation_runs set status = 'queued' where id = $1", [compared.id]);
    expect((await operator('post', `${compared.path}/cancel`).expect(200)).body.status).toBe('cancelled');
    expect((await operator('post', `${compared.path}/cancel`).expect(200)).body.status).toBe('cancelled');
  });
});
