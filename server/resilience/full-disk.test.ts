import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openPgliteDatabase } from '../adapters/pglite/pglite-database.ts';
import { manyCalls, type UploadFile, uploadOf } from '../testing/many-calls.ts';
import { type RunningServer, startRunningServer } from '../testing/running-server.ts';
import { missingCapability } from '../testing/services/test-services.ts';
import { type Person, signIn } from '../testing/signed-in.ts';
import { noSmallDisk, openSmallDisk, type SmallDisk } from '../testing/small-disk.ts';

const mebibyte = 1 << 20;
const soon = { timeout: 120_000, interval: 200 };
const patient = { timeout: 250_000 };
const password = 'correct horse battery';

const idSchema = z.object({ id: z.string() });
const listSchema = z.object({ items: z.array(idSchema) });
const proposalSchema = z.object({ id: z.string(), etag: z.number(), contentHash: z.string() });
const partsSchema = z.object({ items: z.array(z.object({ itemId: z.string() })) });
const reviewSchema = z.object({ published: z.object({ position: z.number() }) });
const stateSchema = z.object({ items: z.array(z.object({ version: z.number(), state: z.string() })) });
const linkSchema = z.object({ token: z.string() });
const problemSchema = z.object({ status: z.number(), code: z.string(), detail: z.string() });

interface Published {
  readonly itemId: string;
  readonly name: string;
  retracted: boolean;
}

const reason = noSmallDisk();
if (reason !== null)
  missingCapability('the embedded default on a full disk', `leave to mount a file system (${reason})`);

