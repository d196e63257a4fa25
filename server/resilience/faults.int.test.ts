import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CallScreen, openCallScreen } from '../testing/call-screen.ts';
import { contentDigest } from '../testing/content-digest.ts';
import { type FaultInstallation, startFaultInstallation } from '../testing/fault-installation.ts';
import { manyCalls } from '../testing/many-calls.ts';
import type { RunningServer } from '../testing/running-server.ts';
import { describeWithOwn } from '../testing/services/launchable.ts';
import { startSpeaking } from '../testing/steady-speaker.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });
const patiently = { timeout: 120_000, interval: 50 };
const calls = manyCalls(4, 150);

/** What an ingest writes, and what it locks, in one statement. */
const longIngest = `
  with run as (
    insert into ingest_runs (id, collection_id, status, started_by, label) values ('long', 'main', 'running', 'test', 'long') returning id
  ), source as (
    insert into sources (id, collection_id, type, key, title)
    select 'long-' || n, 'main', 'document', 'long-' || n, 'long' from generate_series(1, 500) n returning id
  ), revision as (
    insert into source_revisions (id, source_id, revision, content_hash, run_id)
    select source.id || '-1', source.id, 1, 'x', run.id from source, run returning id
  ), segment as (
    insert into segments (id, revision_id, ordinal, kind, locator, text) select id || '-0', id, 0, 'section', '1', 'words' from revision returning id
  )
  insert into proposals (id, collection_id, type, title, origin, status, governance, proposed_by, content_hash, parts_count)
  select id, 'main', 'item', 'long', 'import', 'in_review', 'one_review', 'test', 'x', 0 from segment`;

