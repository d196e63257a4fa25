import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Role } from '../../../graph-schema/index.ts';
import { createApp } from '../../http/app.ts';
import { createIdempotency } from '../../http/idempotency.ts';
import { createMetrics } from '../../http/metrics.ts';
import type { Database } from '../../ports/database.ts';
import { silentLog as log } from '../../testing/silent-log.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { isAllowed, type Principal } from '../access/permissions.ts';
import { jobsRoutes, watchJobs } from './index.ts';
import type { ReplayOutcome } from './set-aside-decisions.ts';

const token = 'the-local-token';
const notify = vi.fn();
let outcome: ReplayOutcome = 'taken_in';
let database: Database;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  database = await testDatabase();
  app = createApp({
    routes: jobsRoutes({
      database,
      wakeUps: { notify, listen: () => () => undefined },
      replay: async () => outcome,
    }),
    authenticator: { session: async () => null, principalOfKey: async () => null },
    idempotency: createIdempotency(database),
    metrics: createMetrics(),
    log,
    localToken: token,
    requestLimits: { perKey: 1_000, perSession: 1_000, perAddress: 1_000 },
    trustedProxies: 0,
    secureCookies: false,
  });
}, 240_000);
beforeEach(async () => {
  notify.mockClear();
  await database.query('truncate outbox restart identity');
  await database.query(`
    insert into outbox (queue, payload, created_at, dispatched_at, attempts, error, completed_at, failed_at) values
      ('ingest', '{}', '2026-01-01', null, 0, null, null, null),
      ('ingest', '{}', '2026-01-02', now(), 1, 'Error: once', null, null),
      ('mining', '{}', '2026-01-03', now(), 1, null, null, null),
      ('mining', '{}', '2026-01-04', now(), 4, 'TypeError: bad', null, now()),
      ('ingest', '{}', '2026-01-05', now(), 1, null, now(), null)`);
});
afterAll(() => database.close());

const get = (path: string) => request(app).get(path).set('authorization', `Bearer ${token}`);
const post = (path: string) => request(app).post(path).set('authorization', `Bearer ${token}`);
const audited = async () =>
  (await database.query<{ action: string; subject: string }>('select action, subject from audit_log order by seq'))
    .rows;

test('lists jobs by what became of them, the newest first', async () => {
  const all = await get('/v1/jobs').expect(200);
  const seen = all.body.items.map(({ id, status }: { id: number; status: string }) => [id, status]);
  expect(seen).toEqual([
    [5, 'done'],
    [4, 'set_aside'],
    [3, 'running'],
    [2, 'waiting'],
    [1, 'waiting'],
  ]);
  const waiting = await get('/v1/jobs?status=waiting&perPage=1&order=asc').expect(200);
  expect(waiting.body).toMatchObject({ total: 2, items: [{ id: 1, queue: 'ingest', attempts: 0, finishedAt: null }] });
  const mining = await get('/v1/jobs?queue=mining&sort=attempts').expect(200);
  expect(mining.body.items.map(({ id }: { id: number }) => id)).toEqual([4, 3]);
});

test('replays a job that was set aside, audited, as a job of its own that begins anew', async () => {
  const before = (await audited()).length;
  const answer = await post('/v1/jobs/4/replay').expect(200);
  expect(answer.body).toMatchObject({
    id: 4,
    status: 'waiting',
    attempts: 0,
    replays: 1,
    error: null,
    finishedAt: null,
  });
  expect(notify).toHaveBeenCalledWith('outbox');
  const due = await database.query('select from outbox where id = 4 and dispatched_at is null');
  expect(due.rowCount).toBe(1);
  expect((await audited()).slice(before)).toEqual([{ action: 'job.replay', subject: 'job:4' }]);
});

test('refuses to replay what is not set aside, or not there, and audits nothing', async () => {
  const before = (await audited()).length;
  for (const id of [1, 3, 5]) {
    const refused = await post(`/v1/jobs/${id}/replay`).expect(409);
    expect(refused.body).toMatchObject({ code: 'wrong_state', detail: expect.stringContaining('set aside') });
  }
  await post('/v1/jobs/99/replay').expect(404);
  await post('/v1/jobs/x/replay').expect(422);
  expect((await audited()).length).toBe(before);
  expect(notify).not.toHaveBeenCalled();
});

test('of two that replay a job at once, one does', async () => {
  const answers = await Promise.all([post('/v1/jobs/4/replay'), post('/v1/jobs/4/replay')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
});

test('lists decisions that a projection set aside, and has one tried again', async () => {
  await database.query('alter table set_aside_decisions drop constraint if exists set_aside_decisions_position_fkey');
  await database.query(
    `insert into set_aside_decisions (projection, position, error, attempts) values ('state:host:1', 7, 'Error: broken', 3)`,
  );
  const listed = await get('/v1/set-aside-decisions').expect(200);
  expect(listed.body).toMatchObject({ total: 1, items: [{ projection: 'state:host:1', position: 7, attempts: 3 }] });
  const path = `/v1/set-aside-decisions/${encodeURIComponent('state:host:1')}/7/replay`;
  for (const [given, takenIn] of [
    ['still_set_aside', false],
    ['taken_in', true],
  ] as const) {
    outcome = given;
    expect((await post(path).expect(200)).body).toEqual({ takenIn });
  }
  expect((await audited()).at(-1)).toEqual({ action: 'decision.replay', subject: 'decision:7' });
  outcome = 'elsewhere';
  expect((await post(path).expect(409)).body).toMatchObject({ code: 'wrong_state' });
  await post('/v1/set-aside-decisions/neo4j/7/replay').expect(404);
});

test('operators see and replay, admins see, nobody else', () => {
  const person = (...roles: readonly Role[]): Principal => ({
    type: 'user',
    id: 'user_1',
    login: 'x',
    displayName: 'x',
    roles,
  });
  const may = (...roles: readonly Role[]) =>
    (['jobs:read', 'jobs:replay'] as const).map((permission) => isAllowed(person(...roles), permission));
  expect(may('operator')).toEqual([true, true]);
  expect(may('admin')).toEqual([true, false]);
  expect(may('agent', 'annotator', 'reviewer', 'product', 'compliance', 'supervisor')).toEqual([false, false]);
});

test('counts jobs for whoever watches the service', async () => {
  const metrics = createMetrics();
  const stop = watchJobs(database, metrics, log);
  await vi.waitFor(async () => {
    const text = await metrics.text();
    expect(text).toMatch(/^jobs_waiting 2$/m);
    expect(text).toMatch(/^jobs_running 1$/m);
    expect(text).toMatch(/^jobs_set_aside 1$/m);
  });
  stop();
});
