import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestProvider, type TestProvider } from '../../testing/open-id-provider.ts';
import { type SignedIn, startTestService, type TestService, testPassword } from '../../testing/test-service.ts';
import { createPasswordRules } from './password-rules.ts';
import { createSignInDelays } from './sign-in-delays.ts';

const publicUrl = 'http://127.0.0.1:4321/';
const mei = { id: 'mei-1', login: 'Mei', name: '梅 Mei', roles: ['cs-experts', 'coffee'] };
const goodPassword = 'seven purple umbrellas';

let service: TestService;
let provider: TestProvider;
beforeAll(async () => {
  provider = await startTestProvider(publicUrl, mei);
  service = await startTestService({
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_ROLES: 'cs-experts=reviewer,cs-agents=agent',
  });
});
afterAll(async () => {
  await service?.close();
  await provider?.stop();
});

const anybody = () => request(service.app);
const cookieNamed = (answer: { headers: Record<string, unknown> }, name: string) =>
  [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((text) => String(text).split(';')[0] ?? '')
    .find((pair) => pair.startsWith(`${name}=`)) ?? '';
const audited = async (action: string, subject: string) =>
  (await service.database.query('select from audit_log where action = $1 and subject = $2', [action, subject]))
    .rowCount;
const signIn = (login: string, password: string, agent = 'a browser') =>
  anybody().post('/v1/sessions').set('user-agent', agent).send({ login, password });
/** As somebody who signed in by password a moment ago. */
async function person(login: string): Promise<SignedIn> {
  const user = (await service.access.listUsers()).find((one) => one.login === login);
  const from = { address: '127.0.0.1', device: 'a browser', replaces: undefined };
  const opening = { method: 'password', from, authenticatedAt: null, idToken: null, passwordHash: null } as const;
  const { sessions } = service.access;
  const opened = await service.database.transaction((tx) => sessions.open(tx, { ...opening, userId: user?.id ?? '' }));
  const cookie = `coach_session=${opened?.token}`;
  const csrf = opened?.csrfToken ?? '';
  const call: SignedIn['call'] = (method, path) =>
    request(service.app)[method](path).set('cookie', cookie).set('x-csrf-token', csrf);
  return { id: user?.id ?? '', cookie, csrf, call };
}
const ofSession = ({ cookie }: SignedIn) =>
  `token_hash = encode(sha256(convert_to('${cookie.slice('coach_session='.length)}', 'UTF8')), 'hex')`;

describe('passwords', () => {
  const rules = createPasswordRules(['Riverside Bank', 'agent', 'coach']);
  const refuses = (password: string) => {
    try {
      rules.refuseGuessable(password, ['mei.chen', 'Mei Chen']);
      return false;
    } catch {
      return true;
    }
  };

  it('are refused when they are tried first: common ones, with digits around or letters swapped, twice, in rows', () => {
    const guessed = [
      'qwerty123456',
      'Password12345',
      '!!p4ssw0rd1234!!',
      'dragonmonkey',
      'abcabcabcabc',
      'aaaaaaaaaaaa',
    ];
    const runs = ['abcdefghijkl', '123456789012', 'qwertyuiopasdf'];
    const own = ['RiversideBank1', 'meichen-2024!', 'Agent.Coach.12'];
    expect([...guessed, ...runs, ...own].filter((password) => !refuses(password))).toEqual([]);
  });

  it('are taken whatever they are made of: words, another script, one case only', () => {
    const good = [goodPassword, testPassword, '正确的马电池订书钉与河流', 'xk2v9mwpqzrtb', 'UMBRELLA-KAYAK-TORTOISE'];
    expect(good.filter(refuses)).toEqual([]);
  });
});

describe('a new person', () => {
  it('sets a password that nobody else knows, by a link that counts once, and can then sign in', async () => {
    const admin = await service.as('admin');
    const { body: user } = await admin
      .call('post', '/v1/users')
      .send({ login: 'Lin', displayName: 'Lin', roles: ['agent'] })
      .expect(201);
    expect(user).toMatchObject({ login: 'lin', hasPassword: false, lastSignInAt: null, issuer: null });
    const earlier = await admin.call('post', `/v1/users/${user.id}/password-link`).expect(201);
    const link = await admin.call('post', `/v1/users/${user.id}/password-link`).expect(201);
    const redeem = (token: string, password: string) =>
      anybody().post('/v1/password-links/redemption').send({ token, password });
    await redeem(earlier.body.token, goodPassword).expect(404);
    expect((await redeem(link.body.token, 'password1234').expect(422)).body.code).toBe('weak_password');
    await redeem(link.body.token, goodPassword).expect(204);
    await redeem(link.body.token, goodPassword).expect(404);
    await signIn('lin', goodPassword).expect(201);
    const { body: seen } = await admin.call('get', `/v1/users/${user.id}`).expect(200);
    expect(seen.hasPassword).toBe(true);
    expect(Date.parse(seen.lastSignInAt)).toBeGreaterThan(Date.parse(user.createdAt));
    expect(await audited('user.password_link', user.id)).toBe(2);
    expect(await audited('user.password', user.id)).toBe(1);
  });

  it('gets no link once disabled, and none that runs out late', async () => {
    const admin = await service.as('admin');
    const { body } = await admin
      .call('post', '/v1/users')
      .send({ login: 'late', displayName: 'Late', roles: ['agent'] })
      .expect(201);
    const link = await admin.call('post', `/v1/users/${body.id}/password-link`).expect(201);
    await service.database.query("update password_links set expires_at = now() - interval '1 second'");
    await anybody()
      .post('/v1/password-links/redemption')
      .send({ token: link.body.token, password: goodPassword })
      .expect(404);
    await admin.call('patch', `/v1/users/${body.id}`).send({ disabled: true }).expect(200);
    await admin.call('post', `/v1/users/${body.id}/password-link`).expect(409);
  });
});

describe('a session', () => {
  it('takes the place of the one that the browser had', async () => {
    const old = await person('product');
    const answer = await signIn('product', testPassword).set('cookie', old.cookie).expect(201);
    expect(cookieNamed(answer, 'coach_session')).not.toBe(old.cookie);
    await old.call('get', '/v1/sessions/current').expect(401);
  });

  it('ends when nothing was asked for half an hour, and after half a day whatever was asked', async () => {
    const idle = await person('annotator');
    await service.database.query(
      `update sessions set last_seen_at = now() - interval '29 minutes' where ${ofSession(idle)}`,
    );
    await idle.call('get', '/v1/sessions/current').expect(200);
    await service.database.query(
      `update sessions set last_seen_at = now() - interval '31 minutes' where ${ofSession(idle)}`,
    );
    await idle.call('get', '/v1/sessions/current').expect(401);
    const old = await person('annotator');
    await service.database.query(`update sessions set expires_at = now() where ${ofSession(old)}`);
    await old.call('get', '/v1/sessions/current').expect(401);
  });

  it('is shown to its owner with device and address, and ended there or by an administrator', async () => {
    const phone = await person('supervisor');
    const desk = await person('supervisor');
    const { body } = await desk.call('get', '/v1/own-sessions').expect(200);
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).toMatchObject({ current: true, device: 'a browser', method: 'password' });
    expect(body.items[0].address).toContain('127.0.0.1');
    expect(JSON.stringify(body)).not.toContain(desk.cookie.slice('coach_session='.length));
    await desk.call('delete', `/v1/own-sessions/${body.items[1].id}`).expect(204);
    await phone.call('get', '/v1/sessions/current').expect(401);
    await person('supervisor');
    expect((await desk.call('post', '/v1/own-sessions/end-others').expect(200)).body).toEqual({ ended: 1 });
    const admin = await service.as('admin');
    await admin.call('delete', `/v1/users/${phone.id}/sessions/${body.items[1].id}`).expect(404);
    expect((await admin.call('get', `/v1/users/${phone.id}/sessions`).expect(200)).body.total).toBe(1);
    await admin.call('delete', `/v1/users/${phone.id}/sessions`).expect(200);
    await desk.call('get', '/v1/sessions/current').expect(401);
    expect(await audited('session.revoke', phone.id)).toBe(3);
  });

  it('that nobody proved lately does nothing sensitive until its owner gives the password again', async () => {
    const admin = await person('admin');
    await service.database.query(
      `update sessions set authenticated_at = now() - interval '16 minutes' where ${ofSession(admin)}`,
    );
    const create = (by: SignedIn, csrf = by.csrf) =>
      by
        .call('post', '/v1/api-keys')
        .set('x-csrf-token', csrf)
        .send({ name: 'a key', scopes: ['guidance'] });
    expect((await create(admin).expect(403)).body.code).toBe('confirmation_required');
    await admin.call('get', '/v1/users').expect(200);
    const confirm = (password: string) => admin.call('post', '/v1/sessions/current/confirmation').send({ password });
    await confirm('not the password').expect(401);
    const confirmed = await confirm(testPassword).expect(200);
    const cookie = cookieNamed(confirmed, 'coach_session');
    await admin.call('get', '/v1/sessions/current').expect(401);
    const answer = await anybody()
      .post('/v1/api-keys')
      .set('cookie', cookie)
      .set('x-csrf-token', confirmed.body.csrfToken)
      .send({ name: 'a key', scopes: ['guidance'] })
      .expect(201);
    await anybody().get('/v1/sources').set('authorization', `Bearer ${answer.body.secret}`).expect(403);
    const keys = (await service.access.listApiKeys()).filter(({ name }) => name === 'a key');
    expect(keys.map(({ lastUsedAt }) => lastUsedAt instanceof Date)).toEqual([true]);
  });

  it('keeps to the password that was checked: another one ends the others, and a weak one is refused', async () => {
    const [own, other] = [await person('compliance'), await person('compliance')];
    const change = (current: string, next: string) =>
      own.call('put', '/v1/sessions/current/password').send({ current, next });
    await change('not the password', goodPassword).expect(401);
    await change(testPassword, 'too short').expect(422);
    expect((await change(testPassword, 'compliance123').expect(422)).body.code).toBe('weak_password');
    await change(testPassword, goodPassword).expect(204);
    await own.call('get', '/v1/sessions/current').expect(200);
    await other.call('get', '/v1/sessions/current').expect(401);
  });

  it('remembers the language that its owner chose', async () => {
    const own = await person('operator');
    await own.call('put', '/v1/sessions/current/language').send({ language: 'zh-Hant' }).expect(204);
    expect((await own.call('get', '/v1/sessions/current').expect(200)).body.user.language).toBe('zh-Hant');
  });
});

