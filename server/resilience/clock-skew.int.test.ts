import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Evidence } from '../../graph-schema/index.ts';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { loadSecrets } from '../installation-secrets.ts';
import type { Database } from '../ports/database.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { type CallScreen, openCallScreen } from '../testing/call-screen.ts';
import { type Cluster, createCluster } from '../testing/cluster.ts';
import { type Curation, createCuration, nodeDraft } from '../testing/curation.ts';
import { fakedClock, fakeTimeLibrary } from '../testing/faked-clock.ts';
import { createLedger, type Ledger } from '../testing/ledger.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/postgres-databases.ts';
import type { RunningServer } from '../testing/running-server.ts';
import { describeWith, missingCapability } from '../testing/services/test-services.ts';
import { silentLog } from '../testing/silent-log.ts';
import { employStaff, type Staff } from '../testing/staff.ts';

const soon = { timeout: 90_000, interval: 50 };
const patient = { timeout: 180_000 };
const hour = 3_600;
const halfAnHour = 1_800_000;

/** Matters that share no words, so that a question about one is about no other. */
const matters = [
  'A parcel arrived broken and the buyer wants the purchase price back',
  'Somebody forgot the password of the online portal and cannot log in',
  'The monthly invoice shows a wrong postal address',
  'Mobile data abroad is slow during holidays on an island',
  'The courier rang at the neighbour and left no message',
  'Warranty terms of a refurbished laptop battery',
];

if (fakeTimeLibrary === null)
  missingCapability(
    'replicas whose clocks differ',
    'libfaketime (Debian: apt-get install faketime, or set FAKETIME_LIB)',
  );

