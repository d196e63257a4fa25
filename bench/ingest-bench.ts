import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { postgresDatabase } from '../server/adapters/postgres/postgres-database.ts';
import { composeService, type Service } from '../server/composition.ts';
import { readConfig } from '../server/config.ts';
import { contentDigest } from '../server/testing/content-digest.ts';
import { decidedBy } from './bench-service.ts';
import { generatedCalls } from './call-generator.ts';
import { percentile } from './ranking-metrics.ts';
import { memoryMb, peakMemoryMb, startWorkerProcesses, type WorkerProcesses } from './worker-processes.ts';

export interface IngestBenchOptions {
  readonly calls: number;
  readonly seed: number;
  /** PostgreSQL to make a database of its own on; absent: everything embedded, in this process. */
  readonly database?: string;
  readonly redis?: string;
  /** Worker processes. */
  readonly workers: number;
  /**
   * Calls that are imported one by one afterwards; from 2,000 mined calls on, each is only assigned to its scenario while
   * they are at most 2% of those.
   */
  readonly single: number;
}

const callsPerFile = 1_000;
const collectionId = 'bench';
const lookEveryMs = 250;
const log = pino({ level: 'warn', base: null }, pino.destination(2));

/** Ingests generated calls, and mines them, on the code and the processes that serve users. */
export async function ingestBench(options: IngestBenchOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'agent-coach-bench-'));
  const stage = options.database === undefined ? embedded(directory) : await onServers(options, directory);
  try {
    return await measure(options, stage, directory);
  } finally {
    await stage.close();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Stage {
  readonly environment: Readonly<Record<string, string>>;
  readonly workers: number;
  close(): Promise<void>;
}

const embedded = (directory: string): Stage => ({
  environment: { DATA_DIR: join(directory, 'data') },
  workers: 0,
  close: async () => {},
});

/** A database of the bench's own on the server given, dropped in the end. */
async function onServers({ database, redis, workers }: IngestBenchOptions, directory: string): Promise<Stage> {
  if (database === undefined || redis === undefined)
    throw new Error('--database needs --redis, and --redis needs --database');
  const name = `bench_${randomBytes(6).toString('hex')}`;
  const server = postgresDatabase({ url: database, log });
  await server.script(`create database ${name}`);
  const url = new URL(database);
  url.pathname = `/${name}`;
  return {
    environment: {
      DATABASE_URL: url.href,
      REDIS_URL: redis,
      DATA_DIR: join(directory, 'web'),
      SPOOL_DIR: join(directory, 'spool'),
      SECRETS_FILE: join(directory, 'secrets.json'),
      ROLE: workers > 0 ? 'web' : 'all',
    },
    workers,
    async close() {
      await server.script(`drop database if exists ${name} with (force)`);
      await server.close();
    },
  };
}

async function measure({ calls, seed, single }: IngestBenchOptions, stage: Stage, directory: string) {
  const environment = { SAMPLES: 'none', LOG_LEVEL: 'warn', ...stage.environment };
  const service = await composeService(readConfig(environment), log, 'bench');
  const processes = startWorkerProcesses(stage.workers, directory, environment);
  try {
    const run = await service.ingestRuns.prepare({
      collectionId,
      label: 'bench',
      startedBy: decidedBy,
      verbatim: false,
    });
    for (const [index, file] of files(calls, seed).entries()) await run.addFile(`calls-${index + 1}.jsonl`, file);
    const startedAt = performance.now();
    await service.ingestRuns.begin(run.runId);
    const followed = await followRun(service, run.runId, processes);
    const seconds = (performance.now() - startedAt) / 1_000;
    const [timed] = (
      await service.database.query<{ mining: number }>(
        'select extract(epoch from finished_at - reading_done_at)::float8 as mining from ingest_runs where id = $1',
        [run.runId],
      )
    ).rows;
    const miningSeconds = timed?.mining ?? 0;
    const readingSeconds = seconds - miningSeconds;
    return {
      calls,
      workers: stage.workers,
      seconds: rounded(seconds),
      callsPerSecond: rounded(calls / seconds),
      readingSeconds: rounded(readingSeconds),
      readingCallsPerSecond: rounded(calls / readingSeconds),
      miningSeconds: rounded(miningSeconds),
      peakMb: followed.peakMb(),
      readingPeakMb: followed.readingPeakMb,
      readingMb: tenths(followed.readingMb),
      proposals: followed.proposals,
      digest: await contentDigest(service.database, collectionId),
      ...(single > 0 ? { assignedMs: await importOneByOne(service, generatedCalls(single, seed + 1)) } : {}),
    };
  } finally {
    await processes.stop();
    await service.close();
  }
}

/** Milliseconds from when a call is read and stored to when its scenario is, each call in a run of its own; and how many have one. */
async function importOneByOne(service: Service, lines: Iterable<string>) {
  const taken: number[] = [];
  for (const line of lines) {
    const run = await service.ingestRuns.prepare({
      collectionId,
      label: 'one',
      startedBy: decidedBy,
      verbatim: false,
    });
    await run.addFile('call.jsonl', Readable.from([line]));
    await service.ingestRuns.begin(run.runId);
    await service.ingestRuns.finished(run.runId);
    const [timed] = (
      await service.database.query<{ ms: number }>(
        'select 1000 * extract(epoch from finished_at - reading_done_at)::float8 as ms from ingest_runs where id = $1',
        [run.runId],
      )
    ).rows;
    taken.push(timed?.ms ?? 0);
  }
  const [found] = (
    await service.database.query<{ assigned: number }>(
      'select count(*)::int as assigned from call_matters where not mined and cardinality(scenario_keys) > 0',
    )
  ).rows;
  return {
    calls: taken.length,
    assigned: found?.assigned ?? 0,
    p50: rounded(percentile(taken, 0.5)),
    p95: rounded(percentile(taken, 0.95)),
    max: rounded(Math.max(...taken)),
  };
}

/** Eleven samples, evenly spaced: how the memory of the largest process went from the beginning of reading to its end. */
function tenths(samples: readonly number[]): readonly number[] {
  if (samples.length === 0) return [];
  return Array.from({ length: 11 }, (_, n) => samples[Math.round((n / 10) * (samples.length - 1))] ?? 0);
}

const rounded = (value: number) => Math.round(value * 100) / 100;

/** The calls as files, generated as they are read. */
function files(calls: number, seed: number): readonly Readable[] {
  const lines = generatedCalls(calls, seed);
  const take = function* (count: number) {
    for (let n = 0; n < count; n += 1) yield `${lines.next().value ?? ''}\n`;
  };
  return Array.from({ length: Math.ceil(calls / callsPerFile) }, (_, index) =>
    Readable.from(take(Math.min(callsPerFile, calls - index * callsPerFile))),
  );
}

/** Waits for the run's end; the most memory of one process is told apart for the time of reading. */
async function followRun({ ingestRuns, database }: Service, runId: string, { pids, ended }: WorkerProcesses) {
  const watched = pids.length > 0 ? pids : [process.pid];
  const peakMb = () => Math.max(...watched.map(peakMemoryMb));
  let readingPeakMb = 0;
  const readingMb: number[] = [];
  const timer = setInterval(() => {
    database
      .query('select 1 from ingest_runs where id = $1 and reading_done_at is null', [runId])
      .then(({ rowCount }) => {
        if (rowCount === 0) return;
        readingPeakMb = peakMb();
        readingMb.push(Math.max(...watched.map(memoryMb)));
      })
      .catch(() => undefined);
  }, lookEveryMs);
  try {
    const run = await Promise.race([ingestRuns.finished(runId), ended]);
    if (run.status !== 'succeeded' || run.counts.failed > 0)
      throw new Error(`the run ended as ${run.status}: ${run.error ?? `${run.counts.failed} files failed`}`);
    return { proposals: run.progress.proposals, readingPeakMb, readingMb, peakMb };
  } finally {
    clearInterval(timer);
  }
}