describe('guessing', () => {
  const address = '10.0.0.1';
  beforeEach(() => service.database.query('delete from sign_in_failures'));
  const begin = (login: string, from = address) =>
    createSignInDelays(service.database)
      .begin(login, from)
      .then(
        () => 0,
        (error: { details: { retryAfterSeconds?: number } }) => error.details.retryAfterSeconds,
      );
  const set = (failures: number, agoSeconds: number, kind = 'pair') =>
    service.database.query(
      `update sign_in_failures set last_failed_at = clock_timestamp() - make_interval(secs => $2),
              failures = case when subject like $3 then $1 else failures end`,
      [failures, agoSeconds, `${kind}:%`],
    );
  const counted = async () =>
    (
      await service.database.query<{ failures: number }>('select failures from sign_in_failures order by failures')
    ).rows.map(({ failures }) => failures);

  it('is free a few times, then waits twice as long after each failure, up to a quarter of an hour', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect(await begin('agent')).toBe(0);
    await set(11, 0);
    const wait = (await begin('agent')) ?? 0;
    expect(wait > 32 && wait <= 64).toBe(true);
    await set(11, 64);
    expect(await begin('agent')).toBe(0);
    const twice = (await begin('agent')) ?? 0;
    expect(twice > 64 && twice <= 128).toBe(true);
    await set(1_000, 0);
    const most = (await begin('agent')) ?? 0;
    expect(most > 800 && most <= 900).toBe(true);
    await set(1_000, 900);
    expect(await begin('agent')).toBe(0);
    await set(1_000, 24 * 3_600 + 1);
    expect(await begin('agent')).toBe(0);
    expect(await counted()).toEqual([1, 1, 1]);
  });

  it('from many addresses holds its owner up for a minute, and is forgotten when they get in', async () => {
    for (let tries = 0; tries < 20; tries += 1) await begin('agent', `10.1.0.${tries}`);
    await set(1_000, 0, 'login');
    const wait = (await begin('agent', '10.2.0.1')) ?? 0;
    expect(wait > 30 && wait <= 60).toBe(true);
    await set(1_000, 61, 'login');
    expect(await begin('agent', '10.2.0.1')).toBe(0);
    await createSignInDelays(service.database).succeeded('agent', '10.2.0.1');
    await service.database.query(
      "delete from sign_in_failures where subject like 'address:%' or subject like 'pair:%'",
    );
    expect(await counted()).toEqual([]);
  });

  it('at once tries no more passwords than one after the other, and is told when to come back', async () => {
    await begin('agent');
    await set(40, 0);
    const all = await Promise.all(Array.from({ length: 12 }, () => begin('agent')));
    expect(all.every((wait) => (wait ?? 0) > 0)).toBe(true);
    const answer = await signIn('reviewer', 'wrong').expect(401);
    expect(answer.headers['retry-after']).toBeUndefined();
    await set(40, 0, 'pair');
    const refused = await signIn('reviewer', testPassword).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.code).toBe('rate_limited');
    await service.database.query('delete from sign_in_failures');
  });
});

