import { pino } from 'pino';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryGraphIndex } from '../../adapters/memory/memory-graph-index.ts';
import { preferringGraphIndex } from '../../graph/preferring-graph-index.ts';
import { createApp } from '../../http/app.ts';
import { createIdempotency } from '../../http/idempotency.ts';
import { createMetrics } from '../../http/metrics.ts';
import { edgeDraft, nodeDraft } from '../../testing/curation.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { graphRoutes } from './graph-routes.ts';
import { audienceOf, visiblePart, visiblePaths } from './graph-views.ts';

const log = pino({ level: 'silent' });

let service: TestService;
let app: ReturnType<typeof createApp>;
let ids: Record<'fees' | 'waive' | 'clause' | 'secret', string>;

beforeAll(async () => {
  service = await startTestService();
  const { curation, projections, database, access } = service;
  const { state, projector } = projections;
  const graph = preferringGraphIndex(null, memoryGraphIndex(state), {
    position: () => state.position,
    isCurrent: () => true,
    timeoutMs: 1_000,
    log,
  });
  app = createApp({
    routes: graphRoutes({ database, state, graph }),
    authenticator: access,
    idempotency: createIdempotency(database),
    metrics: createMetrics(),
    log,
    localToken: service.localToken,
    requestLimits: { perKey: 1_000, perSession: 1_000, perAddress: 1_000 },
    trustedProxies: 0,
    secureCookies: false,
  });
  const words = await curation.evidence();
  const { position } = await curation.publish([
    nodeDraft('scenario', 'fees', 'A fee is disputed', words),
    nodeDraft('step', 'waive', 'Waive the fee', words),
    nodeDraft('clause', 'clause', 'Fees may be waived once', words),
    nodeDraft('best_practice', 'secret', 'For experts only', words, { audience: ['expert'], content: practice }),
    edgeDraft('HAS_STEP', { kind: 'scenario', key: 'fees' }, { kind: 'step', key: 'waive' }, words),
    edgeDraft('GOVERNED_BY', { kind: 'step', key: 'waive' }, { kind: 'clause', key: 'clause' }, words),
    edgeDraft('APPLIES_TO', { kind: 'best_practice', key: 'secret' }, { kind: 'scenario', key: 'fees' }, words),
  ]);
  await projector.waitFor(position);
  ids = {
    fees: await curation.itemId('scenario', 'fees'),
    waive: await curation.itemId('step', 'waive'),
    clause: await curation.itemId('clause', 'clause'),
    secret: await curation.itemId('best_practice', 'secret'),
  };
});
afterAll(() => service.close());

const practice = { name: 'For experts only', description: 'For experts only' };
const get = async (path: string, role: 'reviewer' | 'agent' = 'reviewer') =>
  request(app)
    .get(path)
    .set('cookie', (await service.as(role)).cookie);
const idsOf = (answer: { body: { nodes: { id: string }[] } }) => answer.body.nodes.map(({ id }) => id).sort();

