import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../../adapters/in-process/in-process-wake-ups.ts';
import { miningThreads } from '../../adapters/mining-threads/mining-threads.ts';
import { startOutboxRelay } from '../../jobs/outbox-relay.ts';
import { type Database, DatabaseError } from '../../ports/database.ts';
import { type FileParser, ParserLost } from '../../ports/file-parser.ts';
import type { Job, JobQueue } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import { createKeyedHash } from '../../publishing/index.ts';
import { contentDigest } from '../../testing/content-digest.ts';
import { inProcessParser } from '../../testing/in-process-parser.ts';
import { noRecordings } from '../../testing/no-recordings.ts';
import { testDatabase } from '../../testing/test-database.ts';
import { createProposalsService } from '../proposals/index.ts';
import { createSourcesStore } from '../sources/index.ts';
import { createIngestRunsService, type IngestRunsService } from './ingest-runs-service.ts';
import { createSpool } from './spool.ts';

const log: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
const mostTries = 3;

interface Waiting {
  readonly queue: string;
  readonly payload: unknown;
  readonly attempt: number;
}

interface Worker {
  readonly queue: JobQueue;
  /** Ends it as a kill does: what it runs never comes back, and its jobs are given to others. */
  kill(): void;
}

/** A queue that several workers share, and that hands jobs out in any order that `choose` likes. */
function sharedQueue(choose: (among: number) => number, tries = mostTries) {
  const waiting: Waiting[] = [];
  const handlers: { queue: string; free: boolean; run: (job: Waiting) => Promise<void> }[] = [];
  const runs: string[] = [];
  const dispatch = (): void => {
    const possible = waiting.flatMap((job) => {
      const able = handlers.filter((handler) => handler.free && handler.queue === job.queue);
      return able.map((handler) => ({ job, handler }));
    });
    const chosen = possible[choose(possible.length)];
    if (!chosen) return;
    waiting.splice(waiting.indexOf(chosen.job), 1);
    chosen.handler.free = false;
    void chosen.handler.run(chosen.job);
    dispatch();
  };
  const worker = (name: string): Worker => {
    const running = new Set<Waiting>();
    let alive = true;
    const jobOf = ({ payload, attempt }: Waiting): Job<unknown> => ({
      id: 'x',
      payload,
      attempt,
      lastTry: attempt >= tries,
      progress: async () => {},
    });
    const queue: JobQueue = {
      async enqueue(queueName, payload) {
        waiting.push({ queue: queueName, payload, attempt: 1 });
        dispatch();
      },
      async work(queueName, handler) {
        const entry = {
          queue: queueName,
          free: true,
          async run(job: Waiting) {
            running.add(job);
            runs.push(name);
            const failed = await handler(jobOf(job)).then(
              () => false,
              () => true,
            );
            if (!alive) return;
            running.delete(job);
            if (failed && job.attempt < tries) waiting.push({ ...job, attempt: job.attempt + 1 });
            entry.free = true;
            dispatch();
          },
        };
        handlers.push(entry);
        dispatch();
      },
      inspect: async () => ({ waiting: waiting.length, active: running.size, setAside: 0, running: [] }),
      start: async () => {},
      stop: async () => {},
    };
    return {
      queue,
      kill() {
        alive = false;
        waiting.push(...running);
        dispatch();
      },
    };
  };
  return { worker, runs };
}

/** Called before each statement, with the SQL of those outside transactions; fails it by throwing. */
type OnStatement = (sql: string) => Promise<void> | void;

/** Passes statements on until the process that uses it is killed; from then on nothing ever comes back. */
function mortal(database: Database, onStatement: OnStatement): Database & { die(): void } {
  let dead = false;
  const pass = async <T>(work: () => Promise<T>, sql = ''): Promise<T> => {
    if (!dead) await onStatement(sql);
    return dead ? new Promise(() => {}) : work();
  };
  return {
    query: (sql, params) => pass(() => database.query(sql, params), sql),
    script: (sql) => pass(() => database.script(sql)),
    transaction: (work) => pass(() => database.transaction(work)),
    close: async () => {},
    die: () => {
      dead = true;
    },
  };
}