describeWithOwn(['postgres', 'redis'], 'nothing acknowledged is lost', () => {
  let installation: FaultInstallation;
  let other: RunningServer;
  let workers: RunningServer[];
  let undisturbed: Promise<string>;

  beforeAll(async () => {
    installation = await startFaultInstallation({ neo4j: false });
    const { cluster } = installation;
    [other, ...workers] = await Promise.all([cluster.start('web'), cluster.start('worker'), cluster.start('worker')]);
    undisturbed = installation.ingest(installation.web.url, calls, 'undisturbed').then(digestOf);
  });
  afterAll(() => installation.close());

  const progressOf = async (run: string) => {
    const found = await installation.database.query<{ status: string; reading: number; read: number; mined: boolean }>(
      `select r.status, r.reading_done_at is not null as mined,
              (select count(*)::int from ingest_run_files f where f.run_id = r.id and f.status = 'pending' and f.records > 0) as reading,
              (select count(*)::int from ingest_run_files f where f.run_id = r.id and f.status <> 'pending') as read
         from ingest_runs r where r.id = $1`,
      [run],
    );
    return found.rows[0] ?? { status: 'none', reading: 0, read: 0, mined: false };
  };
  const until = (run: string, holds: (progress: Awaited<ReturnType<typeof progressOf>>) => boolean) =>
    vi.waitFor(async () => expect(await progressOf(run)).toSatisfy(holds), patiently);
  const digestOf = async (run: string): Promise<string> => {
    await until(run, ({ status }) => status !== 'queued' && status !== 'running');
    expect(await progressOf(run)).toMatchObject({ status: 'succeeded', read: calls.length });
    const found = await installation.database.query<{ collection_id: string }>(
      'select collection_id from ingest_runs where id = $1',
      [run],
    );
    return contentDigest(installation.database, found.rows[0]?.collection_id ?? '');
  };
  const expectAllVerified = async (): Promise<void> => {
    const { staff, ledger } = installation;
    await ledger.expectNothingLost();
    for (const { url } of [installation.web, other]) {
      expect(await staff.expert.get(url, '/v1/audit/verification')).toMatchObject({ ok: true, faults: [] });
      expect(await staff.expert.get(url, '/v1/graph/verification')).toMatchObject({ ok: true, faults: [] });
    }
  };
  const standing = async ({ url }: RunningServer): Promise<unknown> => (await fetch(`${url}/health/ready`)).json();
  /** What this process itself knows, from its own memory. */
  const inForceAt = async (url: string, itemId: string): Promise<boolean> => {
    const answer = await installation.staff.expert.send(url, `/v1/graph/neighbourhood?itemId=${itemId}`);
    if (answer.status === 404) return false;
    return ((await answer.json()) as { nodes: { id: string }[] }).nodes.some(({ id }) => id === itemId);
  };
  const cited = async (url: string, question: string): Promise<string> => {
    const answer = await installation.staff.expert.send(url, '/v1/guidance', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question, details: 10 }),
    });
    expect(answer.status).toBe(200);
    return answer.text();
  };

  it('a web process gets kill -9 right after it acknowledged decisions', async () => {
    const { cluster, ledger, web } = installation;
    const rounds = 5;
    let next = cluster.start('web');
    for (let round = 0; round < rounds; round += 1) {
      const doomed = await next;
      if (round + 1 < rounds) next = cluster.start('web');
      const asked = [1, 2, 3, 4].map(() => ledger.approve(doomed.url));
      await Promise.any(asked);
      await doomed.kill();
      await Promise.allSettled(asked);
    }
    await ledger.expectNothingLost();
    const acknowledged = ledger.entries.filter(({ published }) => published !== null);
    expect(acknowledged.length).toBeGreaterThanOrEqual(rounds);
    // The other process hears of the last ones at its own pace: who would have told it was killed.
    for (const { itemId } of acknowledged)
      await vi.waitFor(async () => expect(await inForceAt(web.url, itemId)).toBe(true), patiently);
    await expectAllVerified();
  });

  it('workers get kill -9 while one reads and one mines; others end both runs with the same results', async () => {
    const { cluster, web } = installation;
    const wanted = await undisturbed;
    const mined = await installation.ingest(web.url, calls, 'killed-mining');
    const read = await installation.ingest(web.url, calls, 'killed-reading');
    await until(mined, (progress) => progress.mined && progress.status === 'running');
    await until(read, ({ reading }) => reading > 0);
    await Promise.all(workers.map((worker) => worker.kill()));
    expect(await progressOf(mined)).toMatchObject({ status: 'running', mined: true });
    expect(await progressOf(read)).toMatchObject({ status: 'running', mined: false });
    workers = await Promise.all([cluster.start('worker'), cluster.start('worker')]);
    expect(await digestOf(mined)).toBe(wanted);
    expect(await digestOf(read)).toBe(wanted);
  });

  it('Redis gets kill -9 and all its data is gone, while an ingest runs and decisions are made', async () => {
    const { redis, ledger, web } = installation;
    const deciding = ledger.keepDeciding([web.url, other.url]);
    // Two of its files are read, and two wait.
    const runs = [await installation.ingest(web.url, calls, 'lost-redis-1')];
    await vi.waitFor(
      async () => expect(await progressOf(runs[0] ?? '')).toMatchObject({ mined: false, reading: expect.any(Number) }),
      patiently,
    );
    await redis.kill();
    await redis.wipe();
    runs.push(await installation.ingest(other.url, calls, 'lost-redis-2'));
    await redis.restart();
    for (const run of runs) expect(await digestOf(run)).toBe(await undisturbed);
    const { acknowledged, failed } = await deciding.stop();
    expect(acknowledged).toBeGreaterThan(10);
    expect(failed).toBe(0);
    await expectAllVerified();
  });

  it('PostgreSQL gets kill -9 under load and is back; nobody has to restart anything', async () => {
    const { postgres, ledger, web, staff, database } = installation;
    const screen = await openCallScreen(staff.expert, other.url);
    const speaker = startSpeaking(staff.expert, [web.url, other.url], screen.callId, (n) => `第${n}次问：怎么办理？`);
    const deciding = ledger.keepDeciding([web.url, other.url]);
    const run = await installation.ingest(web.url, calls, 'killed-postgres');
    await until(run, ({ reading, mined }) => reading > 0 && !mined);
    await postgres.kill();
    const processes = [web, other, ...workers];
    await vi.waitFor(async () => {
      for (const { url } of processes) expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    }, patiently);
    const before = { decided: ledger.entries.length, said: speaker.acknowledged.length };
    // Longer than the tries of a job take that fails by itself.
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await postgres.restart();
    for (const each of processes)
      await vi.waitFor(async () => expect(await standing(each)).toMatchObject({ status: 'ready' }), patiently);
    await vi.waitFor(() => {
      expect(ledger.entries.length).toBeGreaterThan(before.decided + 5);
      expect(speaker.acknowledged.length).toBeGreaterThan(before.said + 5);
    }, patiently);
    await speaker.stop();
    await deciding.stop();
    expect(speaker.refusals.filter((status) => status !== 503)).toEqual([]);
    const stored = await database.query<{ client_id: string }>(
      'select client_id from call_utterances where call_id = $1 order by seq',
      [screen.callId],
    );
    expect(stored.rows.map(({ client_id: id }) => id)).toEqual(speaker.acknowledged);
    const events = await database.query<{ seq: number }>(
      'select seq::int as seq from call_events where call_id = $1 order by seq',
      [screen.callId],
    );
    await vi.waitFor(
      () => expect(screen.events.flatMap(({ id }) => id ?? [])).toEqual(events.rows.map(({ seq }) => seq)),
      patiently,
    );
    expect(screen.isWhole()).toBe(true);
    await screen.close();
    expect(await digestOf(run)).toBe(await undisturbed);
    await expectAllVerified();
  });

  it('a job that always fails is set aside and shown while others go on, and is done when it is mended and replayed', async () => {
    const { database, staff, web } = installation;
    const planted = await database.query<{ id: number }>(
      `insert into outbox (queue, payload) values ('ingest', '{"runId": 17}') returning id::int as id`,
    );
    const id = planted.rows[0]?.id ?? 0;
    const small = await installation.ingest(web.url, manyCalls(1, 20), 'beside-poison');
    await until(small, ({ status }) => status === 'succeeded');
    const listed = (status: string) => staff.expert.get(web.url, `/v1/jobs?status=${status}&queue=ingest&perPage=500`);
    await vi.waitFor(
      async () =>
        expect(await listed('set_aside')).toMatchObject({
          total: 1,
          items: [{ id, attempts: 4, error: expect.stringContaining('runId') }],
        }),
      patiently,
    );
    const metric = async () => /^jobs_set_aside (\d+)$/m.exec(await (await fetch(`${web.url}/metrics`)).text())?.[1];
    await vi.waitFor(async () => expect(await metric()).toBe('1'), patiently);
    await database.query(`update outbox set payload = jsonb_build_object('runId', $2::text) where id = $1`, [
      id,
      small,
    ]);
    expect(await staff.expert.post(web.url, `/v1/jobs/${id}/replay`)).toMatchObject({ id, status: 'waiting' });
    await vi.waitFor(
      async () =>
        expect(await listed('done')).toMatchObject({
          items: expect.arrayContaining([expect.objectContaining({ id, replays: 1, error: null })]),
        }),
      patiently,
    );
    expect(await listed('set_aside')).toMatchObject({ total: 0 });
  });

  it('a decision that a process cannot read is set aside there, what it is about is withheld, and the rest goes on', async () => {
    const { database, staff, web, ledger } = installation;
    await database.script(`
      create function poison() returns trigger language plpgsql as
        'begin new.conditions = ''{"product": 17}''; return new; end';
      create trigger poison before insert on item_versions for each row when (new.label = 'poisonous mushrooms') execute function poison()`);
    const poisoned = await ledger.approve(web.url, 'poisonous mushrooms');
    const later = await ledger.approve(web.url);
    for (const { url } of [web, other])
      await vi.waitFor(async () => expect(await inForceAt(url, later.itemId)).toBe(true), patiently);
    const position = poisoned.published ?? 0;
    for (const { url } of [web, other]) {
      expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
        status: 'ready',
        setAside: [position],
      });
      expect(await inForceAt(url, poisoned.itemId)).toBe(false);
      expect(await cited(url, poisoned.name)).not.toContain(poisoned.itemId);
    }
    const listed = async () =>
      (await staff.expert.get(web.url, '/v1/set-aside-decisions')) as {
        items: { projection: string; position: number }[];
      };
    await vi.waitFor(async () => expect((await listed()).items).toMatchObject([{ position }, { position }]), patiently);
    const metric = async () =>
      /^decisions_set_aside (\d+)$/m.exec(await (await fetch(`${web.url}/metrics`)).text())?.[1];
    await vi.waitFor(async () => expect(await metric()).toBe('2'), patiently);
    await database.script(`drop trigger poison on item_versions; drop function poison`);
    await database.query(`update item_versions set conditions = '{}' where item_id = $1`, [poisoned.itemId]);
    for (const { projection } of (await listed()).items) {
      const path = `/v1/set-aside-decisions/${encodeURIComponent(projection)}/${position}/replay`;
      // Each process replays its own; one may have tried again by itself meanwhile.
      for (const { url } of [web, other]) await staff.expert.post(url, path).catch(() => undefined);
    }
    for (const { url } of [web, other]) {
      expect(await inForceAt(url, poisoned.itemId)).toBe(true);
      expect(await cited(url, poisoned.name)).toContain(poisoned.itemId);
    }
    expect((await listed()).items).toEqual([]);
    await expectAllVerified();
  });

  it('a long transaction of an ingest does not delay a retraction on its way to the screens', async () => {
    const { database, ledger, web, staff } = installation;
    const retracted = async (screen: CallScreen) => {
      const entry = await ledger.approve(web.url);
      await vi.waitFor(async () => expect(await inForceAt(other.url, entry.itemId)).toBe(true), patiently);
      await staff.expert.post(web.url, `/v1/calls/${screen.callId}/utterances`, {
        role: 'customer',
        text: `Hello, what about ${entry.name}?`,
      });
      await vi.waitFor(() => expect(screen.cites(entry.itemId)).toBe(true), patiently);
      await ledger.retract(web.url, entry);
      await vi.waitFor(() => expect(screen.retractions(entry.itemId)).toBe(1), patiently);
    };
    const screen = await openCallScreen(staff.expert, other.url);
    await database.transaction(async (ingesting) => {
      await ingesting.query(longIngest);
      await retracted(screen);
    });

    const run = await installation.ingest(web.url, calls, 'big');
    await until(run, ({ reading }) => reading > 0);
    let during = 0;
    while (!(await progressOf(run)).mined) {
      await retracted(screen);
      during += 1;
    }
    expect(during).toBeGreaterThan(0);
    await retracted(screen);
    expect(screen.isWhole()).toBe(true);
    await screen.close();
    await until(run, ({ status }) => status === 'succeeded');
    expect((await database.query('select from sources where id like $1', ['long-%'])).rowCount).toBe(500);
    await expectAllVerified();
  });
});