describe('the identity provider', () => {
  beforeEach(() => {
    provider.account = mei;
    provider.forgery = null;
  });
  async function begin(anew = false) {
    const begun = await anybody().post('/v1/provider-sign-ins').send({ anew }).expect(201);
    return { url: String(begun.body.url), cookie: cookieNamed(begun, 'coach_provider') };
  }
  const complete = (cookie: string, at: URL) =>
    anybody()
      .post('/v1/provider-sign-ins/completion')
      .set('cookie', cookie)
      .send({ answer: Object.fromEntries(at.searchParams) });
  async function signInThere() {
    const { url, cookie } = await begin();
    return complete(cookie, await provider.visit(url));
  }

  it('is offered beside the password, and asked for a code with PKCE, state and nonce', async () => {
    const { body } = await anybody().get('/v1/sign-in-options').expect(200);
    expect(body).toEqual({ password: true, provider: true });
    const { searchParams } = new URL((await begin()).url);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: publicUrl,
      state: expect.stringMatching(/.{43}/),
      nonce: expect.stringMatching(/.{43}/),
    });
  });

  it('has people added when they first come, with the roles that it tells, which change when it says so', async () => {
    const first = (await signInThere()).body;
    expect(first.user).toMatchObject({ login: 'mei', displayName: '梅 Mei', roles: ['reviewer'] });
    provider.account = { ...mei, name: 'Mei Chen', roles: ['cs-agents', 'cs-experts'] };
    const second = (await signInThere()).body;
    expect(second.user).toMatchObject({ id: first.user.id, displayName: 'Mei Chen', roles: ['agent', 'reviewer'] });
    expect(await audited('user.roles', first.user.id)).toBe(1);
    const admin = await person('admin');
    await admin.call('post', `/v1/users/${first.user.id}/password-link`).expect(409);
    await admin
      .call('patch', `/v1/users/${first.user.id}`)
      .send({ roles: ['admin'] })
      .expect(409);
  });

  it('takes nobody over who has that login here already', async () => {
    provider.account = { id: 'other', login: 'admin', name: 'Not the admin', roles: ['cs-agents'] };
    const { user } = (await signInThere()).body;
    expect(user).toMatchObject({ login: `admin@${new URL(provider.issuer).host}`, roles: ['agent'] });
  });

  it('lets nobody in without a role of ours, and adds nobody', async () => {
    provider.account = { id: 'guest', login: 'guest', name: 'Guest', roles: ['coffee', 'admin'] };
    expect((await signInThere()).body.code).toBe('no_role');
    const guests = await service.database.query("select from users where subject = 'guest'");
    expect(guests.rowCount).toBe(0);
  });

  const hour = 3_600;
  const now = () => Math.floor(Date.now() / 1_000);
  it.each([
    ['another nonce', (claims: object) => ({ ...claims, nonce: 'another' })],
    ['a token that has run out', (claims: object) => ({ ...claims, iat: now() - 2 * hour, exp: now() - hour })],
    ['a token for somebody else', (claims: object) => ({ ...claims, aud: 'another-client' })],
    ['another issuer', (claims: object) => ({ ...claims, iss: 'https://elsewhere.example' })],
  ])('is refused with %s, and what it says is told to nobody', async (_what, forgery) => {
    provider.forgery = forgery;
    const answer = await signInThere();
    expect([answer.status, answer.body.code]).toEqual([401, 'provider_refused']);
    expect(answer.body.detail).not.toMatch(/nonce|aud|exp|iss/i);
    expect(cookieNamed(answer, 'coach_session')).toBe('');
  });

  it('may be half a minute ahead or behind', async () => {
    provider.forgery = (claims) => ({ ...claims, iat: now() + 20, exp: now() - 20 });
    expect((await signInThere()).status).toBe(201);
  });

  it('is refused with an answer that another browser began, that was used, or that is not its own', async () => {
    const [own, other] = [await begin(), await begin()];
    const at = await provider.visit(own.url);
    expect((await complete('', at)).status).toBe(401);
    expect((await complete(other.cookie, at)).body.code).toBe('provider_refused');
    expect((await complete(own.cookie, at)).status).toBe(201);
    expect((await complete(own.cookie, at)).body.code).toBe('provider_refused');
    const late = await begin();
    const wrong = await provider.visit(late.url);
    wrong.searchParams.set('state', 'another');
    expect((await complete(late.cookie, wrong)).body.code).toBe('provider_refused');
  });

  it('is where such a session ends too, and where it proves again who is there', async () => {
    const answer = await signInThere();
    const cookie = cookieNamed(answer, 'coach_session');
    const call = (method: 'post' | 'delete', path: string) =>
      request(service.app)[method](path).set('cookie', cookie).set('x-csrf-token', answer.body.csrfToken);
    await call('post', '/v1/sessions/current/confirmation').send({ password: 'none' }).expect(409);
    const anew = await begin(true);
    expect(new URL(anew.url).searchParams.get('prompt')).toBe('login');
    const confirmed = await complete(anew.cookie, await provider.visit(anew.url)).expect(201);
    const { rows } = await service.database.query<{ fresh: boolean }>(
      `select authenticated_at > now() - interval '1 minute' as fresh from sessions where method = 'provider' order by created_at desc limit 1`,
    );
    expect(rows).toEqual([{ fresh: true }]);
    expect(confirmed.body.method).toBe('provider');
    const { body } = await call('delete', '/v1/sessions/current').expect(200);
    const goOn = new URL(body.continueAt);
    expect(goOn.origin).toBe(provider.issuer);
    expect(Object.fromEntries(goOn.searchParams)).toMatchObject({
      post_logout_redirect_uri: publicUrl,
      id_token_hint: expect.stringContaining('.'),
    });
    expect((await fetch(goOn)).status).toBe(200);
  });

  it('may change its keys at any time', async () => {
    expect((await signInThere()).status).toBe(201);
    provider.rotateKeys();
    expect((await signInThere()).status).toBe(201);
  });
});
