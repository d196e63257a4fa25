import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../graph-schema/index.ts';
import { nodeDraft } from '../../testing/curation.ts';
import { type SignedIn, startTestService, type TestService } from '../../testing/test-service.ts';
import { wordsInTables } from '../../testing/words-anywhere.ts';

let service: TestService;
let first: SignedIn;
let second: SignedIn;
let judge: SignedIn;
let operator: SignedIn;
let scenarioId: string;

const turns = [
  ['customer', 'You charged me a fee twice and nobody answers!'],
  ['agent', 'I am sorry. I refund the second fee today.'],
] as const;

interface StoredCall {
  readonly sourceId: string;
  readonly segments: readonly string[];
}

async function storeCall(key: string, customer: string | null = null, outcome = 'solved'): Promise<StoredCall> {
  const { database } = service;
  const [source, revision] = [newId('source'), newId('revision')];
  await database.query(
    "insert into sources (id, collection_id, type, key, title, language) values ($1, 'main', 'transcript', $2, $2, 'en')",
    [source, key],
  );
  await database.query('insert into source_revisions (id, source_id, revision, content_hash) values ($1, $2, 1, $1)', [
    revision,
    source,
  ]);
  const segments: string[] = [];
  for (const [ordinal, [role, text]] of turns.entries()) {
    const id = newId('segment');
    segments.push(id);
    await database.query(
      "insert into segments (id, revision_id, ordinal, kind, locator, role, text) values ($1, $2, $3, 'utterance', '1', $4, $5)",
      [id, revision, ordinal, role, text],
    );
  }
  await database.query(
    `insert into cases (id, source_id, revision_id, collection_id, customer_pseudonym, outcome) values ($1, $2, $3, 'main', $4, $5)`,
    [newId('case'), source, revision, customer, outcome],
  );
  return { sourceId: source, segments };
}

const begin = async (by: SignedIn, sourceId: string) =>
  (await by.call('post', '/v1/annotations').send({ sourceId }).expect(201)).body as {
    id: string;
    taskId: string;
    etag: number;
  };
const save = (by: SignedIn, { id, etag }: { id: string; etag: number }, labels: readonly object[]) =>
  by.call('put', `/v1/annotations/${id}`).set('if-match', `"${etag}"`).send({ labels });
const move = (by: SignedIn, { id, etag }: { id: string; etag: number }, how: 'submit' | 'reopen') =>
  by.call('post', `/v1/annotations/${id}/${how}`).set('if-match', `"${etag}"`);