const call = (id: string, words: string, agent: { id: string; name?: string; tenureMonths?: number }, solved = true) =>
  JSON.stringify({
    id,
    language: 'en',
    agent,
    outcome: { result: solved ? 'solved' : 'unresolved' },
    turns: [
      { role: 'agent', text: 'Good morning, how can I help you with it?' },
      { role: 'customer', text: `I want to dispute ${words}, why was I charged for it?` },
      { role: 'agent', text: `I will check ${words} against your statement and refund the difference.` },
      { role: 'customer', text: `Please refund ${words} as soon as you can.` },
      { role: 'agent', text: `Your refund for ${words} arrives within five working days.` },
    ],
  });
const matters = ['the annual card fee', 'a duplicate hotel booking', 'the overdraft interest'];
const callsFile = (file: number) =>
  Array.from({ length: 12 }, (_, n) =>
    call(`c${file}-${n}`, `${matters[n % 3]} of branch ${file}`, {
      id: `a${n % 4}`,
      name: `Agent ${file}`,
      tenureMonths: file,
    }),
  ).join('\n');
const files: Readonly<Record<string, string>> = {
  'a/regulation.md':
    '---\nkind: regulation\ntitle: House rules\nlanguage: en\n---\n# House rules\n\nArticle 1 Refunds of fees are paid within 5 working days.\n\nArticle 2 See Article 1 for refunds above 500.\n',
  'b/procedure.md':
    '---\nkind: procedure\ntitle: Refund\nlanguage: en\n---\n# Refund\n\n1. Check the statement.\n2. Pay the refund as Article 1 of the House rules says.\n',
  'calls-0.jsonl': callsFile(0),
  'calls-1.jsonl': callsFile(1),
  'calls-2.jsonl': callsFile(2),
  // The same calls again: one unchanged, one in other words, one in other words and then in the first ones.
  'calls-3.jsonl': [
    call('c0-0', 'the annual card fee of branch 0', { id: 'a0', name: 'Agent 0', tenureMonths: 0 }),
    call('c1-1', 'a cancelled flight', { id: 'a1', name: 'Agent 9' }),
    call('c2-2', 'a cancelled train', { id: 'a2' }),
  ].join('\n'),
  'calls-4.jsonl': callsFile(2),
  'rows-1.jsonl':
    '{"_id":"1","title":"Row","text":"The first row."}\n{"_id":"2","title":"Row two","text":"The second."}',
  'rows-2.jsonl': '{"_id":"1","title":"Row","text":"A row of another file."}',
};
const asFiles = (entries: Readonly<Record<string, string>>) => Object.entries(entries);