describe.skipIf(reason !== null)('the embedded default on a full disk', () => {
  let disk: SmallDisk;
  let server: RunningServer;
  let adminPassword = '';
  const published: Published[] = [];

  const start = () =>
    startRunningServer(
      { DATA_DIR: join(disk.directory, 'data'), SAMPLES: 'none', LOG_LEVEL: 'warn' },
      { compiled: true },
    );
  const person = (login: string): Promise<Person> =>
    signIn(server.url, login, login === 'admin' ? adminPassword : password);

  /** Adds somebody, who sets their password by the link as they would. */
  async function employ(admin: Person, user: { login: string; displayName: string; roles: readonly string[] }) {
    const { id } = idSchema.parse(await admin.post('/v1/users', user));
    const { token } = linkSchema.parse(await admin.post(`/v1/users/${id}/password-link`, {}));
    const answer = await fetch(`${server.url}/v1/password-links/redemption`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password }),
    });
    expect(answer.status).toBe(204);
  }

  beforeAll(async () => {
    disk = openSmallDisk(256 * mebibyte);
    server = await start();
    adminPassword = server.passwords.get('admin') ?? '';
    const admin = await person('admin');
    const roles = { expert: ['annotator', 'agent', 'operator'], reviewer: ['reviewer', 'compliance'] };
    for (const [login, held] of Object.entries(roles)) await employ(admin, { login, displayName: login, roles: held });
  }, 250_000);
  afterAll(async () => {
    await server?.kill();
    disk?.unmount();
  });

  /** Uploads as the console does; whatever is answered. */
  async function upload(files: readonly UploadFile[], collectionId: string): Promise<Response> {
    const { cookie, csrfToken } = await session('expert');
    return fetch(`${server.url}/v1/ingest-runs`, {
      method: 'POST',
      headers: { cookie, 'x-csrf-token': csrfToken },
      body: uploadOf(files, collectionId),
    });
  }
  const sessions = new Map<string, { cookie: string; csrfToken: string }>();
  async function session(login: string) {
    const known = sessions.get(login);
    if (known) return known;
    const answer = await fetch(`${server.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await answer.json());
    sessions.set(login, { cookie, csrfToken });
    return { cookie, csrfToken };
  }
  async function send(login: string, method: string, path: string, body?: unknown, headers: object = {}) {
    const { cookie, csrfToken } = await session(login);
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  }
  const expectDiskFull = (answer: { status: number; text: string }) => {
    expect(answer, answer.text).toMatchObject({ status: 507 });
    const problem = problemSchema.parse(JSON.parse(answer.text));
    expect(problem.code).toBe('disk_full');
    expect(problem.detail).toMatch(/free.* some space.*DATA_DIR.*send it again/);
  };

  let segmentId = '';
  async function evidence() {
    if (segmentId === '') {
      const text = '# 规程\n\n客户投诉时先道歉，再核实订单。\n';
      const run = await upload([{ name: 'procedures/first.md', text }], 'main');
      expect(run.status, await run.clone().text()).toBe(202);
      await ended(idSchema.parse(await run.json()).id);
      const sources = listSchema.parse(await (await person('expert')).get('/v1/sources?perPage=1'));
      const segments = listSchema.parse(
        await (await person('expert')).get(`/v1/sources/${sources.items[0]?.id}/segments?perPage=1`),
      );
      segmentId = segments.items[0]?.id ?? '';
    }
    return [{ kind: 'supports', span: { segmentId, start: 0, end: 1 } }];
  }
  const ended = async (runId: string) => {
    const expert = await person('expert');
    await vi.waitFor(async () => {
      const run = z.object({ status: z.string() }).parse(await expert.get(`/v1/ingest-runs/${runId}`));
      expect(run.status).toBe('succeeded');
    }, soon);
  };

  let count = 0;
  /** Proposes and approves; notes what was acknowledged. Returns the first answer that refuses, or null. */
  async function publish(): Promise<{ status: number; text: string } | null> {
    count += 1;
    const name = `琥珀规程${count}号`;
    const content = { name, say: `请按${name}办理` };
    const part = { sort: 'node', kind: 'script', key: name, content, evidence: await evidence(), confidence: 1 };
    const proposed = await send('expert', 'POST', '/v1/proposals', { title: name, rationale: '', parts: [part] });
    if (proposed.status >= 300) return proposed;
    const { id, etag, contentHash } = proposalSchema.parse(JSON.parse(proposed.text));
    const parts = partsSchema.parse(JSON.parse((await send('expert', 'GET', `/v1/proposals/${id}/parts`)).text));
    const command = { decision: 'approve', contentHash };
    const reviewed = await send('reviewer', 'POST', `/v1/proposals/${id}/reviews`, command, {
      'if-match': `"${etag}"`,
    });
    if (reviewed.status >= 300) return reviewed;
    reviewSchema.parse(JSON.parse(reviewed.text));
    published.push({ itemId: parts.items[0]?.itemId ?? '', name, retracted: false });
    return null;
  }
  async function retract(item: Published) {
    const answer = await send('reviewer', 'POST', `/v1/items/${item.itemId}/versions/1/retract`, { reason: 'over' });
    if (answer.status < 300) item.retracted = true;
    return answer;
  }

  async function expectAllThere(): Promise<void> {
    for (const { itemId, name, retracted } of published) {
      const { text } = await send('reviewer', 'GET', `/v1/items/${itemId}/versions`);
      expect(stateSchema.parse(JSON.parse(text)).items, name).toMatchObject([
        { version: 1, state: retracted ? 'retracted' : 'in_force' },
      ]);
    }
    const admin = await person('admin');
    expect(await admin.get('/v1/audit/verification')).toMatchObject({ ok: true, faults: [] });
    expect(await admin.get('/v1/graph/verification')).toMatchObject({ ok: true, faults: [] });
  }
  const first = (): Published => {
    const [item] = published;
    if (!item) throw new Error('nothing was published');
    return item;
  };

  it('refuses what it cannot store, says what to do, and goes on reading', patient, async () => {
    for (let index = 0; index < 3; index += 1) expect(await publish()).toBeNull();
    disk.fill();
    const before = published.length;
    expectDiskFull((await publish()) ?? { status: 0, text: 'published' });
    expectDiskFull(await retract(first()));
    expectDiskFull(await send('expert', 'POST', '/v1/calls', {}));
    // A card that cannot be put down as shown is not shown.
    expectDiskFull(await send('expert', 'POST', '/v1/guidance', { question: first().name }));
    const refused = await upload(manyCalls(2, 50), 'refused');
    expectDiskFull({ status: refused.status, text: await refused.text() });
    expect(published).toHaveLength(before);
    for (const path of ['/v1/proposals', '/v1/items', `/v1/items/${first().itemId}/versions`, '/v1/sources'])
      expect(await send('expert', 'GET', path), path).toMatchObject({ status: 200 });
    const ready = await fetch(`${server.url}/health/ready`);
    expect(ready.status, `${await ready.text()}\n${server.output()}`).toBe(200);
  });

  it(
    'works again without a restart once there is space, with nothing lost and nothing half applied',
    patient,
    async () => {
      disk.empty();
      await expectAllThere();
      expect(await retract(first())).toMatchObject({ status: 201 });
      expect(await publish()).toBeNull();
      const last = published.at(-1);
      await vi.waitFor(async () => {
        const { text } = await send('expert', 'POST', '/v1/guidance', { question: last?.name });
        expect(text).toContain(last?.itemId);
      }, soon);
      await expectAllThere();
    },
  );

  it(
    'survives being filled up in the middle of decisions and of an ingest, and finishes the ingest',
    patient,
    async () => {
      const accepted = await upload(manyCalls(3, 120), 'filling');
      expect(accepted.status, await accepted.clone().text()).toBe(202);
      const deciding = (async () => {
        for (;;) {
          const refused = await publish();
          if (refused) return refused;
        }
      })();
      await vi.waitFor(() => expect(published.length).toBeGreaterThan(8), soon);
      disk.fill();
      expectDiskFull(await deciding);
      const { items } = z
        .object({ items: z.array(z.object({ id: z.string() })) })
        .parse(JSON.parse((await send('expert', 'GET', '/v1/ingest-runs')).text));
      expect(items.length).toBe(2);
      disk.empty();
      expect(await publish()).toBeNull();
      await ended(idSchema.parse(await accepted.json()).id);
      await expectAllThere();
    },
  );

  it(
    'is killed while it is full: it refuses to start until there is space, and then nothing is missing',
    patient,
    async () => {
      disk.fill();
      expectDiskFull((await publish()) ?? { status: 0, text: 'published' });
      await server.kill();
      const refusal = await start().then(
        () => 'it started',
        (error: unknown) => String(error),
      );
      expect(refusal).toMatch(/full|no space/i);
      disk.empty();
      server = await start();
      await expectAllThere();
      expect(await publish()).toBeNull();
      expect(await server.stop()).toBe(0);
      server = await start();
      await expectAllThere();
    },
  );

  it('comes back by itself when even its log found no room', patient, async () => {
    await server.stop();
    const directory = join(disk.directory, 'bare');
    const database = await openPgliteDatabase({ directory });
    try {
      await database.query('create table kept (id int primary key)');
      await database.query('insert into kept values (1)');
      const torn = database.transaction(async (tx) => {
        await tx.query('insert into kept values (2)');
        disk.fill();
        // Fills the segment of the log that is there, until it needs the next one.
        for (;;) await tx.query("select pg_logical_emit_message(true, 'test', repeat('x', 100000))");
      });
      await expect(torn).rejects.toMatchObject({ code: '53100' });
      await expect(database.query('select id from kept')).rejects.toMatchObject({ code: '53100' });
      disk.empty();
      expect((await database.query('select id from kept')).rows).toEqual([{ id: 1 }]);
      await database.query('insert into kept values (3)');
    } finally {
      disk.empty();
      await database.close();
    }
    expect(readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()).toBe('18');
  });
});