describe('walking the graph', () => {
  it('shows what is around an item, named, with the engine that answered and its position', async () => {
    const answer = await get(`/v1/graph/neighbourhood?itemId=${ids.fees}`);
    expect(answer.body).toMatchObject({
      answeredBy: 'memory',
      position: service.projections.state.position,
      truncated: false,
    });
    expect(answer.body.nodes[0]).toEqual({
      id: ids.fees,
      kind: 'scenario',
      label: 'A fee is disputed',
      version: 1,
      distance: 0,
    });
    expect(idsOf(answer)).toEqual([ids.fees, ids.waive, ids.secret].sort());
    expect(answer.body.edges.map((edge: { type: string }) => edge.type).sort()).toEqual(['APPLIES_TO', 'HAS_STEP']);
  });

  it('keeps to depth, types, direction and limit', async () => {
    const around = async (more: string) => idsOf(await get(`/v1/graph/neighbourhood?itemId=${ids.fees}&${more}`));
    expect(await around('depth=2&direction=out')).toEqual([ids.fees, ids.waive, ids.clause].sort());
    expect(await around('depth=2&types=HAS_STEP,APPLIES_TO')).toEqual([ids.fees, ids.waive, ids.secret].sort());
    expect(await around('limit=1')).toHaveLength(2);
  });

  it('shows what leans on an item, and how two are joined', async () => {
    expect(idsOf(await get(`/v1/items/${ids.clause}/impact?depth=6`))).toEqual(Object.values(ids).sort());
    const { body } = await get(`/v1/graph/paths?from=${ids.clause}&to=${ids.secret}`);
    expect(body).toMatchObject({ answeredBy: 'memory', truncated: false });
    expect(body.paths).toHaveLength(1);
    expect(body.paths[0].nodes.map((node: { id: string }) => node.id)).toEqual([
      ids.clause,
      ids.waive,
      ids.fees,
      ids.secret,
    ]);
    expect(body.paths[0].nodes[1].label).toBe('Waive the fee');
  });

  it('shows the whole, of the kinds that are asked for, and the best connected when it is too much', async () => {
    const whole = await get('/v1/graph/overview');
    expect(idsOf(whole)).toEqual(Object.values(ids).sort());
    expect(whole.body).toMatchObject({ total: 4, truncated: false });
    expect(whole.body.edges).toHaveLength(3);
    const some = await get('/v1/graph/overview?kinds=scenario,step');
    expect(idsOf(some)).toEqual([ids.fees, ids.waive].sort());
    expect(some.body.edges.map((edge: { type: string }) => edge.type)).toEqual(['HAS_STEP']);
    const two = await get('/v1/graph/overview?limit=2');
    expect(idsOf(two)).toEqual([ids.fees, ids.waive].sort());
    expect(two.body).toMatchObject({ total: 4, truncated: true });
    const early = encodeURIComponent('2001-01-01T00:00:00Z');
    expect((await get(`/v1/graph/overview?knownAt=${early}`)).body).toMatchObject({ nodes: [], edges: [], total: 0 });
    const unknown = await get('/v1/graph/overview?kinds=scenario,nonsense');
    expect(unknown.body.errors).toMatchObject([{ path: 'query.kinds.1' }]);
  });

  it('goes back in both times', async () => {
    const before = encodeURIComponent('2001-01-01T00:00:00Z');
    const known = await get(`/v1/graph/neighbourhood?itemId=${ids.fees}&knownAt=${before}`);
    expect(known.body).toMatchObject({ nodes: [], edges: [], knownAt: '2001-01-01T00:00:00.000Z' });
    expect((await get(`/v1/graph/neighbourhood?itemId=${ids.fees}&asOf=${before}`)).body.nodes).toHaveLength(3);
  });

  it.each([
    ['depth=4', 'query.depth'],
    ['limit=0', 'query.limit'],
    ['types=HAS_STEP,NONSENSE', 'query.types.1'],
    ['direction=up', 'query.direction'],
    ['asOf=yesterday', 'query.asOf'],
    ['dpeth=1', 'query'],
  ])('refuses %s and says what is wrong', async (more, path) => {
    const { status, body } = await get(`/v1/graph/neighbourhood?itemId=${ids.fees}&${more}`);
    expect(status).toBe(422);
    expect(new Set(body.errors.map((error: { path: string }) => error.path))).toEqual(new Set([path]));
  });

  it('knows no strangers, and no relations as items', async () => {
    const edge = [...service.projections.state.items()].find(({ sort }) => sort === 'edge')?.itemId;
    for (const id of ['nobody', edge]) {
      expect((await get(`/v1/graph/neighbourhood?itemId=${id}`)).status).toBe(404);
      expect((await get(`/v1/items/${id}/impact`)).status).toBe(404);
      expect((await get(`/v1/graph/paths?from=${ids.fees}&to=${id}`)).status).toBe(404);
    }
  });

  it('is for people who may read items', async () => {
    for (const path of [
      `graph/neighbourhood?itemId=${ids.fees}`,
      `items/${ids.fees}/impact`,
      'graph/paths?from=a&to=b',
      'graph/overview',
    ]) {
      expect((await get(`/v1/${path}`, 'agent')).status).toBe(403);
      expect((await request(app).get(`/v1/${path}`)).status).toBe(401);
    }
  });
});

