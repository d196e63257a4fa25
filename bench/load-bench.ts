import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { Service } from '../server/composition.ts';
import { loadSamples } from '../server/first-start/load-samples.ts';
import { openBenchService } from './bench-service.ts';
import { type Listened, openLoadClient } from './load-client.ts';
import { spokenLines } from './load-questions.ts';
import { percentile } from './ranking-metrics.ts';
import { seeded } from './seeded.ts';
import { peakMemoryMb } from './worker-processes.ts';

export interface LoadBenchOptions {
  readonly calls: number;
  readonly seconds: number;
  readonly seed: number;
}

interface Milliseconds {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface LoadReport {
  readonly calls: number;
  readonly seconds: number;
  readonly utterances: number;
  readonly errors: number;
  /** From the moment that an utterance is sent to its analysis on the call's stream. */
  readonly analysisMs: Milliseconds;
  /** From there to the first card that it brings. */
  readonly firstCardMs: Milliseconds;
  /** Utterances that were planted as answerable: after each the screen should cite the sample document that answers it. */
  readonly expectedCards: number;
  readonly deliveredCards: number;
  /** Processor time of the whole process, for each utterance. */
  readonly cpuMsEach: number;
  readonly peakMb: number;
  /** The same path with one call and nothing beside it, measured first. */
  readonly alone: { readonly analysisMs: Milliseconds; readonly firstCardMs: Milliseconds };
  /** Of the computer, over the last minute, before and after. */
  readonly loadAverage: readonly [number, number];
}

const samplesDirectory = fileURLToPath(new URL('../samples', import.meta.url));
/** Between two utterances of a call, as people speak: two to five seconds. */
const paceMs = { least: 2_000, more: 3_000 };
const aloneLines = 20;

/**
 * Calls that stream generated utterances at a human pace through HTTP while their streams are read; every third one asks
 * for something that the samples answer. Clients and service share one process, so times and memory are both's.
 */
export async function loadBench({ calls, seconds, seed }: LoadBenchOptions): Promise<LoadReport> {
  const bench = await openBenchService();
  const service = bench.service();
  const server = createServer(service.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await loadSamples(service, samplesDirectory, pino({ level: 'silent' }));
    const say = openLoadClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, await keyOf(service));
    const random = seeded(seed);
    const before = loadavg()[0] ?? 0;
    const lines = (n: number) => spokenLines(seed + n);
    // The first of them pay for the compiler.
    for (const n of [1, 2]) await say(lines(n), { lines: aloneLines, paceMs: () => 50 });
    const alone = await say(lines(3), { lines: aloneLines, paceMs: () => 200 });
    const cpuBefore = process.cpuUsage();
    const until = performance.now() + 1_000 * seconds;
    const listened = await Promise.all(
      Array.from({ length: calls }, async (_, n) => {
        const own = seeded(seed + 100 + n);
        await new Promise((resolve) => setTimeout(resolve, random() * paceMs.least));
        return say(lines(100 + n), { until, paceMs: () => paceMs.least + own() * paceMs.more });
      }),
    );
    const cpu = process.cpuUsage(cpuBefore);
    const report = reportOf(listened);
    return {
      calls,
      seconds,
      ...report,
      cpuMsEach: round((cpu.user + cpu.system) / 1_000 / Math.max(1, report.utterances)),
      peakMb: peakMemoryMb(process.pid),
      alone: timesOf([alone]),
      loadAverage: [round(before), round(loadavg()[0] ?? 0)],
    };
  } finally {
    server.closeAllConnections();
    server.close();
    await bench.close();
  }
}

async function keyOf({ access }: Service): Promise<string> {
  const user = { login: 'bench', displayName: 'bench', roles: ['admin'], password: 'only for a measurement' } as const;
  const { id } = await access.createUser('system:bench', user);
  const { secret } = await access.createApiKey(id, { name: 'bench', scopes: ['calls'] });
  return secret;
}

function reportOf(listened: readonly Listened[]) {
  const said = listened.flatMap((call) => call.said.map((line) => ({ ...line, shown: call.shownAfter.get(line.seq) })));
  const expected = said.filter(({ answer }) => answer !== null);
  return {
    utterances: said.length,
    errors: listened.reduce((sum, { errors }) => sum + errors, 0),
    ...timesOf(listened),
    expectedCards: expected.length,
    deliveredCards: expected.filter(({ answer, shown }) => answer !== null && shown?.has(answer)).length,
  };
}

function timesOf(listened: readonly Listened[]) {
  const waits = (times: (call: Listened) => ReadonlyMap<number, number>) =>
    listened.flatMap((call) =>
      call.said.flatMap(({ seq, sentAt }) => {
        const at = times(call).get(seq);
        return at === undefined ? [] : [at - sentAt];
      }),
    );
  return {
    analysisMs: percentiles(waits((call) => call.analysedAt)),
    firstCardMs: percentiles(waits((call) => call.cardAt)),
  };
}

const percentiles = (values: readonly number[]): Milliseconds => ({
  p50: round(percentile(values, 0.5)),
  p95: round(percentile(values, 0.95)),
  p99: round(percentile(values, 0.99)),
});
const round = (value: number) => Math.round(value * 10) / 10;
