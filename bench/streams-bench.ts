import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Service } from '../server/composition.ts';
import { ingestFiles, openBenchService, publishRun } from './bench-service.ts';

export interface StreamsBenchOptions {
  readonly clients: number;
  /** Clients beside them that stop reading. */
  readonly slow: number;
}

interface Reader {
  readonly response: IncomingMessage;
  /** When each kind of event came last, on the clock of `performance.now()`. */
  readonly seen: Map<string, number>;
}

const patienceMs = 60_000;
const spoken = 50;
const corpus = (name: string) => ({
  name: `${name}.jsonl`,
  content: Readable.from([
    `${JSON.stringify({ _id: name, title: `${name} refund rules`, text: `A ${name} parcel is refunded.` })}\n`,
  ]),
});

/**
 * Holds so many streams open on one process, half on calls of their own and half on the feed, and measures a decision's
 * way to every feed and an utterance's way to its stream. Clients and service share one process, so its memory is both.
 */
export async function streamsBench({ clients, slow }: StreamsBenchOptions) {
  const bench = await openBenchService();
  const service = bench.service();
  const server = createServer(service.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  try {
    await service.database.query("insert into collections (id, name) values ('bench', 'bench') on conflict do nothing");
    await publishRun(service, await ingestFiles(service, 'bench', [corpus('first')]));
    const { id: key, secret } = await keyOf(service);
    const open = (path: string) => follow(`${url}${path}`, secret, agent);
    const calls = await Promise.all(
      Array.from({ length: Math.floor(clients / 2) }, () => service.calls.open(key, { context: {} })),
    );
    globalThis.gc?.();
    const before = process.memoryUsage();
    const openedAt = performance.now();
    const onCalls = await Promise.all(calls.map(({ id }) => open(`/v1/calls/${id}/events`)));
    const onFeed = await Promise.all(Array.from({ length: clients - calls.length }, () => open('/v1/feed')));
    const stopped = await Promise.all(Array.from({ length: slow }, () => open('/v1/feed')));
    for (const { response } of stopped) response.pause();
    await every([...onCalls, ...onFeed], 'lease');
    const openSeconds = (performance.now() - openedAt) / 1_000;
    const after = process.memoryUsage();

    const run = await ingestFiles(service, 'bench', [corpus('second')]);
    const decidedAt = performance.now();
    await publishRun(service, run);
    const publishMs = performance.now() - decidedAt;
    const decisions = (await every(onFeed, 'publish')).map((at) => at - decidedAt);

    const utterances: number[] = [];
    for (const [index, { id }] of calls.slice(0, spoken).entries()) {
      const saidAt = performance.now();
      await service.calls.hear(id, { role: 'customer', final: true, text: 'What of the refund of a first parcel?' });
      const [came] = await every(onCalls.slice(index, index + 1), 'analysis');
      utterances.push((came ?? 0) - saidAt);
    }
    const metric = async () =>
      Number(/^\w*streams?\w* (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1] ?? Number.NaN);
    const streamsOpen = await metric();
    for (const { response } of [...onCalls, ...onFeed, ...stopped]) response.destroy();
    const left = await untilZero(metric);
    return {
      clients,
      slow,
      streamsOpen,
      openSeconds: round(openSeconds),
      memoryMb: {
        before: mb(before.rss),
        after: mb(after.rss),
        eachKb: round((after.rss - before.rss) / 1_024 / clients),
      },
      publishMs: round(publishMs),
      decisionToAllFeedsMs: percentiles(decisions),
      utteranceToStreamMs: percentiles(utterances),
      streamsLeft: left,
    };
  } finally {
    agent.destroy();
    server.closeAllConnections();
    server.close();
    await bench.close();
  }
}

async function keyOf({ access }: Service) {
  const user = { login: 'bench', displayName: 'bench', roles: ['admin'], password: 'only for a measurement' } as const;
  const { id } = await access.createUser('system:bench', user);
  return access.createApiKey(id, { name: 'bench', scopes: ['calls', 'feed'] });
}

function follow(url: string, secret: string, agent: Agent): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${secret}` } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}`));
      const seen = new Map<string, number>();
      response.setEncoding('utf8').on('data', (text: string) => {
        for (const [, event] of text.matchAll(/^event: (\w+)$/gm)) seen.set(event ?? '', performance.now());
      });
      response.on('error', () => {});
      resolve({ response, seen });
    });
    request.on('error', reject);
  });
}

/** When each reader got such an event; throws when one does not get it in time. */
async function every(readers: readonly Reader[], event: string): Promise<number[]> {
  const until = performance.now() + patienceMs;
  while (readers.some(({ seen }) => !seen.has(event))) {
    if (performance.now() > until) throw new Error(`not every stream got ${event} within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return readers.map(({ seen }) => seen.get(event) ?? Number.NaN);
}

async function untilZero(metric: () => Promise<number>): Promise<number> {
  const until = performance.now() + 10_000;
  let left = await metric();
  while (left > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = await metric();
  }
  return left;
}

const round = (value: number) => Math.round(value * 10) / 10;
const mb = (bytes: number) => Math.round(bytes / 1_048_576);

function percentiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}
