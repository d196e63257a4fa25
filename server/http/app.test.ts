import request, { type Test } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edgeDraft, nodeDraft } from '../testing/curation.ts';
import { startTestService, type TestService, testPassword } from '../testing/test-service.ts';
import { problemSchema } from './problem.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ REQUESTS_PER_MINUTE: '40' });
});
afterAll(() => service.close());

/** Sends a request and checks that it is refused with a problem of that code. */
async function refused(test: Test, status: number, code: string) {
  const answer = await test;
  expect({ status: answer.status, code: (answer.body as { code?: string }).code }).toEqual({ status, code });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const problem = problemSchema.parse(answer.body);
  expect(answer.headers['x-request-id']).toBe(problem.requestId);
  return problem;
}
const anybody = () => request(service.app);
const local = () => ({ authorization: `Bearer ${service.localToken}` });

describe('who calls', () => {
  it('is asked to sign in where that is needed', async () => {
    await refused(anybody().get('/v1/proposals'), 401, 'unauthenticated');
    await refused(anybody().get('/v1/sessions/current'), 401, 'unauthenticated');
  });

  it('is refused with a key that is not known, or was revoked', async () => {
    await refused(anybody().get('/v1/proposals').set('authorization', 'Bearer ack_nonsense'), 401, 'unauthenticated');
    const secret = await service.keyFor('ingest');
    const get = () => anybody().get('/v1/sources').set('authorization', `Bearer ${secret}`);
    await get().expect(200);
    const [key] = await service.access.listApiKeys();
    await service.access.revokeApiKey('admin', key?.id ?? '');
    await refused(get(), 401, 'unauthenticated');
  });

  it('is told the same for a wrong password and for nobody', async () => {
    const attempt = (login: string) => anybody().post('/v1/sessions').send({ login, password: 'not the password' });
    const wrong = await refused(attempt('agent'), 401, 'wrong_credentials');
    const nobody = await refused(attempt('nobody'), 401, 'wrong_credentials');
    expect(nobody.detail).toBe(wrong.detail);
  });

  it('gets the session in a cookie that no script reads and no other site sends', async () => {
    const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']);
    const secure = await startTestService({ SECURE_COOKIES: 'true' });
    const signIn = (app: TestService['app']) =>
      request(app).post('/v1/sessions').send({ login: 'agent', password: testPassword });
    const safe = await signIn(secure.app).expect(201);
    expect(cookieOf(safe)).toMatch(
      /^__Host-coach_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(safe.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    const plain = await (await secure.as('agent')).call('delete', '/v1/sessions/current').expect(200);
    expect(cookieOf(plain)).toContain('Max-Age=0');
    await (await secure.as('agent')).call('get', '/v1/sessions/current').expect(401);
    await secure.close();
  });

  it('is slowed down who guesses, for one person soon and for all of them later, and nobody else at the same address', async () => {
    const guessed = await startTestService();
    const attempt = (login: string, password: string) =>
      request(guessed.app).post('/v1/sessions').send({ login, password });
    // A try without a password is refused as one with a wrong password is, only sooner.
    for (let tries = 0; tries < 10; tries += 1) await refused(attempt('agent', ''), 422, 'invalid_request');
    for (let tries = 0; tries < 95; tries += 1) await refused(attempt(' AGENT ', testPassword), 429, 'rate_limited');
    await attempt('reviewer', testPassword).expect(201);
    for (let tries = 0; tries < 90; tries += 1) await refused(attempt(`person-${tries}`, ''), 422, 'invalid_request');
    await refused(attempt('reviewer', testPassword), 429, 'rate_limited');
    await guessed.close();
  });

  it('cannot put out the last admin, nor themselves as that, and may give others their roles', async () => {
    const admin = await service.as('admin');
    const patch = (id: string, change: object) => admin.call('patch', `/v1/users/${id}`).send(change);
    await refused(patch(admin.id, { disabled: true }), 409, 'wrong_state');
    await refused(patch(admin.id, { roles: ['reviewer'] }), 409, 'wrong_state');
    await refused(patch(admin.id, { roles: [] }), 422, 'invalid_request');
    const created = { login: 'deputy', displayName: 'Deputy', roles: ['agent'] };
    const { body: deputy } = await admin.call('post', '/v1/users').send(created).expect(201);
    const given = await patch(deputy.id, { roles: ['admin', 'agent', 'admin'] }).expect(200);
    expect(given.body.roles).toEqual(['admin', 'agent']);
    const { rows } = await service.database.query<{ details: unknown }>(
      "select details from audit_log where action = 'user.roles' and subject = $1",
      [deputy.id],
    );
    expect(rows).toEqual([{ details: { roles: 'admin,agent' } }]);
    await patch(admin.id, { roles: ['admin', 'operator'] }).expect(200);
    await patch(deputy.id, { disabled: true }).expect(200);
    await refused(patch(admin.id, { disabled: true }), 409, 'wrong_state');
  });

  it('must send the CSRF token of their own session with every change, and none to read', async () => {
    const { cookie, csrf } = await service.as('annotator');
    const other = await service.as('reviewer');
    const open = () => anybody().post('/v1/calls').set('cookie', cookie).send({});
    await refused(open(), 403, 'csrf_failed');
    await refused(open().set('x-csrf-token', 'wrong'), 403, 'csrf_failed');
    await refused(open().set('x-csrf-token', other.csrf), 403, 'csrf_failed');
    await open().set('x-csrf-token', csrf).expect(201);
    await anybody().get('/v1/proposals').set('cookie', cookie).expect(200);
  });

  it('writes nothing from a page of another origin, though its browser may send who is signed in', async () => {
    const { cookie, csrf } = await service.as('annotator');
    for (const site of ['cross-site', 'same-site']) {
      const open = () => anybody().post('/v1/calls').set('cookie', cookie).set('sec-fetch-site', site);
      await refused(open().set('x-csrf-token', csrf).send({}), 403, 'csrf_failed');
      await refused(anybody().post('/v1/sessions').set('sec-fetch-site', site).send({}), 403, 'csrf_failed');
    }
  });

  it('gets the same CSRF token in every tab of a session, and another in every session', async () => {
    const { cookie, csrf } = await service.as('product');
    for (const _tab of [1, 2]) {
      const { body } = await anybody().get('/v1/sessions/current').set('cookie', cookie).expect(200);
      expect(body.csrfToken).toBe(csrf);
    }
    expect((await service.as('reviewer')).csrf).not.toBe(csrf);
    expect(cookie).not.toContain(csrf);
  });

  it('is out at once when disabled', async () => {
    const admin = await service.as('admin');
    const { id, call } = await service.as('compliance');
    await call('get', '/v1/proposals').expect(200);
    await admin.call('patch', `/v1/users/${id}`).send({ disabled: true }).expect(200);
    await refused(call('get', '/v1/proposals'), 401, 'unauthenticated');
    await admin.call('patch', `/v1/users/${id}`).send({ disabled: false }).expect(200);
  });
});

describe('what is sent', () => {
  it.each([
    ['an unknown path', () => anybody().get('/v1/nothing-here'), 404, 'not_found'],
    ['a method that a path does not have', () => anybody().put('/v1/proposals'), 404, 'not_found'],
    [
      'a body that is not JSON',
      () => anybody().post('/v1/sessions').set('content-type', 'application/json').send('{"login":'),
      422,
      'invalid_request',
    ],
    [
      'a body in an unknown charset',
      () => anybody().post('/v1/sessions').set('content-type', 'application/json; charset=klingon').send('{}'),
      422,
      'invalid_request',
    ],
    [
      'a body that says it is compressed and is not',
      () =>
        anybody()
          .post('/v1/sessions')
          .set('content-type', 'application/json')
          .set('content-encoding', 'gzip')
          .send('{}'),
      422,
      'invalid_request',
    ],
    ['a path that is no UTF-8', () => anybody().get('/v1/items/%ff').set(local()), 422, 'invalid_request'],
    ['a path with U+0000', () => anybody().get('/v1/items/a%00b').set(local()), 422, 'invalid_request'],
    [
      'a field that a list does not have',
      () => anybody().get('/v1/items?colour=red').set(local()),
      422,
      'invalid_request',
    ],
    ['a page before the first', () => anybody().get('/v1/items?page=0').set(local()), 422, 'invalid_request'],
  ])('is refused when it is %s', async (_what, send, status, code) => {
    await refused(send(), status, code);
  });

  it('is refused when it is larger than 4 MB, with how to send it instead', async () => {
    const problem = await refused(
      anybody()
        .post('/v1/sessions')
        .send({ login: 'x'.repeat(4_200_000) }),
      413,
      'too_large',
    );
    expect(problem.detail).toContain('multipart/form-data');
  });

  it('is refused with every wrong field by name', async () => {
    const { call } = await service.as('agent');
    const problem = await refused(
      call('post', '/v1/calls').send({ agentId: '', context: { channel: 'pigeon' }, more: 1 }),
      422,
      'invalid_request',
    );
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(['body', 'body.agentId', 'body.context.channel']);
  });

  it('is refused when it holds characters that no database keeps, and where', async () => {
    const { call } = await service.as('agent');
    const { body } = await call('post', '/v1/calls').send({}).expect(201);
    for (const text of ['nothing\u0000here', 'half a pair \ud83d here']) {
      const said = call('post', `/v1/calls/${body.id}/utterances`).send({ role: 'customer', text });
      expect((await refused(said, 422, 'invalid_request')).errors).toMatchObject([{ path: 'body.text' }]);
    }
    await call('post', `/v1/calls/${body.id}/utterances`).send({ role: 'customer', text: 'whole 😀' }).expect(202);
  });
});

describe('If-Match', () => {
  it('must be sent, must be an ETag, and must be the newest; the refusal carries what is there now', async () => {
    const { curation } = service;
    const id = await curation.propose([nodeDraft('script', 'etag', 'Say', await curation.evidence())]);
    const { call } = await service.as('reviewer');
    const edit = () => call('patch', `/v1/proposals/${id}`).send({ title: 'Better' });
    await refused(edit(), 428, 'precondition_required');
    await refused(edit().set('if-match', 'newest'), 422, 'invalid_request');
    const first = await call('get', `/v1/proposals/${id}`).expect(200);
    expect(first.headers['etag']).toBe('"1"');
    const edited = await edit().set('if-match', '"1"').expect(200);
    expect(edited.headers['etag']).toBe('"2"');
    const late = await refused(edit().set('if-match', '"1"'), 412, 'etag_mismatch');
    expect(late.current).toMatchObject({ etag: 2 });
    await edit().set('if-match', 'W/"2"').expect(200);
  });
});

describe('Idempotency-Key', () => {
  const open = async (key: string, body: object) =>
    (await service.as('agent')).call('post', '/v1/calls').set('idempotency-key', key).send(body);

  it('gives a repeated request its first answer again, and does nothing a second time', async () => {
    const first = await open('k-1', { externalRef: 'once' });
    const second = await open('k-1', { externalRef: 'once' });
    expect([second.status, second.body]).toEqual([first.status, first.body]);
    expect(second.headers['idempotency-replayed']).toBe('true');
    const calls = await service.database.query("select 1 from calls where external_ref = 'once'");
    expect(calls.rowCount).toBe(1);
  });

  it('is refused for another request, and is not shared between people', async () => {
    await open('k-2', { externalRef: 'mine' });
    const other = await open('k-2', { externalRef: 'another' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
    const { call } = await service.as('annotator');
    const theirs = await call('post', '/v1/calls').set('idempotency-key', 'k-2').send({ externalRef: 'another' });
    expect([theirs.status, theirs.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('does the work once when two come at the same moment', async () => {
    const both = await Promise.all([open('k-3', { externalRef: 'race' }), open('k-3', { externalRef: 'race' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('idempotency_in_progress');
  });

  it('may be used again after a refusal, which changed nothing', async () => {
    const { call } = await service.as('reviewer');
    const retract = () =>
      call('post', '/v1/items/itm_none/versions/1/retract').set('idempotency-key', 'k-4').send({ reason: 'because' });
    await refused(retract(), 404, 'not_found');
    await refused(retract(), 404, 'not_found');
  });

  it('is free again when the request was cut off with its process', async () => {
    const { id } = await service.as('agent');
    await service.database.query(
      `insert into idempotency_keys (principal, key, request_hash, created_at) values ($1, 'k-5', 'x', now() - interval '6 minutes')`,
      [id],
    );
    expect((await open('k-5', {})).status).toBe(201);
  });
});

describe('every answer', () => {
  it('carries headers that keep a browser safe, and names itself', async () => {
    for (const path of ['/health/live', '/v1/nothing-here']) {
      const { headers } = await anybody().get(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).toContain("object-src 'none'");
      expect(headers['content-security-policy']).toContain("base-uri 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-request-id']).toMatch(/^req_/);
      expect(headers['x-powered-by']).toBeUndefined();
    }
  });

  it('with data is kept by no cache', async () => {
    const { call } = await service.as('reviewer');
    expect((await call('get', '/v1/proposals')).headers['cache-control']).toBe('no-store');
  });

  it('to a key that asks too often is a problem that says so, while other keys go on', async () => {
    const [greedy, modest] = [await service.keyFor('ingest'), await service.keyFor('ingest')];
    const get = (secret: string) => anybody().get('/v1/sources?perPage=1').set('authorization', `Bearer ${secret}`);
    for (let asked = 0; asked < 40; asked += 1) expect((await get(greedy)).status).toBe(200);
    await refused(get(greedy), 429, 'rate_limited');
    expect((await get(greedy)).headers['ratelimit']).toBeTruthy();
    await get(modest).expect(200);
  });
});

describe('what no database holds', () => {
  const script = (more: object): object => ({
    title: 'A change',
    parts: [
      {
        ...nodeDraft('script', 'unheld', 'Say', [{ kind: 'states', span: { segmentId: 's', start: 0, end: 2 } }]),
        ...more,
      },
    ],
  });
  const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
  const sendText = (test: Test, body: string) => test.set('content-type', 'application/json').send(body);
  const huge = 2_147_483_648;

  it('is refused however deep it is nested', async () => {
    await refused(sendText(anybody().post('/v1/sessions'), deep), 422, 'invalid_request');
    const annotator = await service.as('annotator');
    await refused(sendText(annotator.call('post', '/v1/proposals'), deep), 422, 'invalid_request');
  });

  it.each([
    [
      'the end of evidence',
      'post',
      '/v1/proposals',
      script({ evidence: [{ kind: 'states', span: { segmentId: 's', start: 0, end: huge } }] }),
      'body.parts.0.evidence.0.span.end',
    ],
    [
      'the year 10000',
      'post',
      '/v1/proposals',
      script({ validFrom: '9999-12-31T23:00:00-02:00' }),
      'body.parts.0.validFrom',
    ],
    ['the year 0', 'post', '/v1/proposals', script({ validTo: '0001-01-01T00:00:00+08:00' }), 'body.parts.0.validTo'],
    ['an ordinal', 'patch', '/v1/proposals/x', { parts: [{ ordinal: huge }] }, 'body.parts.0.ordinal'],
    [
      'a time of a call',
      'post',
      '/v1/calls/x/utterances',
      { role: 'customer', text: 'x', startMs: huge },
      'body.startMs',
    ],
    [
      'the end of an utterance',
      'post',
      '/v1/calls/x/utterances',
      { role: 'customer', text: 'x', endMs: huge },
      'body.endMs',
    ],
    ['a point in time', 'get', '/v1/items/x?asOf=0000-01-01T00:00:00Z', undefined, 'query.asOf'],
    ['when something was known', 'get', '/v1/items/x?knownAt=9999-12-31T23:59:59-00:01', undefined, 'query.knownAt'],
    ['a page of parts', 'get', '/v1/proposals/x/parts?page=9007199254740991', undefined, 'query.page'],
  ] as const)('is refused by its field: %s', async (_what, method, path, body, field) => {
    const annotator = await service.as('annotator');
    const problem = await refused(annotator.call(method, path).set('if-match', '1').send(body), 422, 'invalid_request');
    expect(problem.errors?.map((error) => error.path)).toEqual([field]);
  });

  it('is refused as the number of a version', async () => {
    const reviewer = await service.as('reviewer');
    const retract = reviewer.call('post', `/v1/items/x/versions/${huge}/retract`).send({ reason: 'wrong' });
    expect((await refused(retract, 422, 'invalid_request')).errors).toMatchObject([{ path: 'params.version' }]);
  });

  it('is refused as the content of a relation that is not one', async () => {
    const { curation } = service;
    const words = await curation.evidence();
    const [from, to] = [
      { kind: 'scenario', key: 'joined' },
      { kind: 'step', key: 'joined' },
    ] as const;
    const id = await curation.propose([
      nodeDraft('scenario', 'joined', 'A scenario', words),
      nodeDraft('step', 'joined', 'A step', words),
      edgeDraft('HAS_STEP', from, to, words),
    ]);
    const edit = (await service.as('reviewer')).call('patch', `/v1/proposals/${id}`).set('if-match', '1');
    await refused(edit.send({ parts: [{ ordinal: 2, content: { nonsense: 1 } }] }), 422, 'invalid_request');
  });
});