describe.skipIf(fakeTimeLibrary === null)('replicas whose clocks differ', () => {
  describeWith(['postgres', 'redis'], 'by two hours', ({ postgres, redis }) => {
    let records: PostgresTestDatabase;
    let database: Database;
    let cluster: Cluster;
    let ahead: RunningServer;
    let behind: RunningServer;
    let staff: Staff;
    let curation: Curation;
    let words: Evidence[];
    let ledger: Ledger;
    const screens: CallScreen[] = [];

    beforeAll(async () => {
      records = await createPostgresDatabase(postgres);
      database = postgresDatabase({ url: records.url, log: silentLog, poolSize: 3 });
      cluster = await createCluster({ postgres: records.url, redis });
      ahead = await cluster.start('web', fakedClock(hour));
      behind = await cluster.start('web', fakedClock(-hour));
      staff = await employStaff(database, ahead.url);
      const secrets = await loadSecrets(join(cluster.directory, 'secrets.json'));
      curation = await createCuration(database, inProcessWakeUps(), undefined, createKeyedHash(secrets.hashKey));
      words = await curation.evidence();
      ledger = createLedger(database, staff, words);
    }, 250_000);
    afterEach(async () => {
      await Promise.all(screens.splice(0).map((screen) => screen.close()));
    });
    afterAll(async () => {
      await cluster?.close();
      await database?.close();
      await records?.drop();
    }, 240_000);

    const both = () => [ahead.url, behind.url];
    const openScreens = async (): Promise<readonly CallScreen[]> => {
      const opened = await Promise.all(both().map((url) => openCallScreen(staff.expert, url)));
      screens.push(...opened);
      return opened;
    };
    const say = async (url: string, callId: string, text: string, clientId: string): Promise<number> => {
      const body = { role: 'customer', text, clientId };
      return ((await staff.expert.post(url, `/v1/calls/${callId}/utterances`, body)) as { seq: number }).seq;
    };
    const ask = async (url: string, question: string): Promise<string> => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ question, details: 10 });
      return (await staff.expert.send(url, '/v1/guidance', { method: 'POST', headers, body })).text();
    };
    /** Publishes a scenario about a matter, valid in an interval; resolves when both replicas have it. */
    const publish = async (
      matter: string,
      interval: { validFrom?: string; validTo?: string } = {},
    ): Promise<string> => {
      const { position } = await curation.publish([nodeDraft('scenario', matter, matter, words, interval)]);
      for (const url of both())
        await vi.waitFor(async () => {
          const ready = (await (await fetch(`${url}/health/ready`)).json()) as { position: number };
          expect(ready.position).toBeGreaterThanOrEqual(position);
        }, soon);
      return curation.itemId('scenario', matter);
    };
    const databaseNow = async (): Promise<number> => {
      const { rows } = await database.query<{ now: Date }>('select clock_timestamp() as now');
      return rows[0]?.now.getTime() ?? 0;
    };
    const at = async (ms: number): Promise<string> => new Date((await databaseNow()) + ms).toISOString();

    it('have clocks that differ', async () => {
      const clocks = await Promise.all(
        both().map(async (url) => Date.parse((await fetch(`${url}/health/live`)).headers.get('date') ?? '')),
      );
      expect((clocks[0] ?? 0) - (clocks[1] ?? 0)).toBeGreaterThan(3 * halfAnHour);
    });

    it("date decisions by the database's clock, each later than the one before", patient, async () => {
      const begun = await databaseNow();
      for (let turn = 0; turn < 6; turn += 1) await ledger.approve(both()[turn % 2] ?? '');
      await Promise.all(both().flatMap((url) => [ledger.approve(url), ledger.approve(url)]));
      const { rows } = await database.query<{ decided_at: Date }>(
        'select decided_at from decisions order by position desc limit 10',
      );
      const moments = rows.map(({ decided_at: moment }) => moment.getTime()).reverse();
      expect(moments).toEqual([...new Set(moments)].toSorted((a, b) => a - b));
      expect(Math.min(...moments)).toBeGreaterThanOrEqual(begun);
      expect(Math.max(...moments)).toBeLessThanOrEqual(await databaseNow());
      await ledger.expectNothingLost();
    });

    it('serve what the other put in force, and take off what it retracted, once', patient, async () => {
      for (const [from, to] of [both(), both().reverse()]) {
        const entry = await ledger.approve(from ?? '', `琥珀柜台${to === behind.url ? '甲' : '乙'}规程`);
        await vi.waitFor(async () => expect(await ask(to ?? '', entry.name)).toContain(entry.itemId), soon);
        const opened = await openScreens();
        for (const [index, screen] of opened.entries())
          await say(both()[index] ?? '', screen.callId, entry.name, 'first');
        for (const screen of opened) await vi.waitFor(() => expect(screen.cites(entry.itemId)).toBe(true), soon);
        await ledger.retract(from ?? '', entry);
        for (const screen of opened) await vi.waitFor(() => expect(screen.retractions(entry.itemId)).toBe(1), soon);
        expect(opened.every((screen) => screen.isWhole())).toBe(true);
        for (const url of both())
          await vi.waitFor(async () => expect(await ask(url, entry.name)).not.toContain(entry.itemId), soon);
      }
    });

    it('take turns at one call without losing or repeating anything', patient, async () => {
      const { callId, ...screen } = (await openScreens())[0] ?? { callId: '', events: [] };
      const seqs = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          say(both()[index % 2] ?? '', callId, `Sentence ${index}`, `c${index}`),
        ),
      );
      expect(seqs.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await say(behind.url, callId, 'Sentence 0', 'c0')).toBe(seqs[0]);
      await vi.waitFor(() => expect(screen.events.filter(({ type }) => type === 'analysis')).toHaveLength(10), soon);
      const { rows } = await database.query('select owner from calls where id = $1', [callId]);
      expect(rows).toEqual([{ owner: null }]);
    });

    it('know the sessions and the repeated requests of the other', patient, async () => {
      const key = { 'idempotency-key': 'opened-once' };
      const first = await staff.expert.post(ahead.url, '/v1/calls', {}, key);
      expect(await staff.expert.post(behind.url, '/v1/calls', {}, key)).toEqual(first);
      // Looks after keys of others, and removes those that are too old.
      await staff.expert.post(ahead.url, '/v1/calls', {}, { 'idempotency-key': 'another' });
      expect(await staff.expert.post(behind.url, '/v1/calls', {}, key)).toEqual(first);
      const { rows } = await database.query<{ hours: number }>(
        'select extract(epoch from max(expires_at) - now())::float8 / 3600 as hours from sessions',
      );
      expect(rows[0]?.hours).toBeGreaterThan(11);
      expect(rows[0]?.hours).toBeLessThanOrEqual(12);
    });

    it("hold an interval against the database's clock, not their own", patient, async () => {
      const [coming = '', ending = '', begun = ''] = matters;
      const notYet = await publish(coming, { validFrom: await at(halfAnHour) });
      const stillIn = await publish(ending, { validTo: await at(halfAnHour) });
      const alreadyIn = await publish(begun, { validFrom: await at(-halfAnHour) });
      for (const url of both()) {
        expect(await ask(url, coming)).not.toContain(notYet);
        expect(await ask(url, ending)).toContain(stillIn);
        expect(await ask(url, begun)).toContain(alreadyIn);
      }
    });

    it('begin and end an interval when the database does', patient, async () => {
      const [, , , ending = '', coming = ''] = matters;
      const [validTo, validFrom] = await Promise.all([at(15_000), at(15_000)]);
      const ends = await publish(ending, { validTo });
      const begins = await publish(coming, { validFrom });
      const opened = await openScreens();
      for (const [index, screen] of opened.entries()) {
        await say(both()[index] ?? '', screen.callId, ending, 'first');
        await vi.waitFor(() => expect(screen.cites(ends)).toBe(true), soon);
      }
      const gone = (screen: CallScreen) =>
        screen.events.some(({ type, data }) => type === 'expire' && JSON.stringify(data).includes(ends));
      for (const screen of opened) await vi.waitFor(() => expect(gone(screen)).toBe(true), soon);
      expect(await databaseNow()).toBeGreaterThanOrEqual(Date.parse(validTo));
      for (const url of both()) await vi.waitFor(async () => expect(await ask(url, coming)).toContain(begins), soon);
    });

    it('leave an audit chain and a graph that verify', patient, async () => {
      for (const url of both()) {
        expect(await staff.expert.get(url, '/v1/audit/verification')).toMatchObject({ ok: true, faults: [] });
        expect(await staff.expert.get(url, '/v1/graph/verification')).toMatchObject({ ok: true, faults: [] });
      }
    });
  });
});