/** Begins, marks and hands in; the id of the task. */
async function annotate(by: SignedIn, sourceId: string, labels: readonly object[]): Promise<string> {
  const begun = await begin(by, sourceId);
  const saved = await save(by, begun, labels).expect(200);
  await move(by, saved.body, 'submit').expect(200);
  return begun.taskId;
}
const linesOf = async (query: string) => {
  const answer = await operator.call('get', `/v1/annotation-export?${query}`).buffer(true).expect(200);
  const text = answer.text ?? String(answer.body);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

beforeAll(async () => {
  service = await startTestService({ ANNOTATION_BLIND_SHARE: '1' });
  [first, second, judge, operator] = [
    await service.as('annotator'),
    await service.as('reviewer'),
    await service.as('compliance'),
    await service.as('operator'),
  ];
  const { curation } = service;
  await curation.publish([nodeDraft('scenario', 'fee', 'Charged twice', await curation.evidence())]);
  scenarioId = await curation.itemId('scenario', 'fee');
});
afterAll(() => service.close());

const scenario = () => ({ id: 'a', kind: 'scenario', value: scenarioId });
const angry = (segmentId: string | undefined, end = 34) => ({
  id: 'b',
  kind: 'emotion',
  value: 'angry',
  spans: [{ segmentId, start: 0, end }],
});

describe('an annotation', () => {
  it('begins with the call that tells most and says why, keeps what is saved, and refuses an older state', async () => {
    const calm = await storeCall('calm');
    const bad = await storeCall('bad', null, 'escalated');
    const next = (by: SignedIn) => by.call('post', '/v1/annotations/next').send({}).expect(200);
    const { annotation } = (await next(first)).body;
    expect(annotation).toMatchObject({ sourceId: bad.sourceId, status: 'draft', labels: [] });
    expect(annotation.reasons.map(({ reason }: { reason: string }) => reason)).toContain('risky');
    const saved = await save(first, annotation, [scenario(), angry(bad.segments[0])]).expect(200);
    expect(saved.body).toMatchObject({ etag: annotation.etag + 1, names: { [scenarioId]: 'Charged twice' } });
    await save(first, annotation, []).expect(412);
    // The draft that was left comes again.
    expect((await next(first)).body.annotation).toMatchObject({
      id: annotation.id,
      labels: [{ id: 'a' }, { id: 'b' }],
    });
    await first.call('delete', `/v1/annotations/${annotation.id}`).set('if-match', `"${saved.body.etag}"`).expect(204);
    expect((await next(first)).body.annotation.sourceId).toBe(calm.sourceId);
    expect((await begin(first, bad.sourceId)).id).toBe(annotation.id);
  });

  it('names what does not fit the call, and stores notes without personal data', async () => {
    const call = await storeCall('faults');
    const begun = await begin(first, call.sourceId);
    const refused = await save(first, begun, [
      { id: 'a', kind: 'emotion', value: 'happy' },
      { id: 'b', kind: 'scenario', value: 'itm_none' },
      { id: 'c', kind: 'need', value: 'other' },
      { ...angry(call.segments[0], 999), id: 'd' },
    ]).expect(422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual([
      'body.labels.0.value',
      'body.labels.1.value',
      'body.labels.2.note',
      'body.labels.3.spans.0.end',
    ]);
    const note = 'wants 4111 1111 1111 1111 unblocked';
    await save(first, begun, [{ id: 'a', kind: 'need', value: 'other', note }]).expect(200);
    expect(await wordsInTables(service.database, ['4111 1111 1111 1111'])).toEqual([]);
  });
});

describe('two experts', () => {
  it('see nothing of each other by any route, and agree by themselves where they say the same', async () => {
    const call = await storeCall('blind');
    const mark = 'xyzzy only the first expert says';
    const begun = await begin(first, call.sourceId);
    const labels = [scenario(), { id: 'n', kind: 'need', value: 'other', note: mark }];
    const saved = await save(first, begun, labels).expect(200);
    const submitted = await move(first, saved.body, 'submit').expect(200);
    const own = await begin(second, call.sourceId);
    expect(own).toMatchObject({ taskId: begun.taskId, labels: [] });
    for (const path of [
      '/v1/annotations',
      `/v1/annotations/${own.id}`,
      `/v1/annotations/${begun.id}`,
      '/v1/annotation-tasks',
      `/v1/annotation-tasks/${begun.taskId}`,
      '/v1/annotation-agreement',
      `/v1/sources/${call.sourceId}`,
      '/v1/audit?perPage=200',
    ]) {
      const answers = await Promise.all([second, judge].map((by) => by.call('get', path)));
      for (const { text } of answers) expect([path, text.includes('xyzzy')]).toEqual([path, false]);
    }
    await second
      .call('post', `/v1/annotation-tasks/${begun.taskId}/proposals`)
      .send({ labelId: 'a', as: 'script' })
      .expect(409);
    await save(second, begun, []).expect(404);
    // A third has no place left.
    await judge.call('post', '/v1/annotations').send({ sourceId: call.sourceId }).expect(409);
    const reopened = await move(first, submitted.body, 'reopen').expect(200);
    await move(first, reopened.body, 'submit').expect(200);
    const same = await save(second, own, labels).expect(200);
    await move(second, same.body, 'submit').expect(200);
    expect((await judge.call('get', `/v1/annotation-tasks/${begun.taskId}`).expect(200)).body).toMatchObject({
      status: 'agreed',
      decided: [{ id: 'a' }, { id: 'n' }],
    });
    const late = await first.call('get', `/v1/annotations/${begun.id}`).expect(200);
    expect(late.body.reopens).toBe(false);
    await move(first, late.body, 'reopen').expect(409);
  });

  it('are settled by a third where they differ, and measured', async () => {
    const call = await storeCall('disputed');
    const taskId = await annotate(first, call.sourceId, [scenario(), angry(call.segments[0])]);
    await annotate(second, call.sourceId, [scenario(), { ...angry(call.segments[0], 5) }]);
    await first.call('get', '/v1/annotation-tasks').expect(403);
    await second.call('get', `/v1/annotation-tasks/${taskId}`).expect(403);
    const queue = await judge.call('get', '/v1/annotation-tasks?status=disputed').expect(200);
    expect(queue.body.items).toMatchObject([{ id: taskId, experts: 2, differences: 1 }]);
    const task = await judge.call('get', `/v1/annotation-tasks/${taskId}`).expect(200);
    expect(task.body.annotations.map(({ expert }: { expert: string }) => expert)).toEqual(['A', 'B']);
    expect(task.text).not.toContain(first.id);
    const decide = (by: SignedIn) =>
      by
        .call('post', `/v1/annotation-tasks/${taskId}/decision`)
        .set('if-match', `"${task.body.etag}"`)
        .send({ labels: [scenario(), angry(call.segments[0])], note: 'the whole sentence' });
    await decide(second).expect(403);
    expect((await decide(judge).expect(200)).body).toMatchObject({ status: 'adjudicated', decidedBy: judge.id });
    await decide(judge).expect(412);
    const { body } = await (await service.as('supervisor')).call('get', '/v1/annotation-agreement').expect(200);
    expect(body).toMatchObject({ calls: 2, adjudicated: 1 });
    const emotion = body.kinds.find(({ kind }: { kind: string }) => kind === 'emotion');
    expect(emotion.spans.alpha).toBeLessThan(1);
    expect(emotion.spans.f1).toBe(0);
    expect(body.labels).toContainEqual(
      expect.objectContaining({ value: scenarioId, name: 'Charged twice', chosen: 4 }),
    );
    expect(body.experts.map(({ doubled }: { doubled: number }) => doubled)).toEqual([2, 2]);
    await first.call('get', '/v1/annotation-agreement').expect(403);
  });
});

describe('what experts hold of a call', () => {
  it('is drawn up as proposals with the marked words as evidence, and published by nobody', async () => {
    const call = await storeCall('proposing');
    const labels = [
      { ...scenario(), spans: [{ segmentId: call.segments[0], start: 0, end: 26 }] },
      {
        id: 's',
        kind: 'step',
        value: 'other',
        note: 'Refund at once',
        spans: [{ segmentId: call.segments[1], start: 12, end: 42 }],
      },
    ];
    const taskId = await annotate(first, call.sourceId, labels);
    await annotate(second, call.sourceId, labels);
    const propose = (body: object) => first.call('post', `/v1/annotation-tasks/${taskId}/proposals`).send(body);
    const step = await propose({ labelId: 's', as: 'step' }).expect(201);
    const parts = await first.call('get', `/v1/proposals/${step.body.proposalId}/parts`).expect(200);
    expect(parts.body.items).toMatchObject([
      {
        kind: 'step',
        content: { name: 'Refund at once', instruction: 'I refund the second fee today.' },
        evidence: [{ kind: 'example' }],
      },
      { kind: 'HAS_STEP' },
    ]);
    expect((await first.call('get', `/v1/proposals/${step.body.proposalId}`).expect(200)).body.status).toBe(
      'in_review',
    );
    const phrase = await propose({ labelId: 'a', as: 'scenario' }).expect(201);
    const changed = await first.call('get', `/v1/proposals/${phrase.body.proposalId}/parts`).expect(200);
    expect(changed.body.items).toMatchObject([
      { kind: 'scenario', content: { name: 'Charged twice', triggerPhrases: ['You charged me a fee twice'] } },
    ]);
    expect(changed.body.items[0].evidence).toHaveLength(2);
    await propose({ labelId: 'a', as: 'practice' }).expect(422);
  });

  it('leaves as JSON lines, a customer on one side of the split only, and is noted in the audit log', async () => {
    for (let n = 0; n < 12; n += 1) {
      const call = await storeCall(`export ${n}`, `customer ${n % 4}`);
      await annotate(first, call.sourceId, [scenario(), angry(call.segments[0])]);
      await annotate(second, call.sourceId, [scenario(), angry(call.segments[0])]);
    }
    const chats = await linesOf('format=chat&heldOut=0.5');
    expect(chats[0].messages).toEqual([
      { role: 'system', content: expect.stringContaining('Charged twice') },
      { role: 'user', content: turns[0][1] },
      { role: 'assistant', content: turns[1][1] },
    ]);
    expect(chats[0]).toMatchObject({ outcome: 'solved', scenarios: [{ value: scenarioId }] });
    const classified = await linesOf('format=classifier&heldOut=0.5');
    expect(classified.at(-1)).toMatchObject({
      labels: { scenario: [{ name: 'Charged twice' }], emotion: [{ value: 'angry' }] },
      spans: [{ turn: 0, start: 0, end: 34, kind: 'emotion' }],
    });
    const tasks = await service.database.query<{ id: string; customer: string }>(
      'select t.id, c.customer_pseudonym as customer from annotation_tasks t join cases c on c.revision_id = t.revision_id where c.customer_pseudonym is not null',
    );
    const sides = new Map<string, Set<string>>();
    for (const { id, customer } of tasks.rows) {
      const { split } = classified.find((line) => line.id === id);
      sides.set(customer, (sides.get(customer) ?? new Set()).add(split));
    }
    expect([...sides.values()].map((side) => side.size)).toEqual([1, 1, 1, 1]);
    const train = await linesOf('format=classifier&heldOut=0.5&split=train');
    expect(train.every(({ split }) => split === 'train')).toBe(true);
    const audit = await service.database.query("select 1 from audit_log where action = 'annotation.export'");
    expect(audit.rowCount).toBe(3);
    await first.call('get', '/v1/annotation-export?format=chat').expect(403);
  });

  it('goes with the call when that is erased', async () => {
    const call = await storeCall('to be erased');
    const taskId = await annotate(first, call.sourceId, [{ id: 'n', kind: 'need', value: 'other', note: 'plugh' }]);
    await judge.call('post', '/v1/erasures').send({ sourceId: call.sourceId }).expect(200);
    const left = await service.database.query('select 1 from annotation_tasks where id = $1', [taskId]);
    expect(left.rowCount).toBe(0);
    expect(await wordsInTables(service.database, ['plugh'])).toEqual([]);
    await first.call('post', '/v1/annotations').send({ sourceId: call.sourceId }).expect(404);
  });
});