describe('who may see what', () => {
  const node = (itemId: string, distance: number) => ({ itemId, distance, version: 1, kind: 'step' as const });
  const edge = (fromId: string, toId: string) => ({
    edgeId: `${fromId}-${toId}`,
    version: 1,
    type: 'NEXT_STEP' as const,
    fromId,
    toId,
  });
  const visible = ({ itemId }: { itemId: string }) => itemId !== 'hidden';

  it('an agent and a machine what is for agents, everybody else all of it', () => {
    const person = (...roles: ('agent' | 'annotator')[]) =>
      audienceOf({ type: 'user', id: 'u', login: 'u', displayName: 'U', roles });
    expect(person('agent')(['expert'])).toBe(false);
    expect(person('agent')(['expert', 'agent'])).toBe(true);
    expect(person('agent', 'annotator')(['expert'])).toBe(true);
    expect(audienceOf({ type: 'key', id: 'k', name: 'k', scopes: ['guidance'] })(['expert'])).toBe(false);
  });

  it('nothing hidden, and nothing that is reached through it only', () => {
    const found = {
      nodes: [node('start', 0), node('a', 1), node('hidden', 1), node('behind', 2)],
      edges: [edge('start', 'a'), edge('start', 'hidden'), edge('hidden', 'behind')],
      truncated: false,
    };
    const part = visiblePart(found, visible);
    expect(part.nodes.map(({ itemId }) => itemId)).toEqual(['start', 'a']);
    expect(part.edges).toEqual([edge('start', 'a')]);
    const path = { nodes: [node('start', 0), node('hidden', 1)], edges: [edge('start', 'hidden')] };
    expect(visiblePaths([path], visible)).toEqual([]);
  });
});

it("tells an item's steps in their order, and how often and how well each way between them ends", async () => {
  const { curation, projections } = service;
  const words = await curation.evidence();
  const procedure = { kind: 'procedure', key: 'refund' } as const;
  const [pay, check, other] = (['pay', 'check', 'other'] as const).map((key) => ({ kind: 'step' as const, key }));
  if (!pay || !check || !other) throw new Error('no steps');
  const step = (key: string, order: number) =>
    nodeDraft('step', key, key, words, { content: { name: key, instruction: key, order } });
  const { position } = await curation.publish([
    nodeDraft('procedure', 'refund', 'Refunds', words),
    step('pay', 10),
    step('check', 2),
    step('other', 1),
    { ...edgeDraft('HAS_STEP', procedure, pay, words), content: { calls: 7, frequency: 0.5, solvedShare: 1 } },
    edgeDraft('HAS_STEP', procedure, check, words),
    { ...edgeDraft('NEXT_STEP', check, pay, words), content: { calls: 4, condition: 'It was charged twice' } },
    edgeDraft('NEXT_STEP', pay, other, words),
  ]);
  await projections.projector.waitFor(position);
  const reviewer = await service.as('reviewer');
  const flow = await reviewer.call('get', `/v1/items/${await curation.itemId('procedure', 'refund')}/flow`).expect(200);
  expect(flow.body).toMatchObject({
    steps: [
      { label: 'check', order: 2, calls: null },
      { label: 'pay', order: 10, share: 0.5, calls: 7, solvedShare: 1 },
    ],
    ways: [{ condition: 'It was charged twice', calls: 4, share: null, solvedShare: null }],
  });
  expect(flow.body.ways[0]).toMatchObject({ from: flow.body.steps[0].id, to: flow.body.steps[1].id });
  await reviewer.call('get', '/v1/items/itm_none/flow').expect(404);
});