let directory: string;
const closing: (() => Promise<void> | void)[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parallel-ingest-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface World {
  readonly database: Database;
  readonly home: string;
  readonly web: IngestRunsService;
  worker(name: string, onStatement?: OnStatement): Promise<{ service: IngestRunsService; kill(): void }>;
  readonly runs: readonly string[];
}

/** One database, one spool, a process that takes uploads in, and as many workers as wanted. */
async function openWorld(
  choose: (among: number) => number,
  spoolOf = (_worker: string) => 'spool',
  tries = mostTries,
  parser: FileParser = inProcessParser((id) => id),
): Promise<World> {
  const database = await testDatabase();
  closing.push(() => database.close());
  const home = await mkdtemp(join(directory, 'world-'));
  const wakeUps = inProcessWakeUps();
  const hash = createKeyedHash(Buffer.alloc(32, 7));
  const shared = sharedQueue(choose, tries);
  const serviceOn = (own: Database, spool: string) =>
    createIngestRunsService({
      openCrew: miningThreads({ threads: 1 }),
      database: own,
      sources: createSourcesStore(own, hash),
      proposals: createProposalsService(own, hash, wakeUps),
      spool: createSpool({ directory: join(home, spool), installation: 'own', database: own }),
      parser,
      recordings: noRecordings,
      failedUploadsHours: 24,
      wakeUps,
      settings: { timeZone: 'UTC', pseudonym: (id) => id, ownContacts: { phones: [], emails: [] } },
      log,
    });
  const relay = startOutboxRelay({ database, queue: shared.worker('relay').queue, wakeUps, log, pollMs: 50 });
  closing.push(() => relay.stop());
  return {
    database,
    home,
    web: serviceOn(database, 'spool'),
    runs: shared.runs,
    async worker(name, onStatement = () => {}) {
      const own = mortal(database, onStatement);
      const service = serviceOn(own, spoolOf(name));
      const { queue, kill } = shared.worker(name);
      await service.startWorker(queue);
      closing.push(() => service.interrupt());
      return {
        service,
        kill() {
          own.die();
          kill();
        },
      };
    },
  };
}

async function begin({ web }: World, entries: readonly (readonly [string, string])[], collectionId = 'c') {
  const run = await web.prepare({ collectionId, label: 'x', startedBy: 'somebody', verbatim: false });
  for (const [name, content] of entries) await run.addFile(name, Readable.from(Buffer.from(content)));
  await web.begin(run.runId);
  return run.runId;
}

/** How a run stands, and what its files say, each thing once. */
async function standing(database: Database, runId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.query(
    `select status, error, (select jsonb_agg(distinct reason) from ingest_run_files where run_id = r.id) as reasons
       from ingest_runs r where id = $1`,
    [runId],
  );
  return rows[0];
}

/** A parser that ends in the midst of the file of this name, so many times. */
function endingParser(name: string, times: number): FileParser {
  const parser = inProcessParser((id) => id);
  let left = times;
  return {
    ...parser,
    async *parse(file, ...rest) {
      const records = parser.parse(file, ...rest);
      if (file.name !== name || left === 0) return yield* records;
      left -= 1;
      const first = await records.next();
      if (!first.done) yield first.value;
      throw new ParserLost('it ended');
    },
  };
}

const inOrder = () => 0;
const lastFirst = (among: number) => among - 1;
/** A different order for each seed, the same for the same. */
const shuffled = (seed: number) => {
  let state = seed;
  return (among: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % Math.max(1, among);
  };
};

async function digestWith(choose: (among: number) => number, workers: number): Promise<string> {
  const world = await openWorld(choose);
  for (let n = 1; n <= workers; n += 1) await world.worker(`w${n}`);
  const runId = await begin(world, asFiles(files));
  expect(await world.web.finished(runId)).toMatchObject({
    status: 'succeeded',
    counts: { new: 9, changed: 0, unchanged: 0, failed: 0 },
    progress: { stage: 'done', percent: 100, filesDone: 9, records: 56 },
  });
  if (workers > 1) expect(new Set(world.runs).size).toBeGreaterThan(1);
  return contentDigest(world.database, 'c');
}

let aloneDigest: Promise<string> | undefined;
/** What one worker leaves that reads the files one after the other. */
const alone = (): Promise<string> => {
  aloneDigest ??= digestWith(inOrder, 1);
  return aloneDigest;
};

describe('a run that several workers share', { timeout: 480_000 }, () => {
  it('leaves the same as one worker leaves, in whatever order its files are read', async () => {
    expect(await digestWith(lastFirst, 1)).toBe(await alone());
    expect(await digestWith(shuffled(11), 3)).toBe(await alone());
  });

  it('numbers what several files say of one call in the order of the files, and keeps no repeat', async () => {
    const world = await openWorld(lastFirst);
    await world.worker('w1');
    await world.web.finished(await begin(world, asFiles(files)));
    const found = await world.database.query(
      `select o.key, r.revision, (select s.text from segments s where s.revision_id = r.id and s.ordinal = 3) as text,
              c.revision_id = r.id as current
         from sources o join source_revisions r on r.source_id = o.id join cases c on c.source_id = o.id
        where o.key in ('c0-0', 'c1-1', 'c2-2') order by o.key, r.revision`,
    );
    const said = (words: string) => `Please refund ${words} as soon as you can.`;
    expect(found.rows).toEqual([
      { key: 'c0-0', revision: 1, text: said('the annual card fee of branch 0'), current: true },
      { key: 'c1-1', revision: 1, text: said('a duplicate hotel booking of branch 1'), current: false },
      { key: 'c1-1', revision: 2, text: said('a cancelled flight'), current: true },
      { key: 'c2-2', revision: 1, text: said('the overdraft interest of branch 2'), current: false },
      { key: 'c2-2', revision: 2, text: said('a cancelled train'), current: false },
      { key: 'c2-2', revision: 3, text: said('the overdraft interest of branch 2'), current: true },
    ]);
    const agents = await world.database.query('select id, display_name, tenure_months from agents order by id');
    // The last file that says something of an agent is right, field by field.
    expect(agents.rows[1]).toEqual({ id: 'a1', display_name: 'Agent 2', tenure_months: 2 });
  });

  it.each([8, 41, 90])('loses nothing when a worker is killed at its statement %i', async (statement) => {
    const whole = await alone();
    const world = await openWorld(shuffled(3));
    let statements = 0;
    const victim: { kill(): void }[] = [];
    const first = await world.worker('victim', () => {
      statements += 1;
      if (statements !== statement) return;
      for (const { kill } of victim) kill();
      // As the passing of time does.
      void world.database.query("update leases set until = now() - interval '1 second'");
      void world.worker('other');
    });
    victim.push(first);
    const runId = await begin(world, asFiles(files));
    expect(await world.web.finished(runId)).toMatchObject({ status: 'succeeded', counts: { new: 9, failed: 0 } });
    expect(statements).toBeGreaterThanOrEqual(statement);
    expect(await contentDigest(world.database, 'c')).toBe(whole);
  });

  it('goes on elsewhere when a worker is told to stop', async () => {
    const whole = await alone();
    const world = await openWorld(inOrder);
    let statements = 0;
    const stopping: IngestRunsService[] = [];
    const { service } = await world.worker('stopped', () => {
      statements += 1;
      if (statements === 20) for (const each of stopping) each.interrupt();
    });
    stopping.push(service);
    const runId = await begin(world, asFiles(files));
    await world.worker('other');
    expect(await world.web.finished(runId)).toMatchObject({ status: 'succeeded' });
    expect(await contentDigest(world.database, 'c')).toBe(whole);
  });

  it('is not changed by a job that runs twice', async () => {
    const world = await openWorld(inOrder);
    await world.worker('w1');
    const runId = await begin(world, asFiles(files));
    await world.web.finished(runId);
    const before = await contentDigest(world.database, 'c');
    await world.database.query(`update outbox set completed_at = null, dispatched_at = null, replays = replays + 1`);
    for (let look = 0; look < 500; look += 1) {
      const open = await world.database.query('select 1 from outbox where completed_at is null');
      if (open.rowCount === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await world.database.query('select 1 from outbox where completed_at is null')).rowCount).toBe(0);
    expect(await contentDigest(world.database, 'c')).toBe(before);
  });

  it('is not changed by a parser that ends in the midst of a file', async () => {
    const world = await openWorld(inOrder, undefined, undefined, endingParser('calls-1.jsonl', 1));
    await world.worker('w1');
    const run = await world.web.finished(await begin(world, asFiles(files)));
    expect(run).toMatchObject({ status: 'succeeded', counts: { new: 9, failed: 0 }, retryUntil: null });
    expect(await contentDigest(world.database, 'c')).toBe(await alone());
  });

  it('names a file whose parser ends again and again, and when it is tried again goes on to the same end, killed or not', async () => {
    const digests: string[] = [];
    for (const killedAt of [Number.NaN, 12]) {
      // A file fails when its second parser ends; each of the two readings has two.
      const world = await openWorld(inOrder, undefined, undefined, endingParser('calls-1.jsonl', 2));
      let statements = Number.NaN;
      const victims: { kill(): void }[] = [];
      victims.push(
        await world.worker('victim', () => {
          statements += 1;
          if (statements !== killedAt) return;
          for (const { kill } of victims) kill();
          void world.database.query("update leases set until = now() - interval '1 second'");
          void world.worker('other');
        }),
      );
      const runId = await begin(world, asFiles(files));
      const first = await world.web.finished(runId);
      expect(first).toMatchObject({
        status: 'succeeded',
        counts: { new: 8, failed: 1 },
        retryUntil: expect.any(String),
      });
      statements = 0;
      await world.web.retry(runId);
      expect(await world.web.finished(runId)).toMatchObject({
        status: 'succeeded',
        counts: { new: 9, failed: 0 },
        retryUntil: null,
      });
      const left = await world.database.query('select 1 from ingest_spools');
      expect(left.rowCount).toBe(0);
      digests.push(await contentDigest(world.database, 'c'));
    }
    expect(digests[1]).toBe(digests[0]);
  });

  it.each([12, 60])(
    'cancelled at its statement %i keeps what it stored, and the next run makes the same of it',
    async (statement) => {
      const world = await openWorld(inOrder);
      const started: string[] = [];
      let statements = 0;
      await world.worker('w1', () => {
        statements += 1;
        if (statements === statement) for (const runId of started) void world.web.cancel(runId);
      });
      started.push(await begin(world, asFiles(files)));
      const [runId = ''] = started;
      expect(await world.web.finished(runId)).toMatchObject({ status: 'cancelled' });
      expect(await world.web.cancel(runId)).toMatchObject({ status: 'cancelled' });
      await expect(world.web.retry(runId)).rejects.toThrow(/upload|nothing to try/);
      expect((await world.database.query('select 1 from ingest_spools')).rowCount).toBe(0);
      const next = await world.web.finished(await begin(world, asFiles(files)));
      expect(next).toMatchObject({ status: 'succeeded', counts: { failed: 0, skipped: 0 } });
      await expect(world.web.cancel(next.id)).rejects.toThrow('has ended already');
      const unmined = await world.database.query(
        `select 1 from source_revisions r where r.mined_at is null
          and (r.document is not null or exists (select 1 from cases c where c.revision_id = r.id))`,
      );
      expect(unmined.rowCount).toBe(0);
      if (statement < 40) expect(await contentDigest(world.database, 'c')).toBe(await alone());
    },
  );

  it('mines a collection once at a time when two runs go into it', async () => {
    const world = await openWorld(shuffled(9));
    await world.worker('w1');
    await world.worker('w2');
    const two = [
      await begin(world, asFiles(files).slice(0, 4)),
      await begin(world, [['calls-8.jsonl', callsFile(8)] as const]),
    ];
    for (const runId of two) expect((await world.web.finished(runId)).status).toBe('succeeded');
    const unmined = await world.database.query('select 1 from source_revisions where mined_at is null');
    expect(unmined.rowCount).toBe(0);
    const leases = await world.database.query<{ name: string }>('select name from leases');
    expect(leases.rows).toEqual([{ name: 'mining:c' }]);
  });

  it('says which folder a worker cannot read, and goes on when its jobs are replayed where it can', async () => {
    const world = await openWorld(inOrder, () => 'elsewhere');
    await world.worker('w1');
    const runId = await begin(world, asFiles(files));
    const setAside = async () =>
      (await world.database.query('select 1 from outbox where failed_at is not null')).rowCount;
    await vi.waitFor(async () => expect(await setAside()).toBe(9), { timeout: 60_000 });
    const error = expect.stringMatching(/elsewhere.*ENOENT.*SPOOL_DIR/);
    const waiting = await standing(world.database, runId);
    expect(waiting).toEqual({ status: 'running', error, reasons: [error] });
    await symlink(join(world.home, 'spool'), join(world.home, 'elsewhere'));
    await world.database.query(
      'update outbox set failed_at = null, dispatched_at = null, attempts = 0, replays = replays + 1',
    );
    expect(await world.web.finished(runId)).toMatchObject({ status: 'succeeded', error: null, counts: { new: 9 } });
    expect(await contentDigest(world.database, 'c')).toBe(await alone());
  });

  it('loses nothing to outages, be they many in one file and on the last try', async () => {
    const world = await openWorld(inOrder, () => 'spool', 1);
    const left = { 'update ingest_run_files f set records': 6, 'insert into proposals': 1 };
    await world.worker('w1', (sql) => {
      for (const [statement, outages] of Object.entries(left) as [keyof typeof left, number][]) {
        if (!sql.includes(statement) || outages === 0) continue;
        left[statement] -= 1;
        throw new DatabaseError('The connection to PostgreSQL was lost', '08006', undefined);
      }
    });
    const run = await world.web.finished(await begin(world, asFiles(files)));
    expect(run).toMatchObject({ status: 'succeeded', counts: { new: 9, failed: 0 } });
    expect(left).toEqual({ 'update ingest_run_files f set records': 0, 'insert into proposals': 0 });
    expect(await contentDigest(world.database, 'c')).toBe(await alone());
  });

  it('is mined by one that has lost its collection only when it has it again', async () => {
    const world = await openWorld(inOrder, () => 'spool', 1);
    const told: unknown[] = [];
    let runId = '';
    let moment: 'before' | 'lost' | 'regained' = 'before';
    await world.worker('slow', async (sql) => {
      if (moment === 'before' && sql.includes('insert into proposals')) {
        moment = 'lost';
        await world.database.query(
          `update leases set owner = 'another', epoch = epoch + 1, until = clock_timestamp() + interval '1 hour'`,
        );
      } else if (moment === 'lost' && sql.includes('insert into leases')) {
        moment = 'regained';
        const mined = await world.database.query('select 1 from source_revisions where mined_at is not null');
        told.push({ mined: mined.rowCount, ...(await standing(world.database, runId)) });
        await world.database.query('update leases set until = clock_timestamp()');
      }
    });
    runId = await begin(world, asFiles(files));
    expect(await world.web.finished(runId)).toMatchObject({ status: 'succeeded' });
    expect(told).toEqual([{ mined: 0, status: 'running', error: null, reasons: [null] }]);
    expect(await contentDigest(world.database, 'c')).toBe(await alone());
  });
});
