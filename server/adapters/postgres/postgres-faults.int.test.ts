import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Database, DatabaseError } from '../../ports/database.ts';
import { startCommitCutter } from '../../testing/commit-cutter.ts';
import { createPostgresDatabase } from '../../testing/postgres-databases.ts';
import { findPostgres, startPostgres } from '../../testing/services/postgres.ts';
import { describeWith, missingCapability } from '../../testing/services/test-services.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { type PostgresOptions, postgresDatabase } from './postgres-database.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function open(url: string, options: Partial<PostgresOptions> = {}): Database {
  const database = postgresDatabase({ url, log: silentLog, poolSize: 3, ...options });
  cleanUps.push(() => database.close());
  return database;
}

async function caught(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (error instanceof DatabaseError) return error;
  throw new Error(`not a DatabaseError: ${String(error)}`);
}

const count = async (database: Database): Promise<number> =>
  (await database.query<{ count: number }>('select count(*) as count from kept')).rows[0]?.count ?? -1;

describeWith(['postgres'], 'a connection to PostgreSQL', ({ postgres }) => {
  async function fresh(): Promise<string> {
    const { url, drop } = await createPostgresDatabase(postgres, 'nothing');
    cleanUps.push(drop);
    return url;
  }
  /** Ends every session of the database but the one that asks. */
  const endSessions = (database: Database): Promise<unknown> =>
    database.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );

  test('that nobody accepts is 08001', async () => {
    const database = open('postgres://coach@127.0.0.1:1/postgres');
    expect(await caught(database.query('select 1'))).toMatchObject({ code: '08001' });
    expect(await caught(database.transaction(async () => 1))).toMatchObject({ code: '08001' });
  });

  test('that is accepted and never answered is 08001 when its time is over', async () => {
    const sockets = new Set<Socket>();
    const silent: Server = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    cleanUps.push(async () => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const database = open(`postgres://coach@127.0.0.1:${port}/x`, { connectTimeoutMs: 200 });
    expect(await caught(database.query('select 1'))).toMatchObject({ code: '08001' });
  });

  test('to a database that is not there says so', async () => {
    const missing = new URL(postgres);
    missing.pathname = '/no_such_database';
    expect(await caught(open(missing.href).query('select 1'))).toMatchObject({ code: '3D000' });
  });

  test('that stays busy is 53300 for whoever waits for it', async () => {
    const database = open(await fresh(), { poolSize: 1, connectTimeoutMs: 300 });
    let finish = (): void => undefined;
    const long = database.transaction(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(await caught(database.query('select 1'))).toMatchObject({ code: '53300' });
    finish();
    await long;
    expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  test('ends a statement that takes too long, but no script', async () => {
    const database = open(await fresh(), { statementTimeoutMs: 100 });
    expect(await caught(database.query('select pg_sleep(20)'))).toMatchObject({ code: '57014' });
    await database.script('select pg_sleep(0.3)');
    expect(await caught(database.script('begin; select pg_sleep(0.3); select no_such_column'))).toMatchObject({
      code: '42703',
    });
    for (let round = 0; round < 3; round += 1) {
      expect(await caught(database.query('select pg_sleep(20)'))).toMatchObject({ code: '57014' });
    }
  });

  test('ends a transaction in which nothing happens, so that its locks are free', async () => {
    const url = await fresh();
    const database = open(url, { idleInTransactionTimeoutMs: 200 });
    const other = open(url);
    await database.script('create table kept (n int)');
    const stuck = database.transaction(async (tx) => {
      await tx.query('lock table kept');
      // Goes on when the server has ended the session.
      await other.query('insert into kept values (1)');
      await tx.query('insert into kept values (2)');
    });
    expect(await caught(stuck)).toMatchObject({ code: '08006' });
    expect(await count(other)).toBe(1);
  });

  test('that is lost in the middle is 08006, and leaves nothing of its transaction behind', async () => {
    const url = await fresh();
    const [database, other] = [open(url), open(url, { poolSize: 1 })];
    await database.script('create table kept (n int)');
    let runs = 0;
    const cutOff = database.transaction(async (tx) => {
      runs += 1;
      await tx.query('insert into kept values (1)');
      await endSessions(other);
      await tx.query('insert into kept values (2)');
    });
    expect(await caught(cutOff)).toMatchObject({ code: '08006' });
    const atTheEnd = database.transaction(async (tx) => {
      await tx.query('insert into kept values (1)');
      await endSessions(other);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect((await caught(atTheEnd)).code).toMatch(/^0800[67]$/);
    const asleep = caught(database.query('select pg_sleep(20)'));
    while ((await other.query(`select from pg_stat_activity where wait_event = 'PgSleep'`)).rowCount === 0);
    await endSessions(other);
    expect(await asleep).toMatchObject({ code: '08006' });
    expect([runs, await count(database)]).toEqual([1, 0]);
  });

  test('that was ended while nobody used it is replaced unnoticed', async () => {
    const url = await fresh();
    const [database, other] = [open(url), open(url, { poolSize: 1 })];
    await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.05)')));
    await endSessions(other);
    const { rows } = await database.query<{ one: number }>('select 1 as one');
    expect(rows).toEqual([{ one: 1 }]);
    await database.transaction((tx) => tx.query('select 1'));
  });

  test('that the network forgot together with others is asked in vain once, not each of them in turn', async () => {
    const wire = await startForgetfulWire(new URL(await fresh()));
    const database = open(wire.url, { poolSize: 3, connectTimeoutMs: 20_000 });
    await Promise.all([1, 2, 3].map(() => database.query('select pg_sleep(0.05)')));
    expect(wire.forget()).toBe(3);
    // So long that a connection is not trusted any more without a question.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await database.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(wire.askedInVain()).toBe(1);
  }, 240_000);

  test('lost while it commits is 08007, whether it did or not, and nothing runs twice', async () => {
    const url = new URL(await fresh());
    const cutter = await startCommitCutter(Number(url.port), url.hostname);
    cleanUps.push(() => cutter.close());
    await open(url.href).script('create table kept (n int)');
    const cut = new URL(url);
    cut.port = String(cutter.port);
    const database = open(cut.href);
    let runs = 0;
    const insert = (): Promise<void> =>
      database.transaction(async (tx) => {
        runs += 1;
        await tx.query('insert into kept values ($1)', [runs]);
      });
    cutter.cut('answer');
    expect(await caught(insert())).toMatchObject({ code: '08007' });
    cutter.cut('request');
    expect(await caught(insert())).toMatchObject({ code: '08007' });
    cutter.cut('nothing');
    await insert();
    expect([runs, await count(database)]).toEqual([3, 2]);
  });

  test('may be in use by one that a script left in a transaction, who gets another', async () => {
    const database = open(await fresh(), { poolSize: 1 });
    await database.script('create table kept (n int)');
    await database.script('begin; insert into kept values (1)');
    expect(await count(database)).toBe(0);
    await database.query('begin');
    await database.query('insert into kept values (1)');
    expect(await count(database)).toBe(1);
  });
});

/** A network that forgets all connections at once: what is sent over them is swallowed, what is opened later works. */
async function startForgetfulWire(target: URL) {
  const open = new Set<{ client: Socket; server: Socket }>();
  let inVain = 0;
  const wire = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) socket.on('error', () => undefined);
    open.add({ client, server });
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  cleanUps.push(async () => {
    for (const { client, server } of open) for (const socket of [client, server]) socket.destroy();
    wire.close();
  });
  const url = new URL(target);
  const address = wire.address();
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' ? address?.port : 0);
  return {
    url: url.href,
    /** Returns how many connections were open. */
    forget() {
      for (const { client, server } of open) {
        client.unpipe();
        server.unpipe();
        // Who goes says 'X', and waits for no answer.
        client.once('data', (sent) => {
          if (String(sent.subarray(0, 1)) !== 'X') inVain += 1;
        });
        client.resume();
        server.resume();
      }
      return open.size;
    },
    askedInVain: () => inVain,
  };
}

const program = findPostgres();
if ('missing' in program) missingCapability('PostgreSQL killed and started again', program.missing);
else {
  test('after kill -9 of the server the same pool works again, and nothing acknowledged is lost', {
    timeout: 240_000,
  }, async () => {
    const server = await startPostgres();
    cleanUps.push(() => server.stop());
    const database = open(server.url);
    await database.script('create table kept (n int primary key)');
    let acknowledged = 0;
    let unknown = 0;
    for (let round = 1; round <= 3; round += 1) {
      const goal = acknowledged + 20;
      const killed = (async () => {
        while (acknowledged < goal) await new Promise((resolve) => setTimeout(resolve, 1));
        await server.kill();
      })();
      for (let failed = false; !failed; ) {
        const n = acknowledged + unknown + 1;
        await database
          .transaction((tx) => tx.query('insert into kept values ($1)', [n]))
          .then(
            () => (acknowledged += 1),
            (error: unknown) => {
              failed = true;
              expect(error).toBeInstanceOf(DatabaseError);
              if (error instanceof DatabaseError) expect(error.code).toMatch(/^0800[167]$/);
              unknown += 1;
            },
          );
      }
      await killed;
      expect(await caught(database.query('select 1'))).toMatchObject({ code: '08001' });
      await server.restart();
      const kept = await count(database);
      expect(kept).toBeGreaterThanOrEqual(acknowledged);
      expect(kept).toBeLessThanOrEqual(acknowledged + unknown);
    }
  });
}
