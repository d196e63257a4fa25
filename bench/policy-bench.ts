import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { Readable } from 'node:stream';
import { readEvents } from '../client/event-stream.ts';
import type { Role } from '../graph-schema/index.ts';
import type { Service } from '../server/composition.ts';
import { decidedBy, openBenchService, publishRun } from './bench-service.ts';
import { percentile } from './ranking-metrics.ts';

export interface PolicyBenchOptions {
  /** Open calls, each with a stream of its own, all of which show the clause that changes. */
  readonly clients: number;
  /** Policy changes, each of another clause, each followed by its retraction. */
  readonly rounds: number;
}

const password = 'only for a measurement';
const patienceMs = 60_000;
const topics = ['umbrella', 'bicycle', 'violin', 'aquarium', 'telescope', 'wheelbarrow', 'typewriter', 'chandelier'];

/** One call's stream: which numbered events came, and when cards and retractions of a version did. */
interface Screen {
  readonly callId: string;
  readonly ids: number[];
  readonly cards: Map<string, number>;
  readonly retractions: Map<string, number[]>;
  close(): void;
}

const key = (itemId: string, version: number) => `${itemId}@${version}`;

/**
 * Changes a clause that is on the screen of every open call, through upload, comparison, two approvals and publishing
 * as people do it over HTTP, then retracts it. Times run from the last approval's answer, and from the retraction's
 * sending, to the event's receipt on each stream. Clients and service share one process.
 */
export async function policyBench({ clients, rounds }: PolicyBenchOptions) {
  if (rounds > topics.length) throw new Error(`--rounds can be ${topics.length} at most`);
  const loadBefore = loadavg()[0] ?? 0;
  const bench = await openBenchService();
  const service = bench.service();
  const server = createServer(service.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const screens: Screen[] = [];
  try {
    await publishRun(service, await upload(service, rulesOf(0)));
    const people = await employ(service, url);
    const { id: keyId, secret } = await keyOf(service);
    for (let n = 0; n < clients; n += 1) {
      const call = await service.calls.open(keyId, { context: {} });
      screens.push(await follow(url, secret, call.id));
    }
    const [served, gone]: [number[], number[]] = [[], []];
    for (let round = 1; round <= rounds; round += 1) {
      const topic = topics[round - 1] ?? '';
      const itemId = await clauseOf(service, round);
      await Promise.all(screens.map(({ callId }) => ask(service, callId, topic)));
      await until(() => screens.every(({ cards }) => cards.has(key(itemId, 1))), 'not every call shows the clause');
      const approvedAt = await changePolicy(service, people, round);
      await until(() => screens.every(({ cards }) => cards.has(key(itemId, 2))), 'not every call got the new card');
      served.push(...screens.map(({ cards }) => (cards.get(key(itemId, 2)) ?? Number.NaN) - approvedAt));
      const sentAt = performance.now();
      await people.compliance('POST', `/v1/items/${itemId}/versions/2/retract`, { reason: 'for a measurement' });
      await until(
        () => screens.every(({ retractions }) => retractions.has(key(itemId, 2))),
        'not every call lost the retracted card',
      );
      gone.push(...screens.map(({ retractions }) => (retractions.get(key(itemId, 2))?.[0] ?? Number.NaN) - sentAt));
    }
    const lost = screens.reduce((sum, screen) => sum + holesOf(screen), 0);
    const repeated = screens.reduce((sum, screen) => sum + repeatsOf(screen), 0);
    return {
      clients,
      rounds,
      approveToServedMs: percentiles(served),
      retractToGoneMs: percentiles(gone),
      lost,
      repeated,
      loadAverage: { before: round1(loadBefore), after: round1(loadavg()[0] ?? 0) },
    };
  } finally {
    for (const screen of screens) screen.close();
    server.closeAllConnections();
    server.close();
    await bench.close();
  }
}

/** Numbered events that a stream skipped. */
function holesOf({ ids }: Screen): number {
  const seen = new Set(ids);
  return Math.max(0, ...ids) - seen.size;
}

/** Events that came twice, and versions that were taken off by more than one event of one decision. */
function repeatsOf({ ids, retractions }: Screen): number {
  const twice = [...retractions.values()].reduce((sum, times) => sum + times.length - 1, 0);
  return ids.length - new Set(ids).size + twice;
}

/** The rules with the first `changed` terms shortened. */
function rulesOf(changed: number): string {
  const terms = topics.map((topic, i) => {
    const days = i < changed ? 10 + i : 30 + i;
    return `Article ${i + 1} A complaint about a damaged ${topic} is settled by the ${topic} desk within ${days} days.`;
  });
  const head = ['---', 'kind: regulation', 'title: Rules of the lost and damaged desk', 'language: en', '---'];
  return [...head, '# Rules of the lost and damaged desk', '', ...terms.flatMap((term) => [term, ''])].join('\n');
}

async function upload({ ingestRuns, database }: Service, text: string): Promise<string> {
  await database.query("insert into collections (id, name) values ('bench', 'bench') on conflict do nothing");
  const run = await ingestRuns.prepare({
    collectionId: 'bench',
    label: 'rules',
    startedBy: decidedBy,
    verbatim: false,
  });
  await run.addFile('rules.md', Readable.from([text]));
  await ingestRuns.begin(run.runId);
  const { status, error } = await ingestRuns.finished(run.runId);
  if (status !== 'succeeded') throw new Error(`the rules were not ingested: ${error ?? status}`);
  return run.runId;
}

async function clauseOf({ database }: Service, article: number): Promise<string> {
  const found = await database.query<{ id: string }>("select id from items where kind = 'clause' and key like $1", [
    `%/Article ${article}`,
  ]);
  const row = found.rows[0];
  if (!row) throw new Error(`there is no Article ${article}`);
  return row.id;
}

const ask = (service: Service, callId: string, topic: string) =>
  service.calls.hear(callId, {
    role: 'customer',
    final: true,
    text: `I complain about my damaged ${topic}: within how many days does the ${topic} desk settle it?`,
  });

type Send = (method: string, path: string, body?: object, etag?: number) => Promise<Answered>;
interface Answered {
  readonly id: string;
  readonly etag: number;
  readonly status: string;
  readonly contentHash: string;
}
type People = Readonly<Record<'product' | 'reviewer' | 'compliance', Send>>;

async function employ(service: Service, url: string): Promise<People> {
  const person = async (role: Role): Promise<Send> => {
    await service.access.createUser('system:bench', { login: role, displayName: role, roles: [role], password });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ login: role, password });
    const session = await fetch(`${url}/v1/sessions`, { method: 'POST', headers, body });
    const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const { csrfToken } = (await session.json()) as { csrfToken: string };
    return async (method, path, sent, etag) => {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...headers,
          cookie,
          'x-csrf-token': csrfToken,
          ...(etag === undefined ? {} : { 'if-match': `"${etag}"` }),
        },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Answered;
    };
  };
  return {
    product: await person('product'),
    reviewer: await person('reviewer'),
    compliance: await person('compliance'),
  };
}

/** From upload to publishing; resolves with the moment of the last approval's answer. */
async function changePolicy(service: Service, people: People, round: number): Promise<number> {
  const runId = await upload(service, rulesOf(round));
  const found = await service.database.query<{ id: string }>("select id from items where kind = 'regulation'");
  const made = await people.product('POST', '/v1/changesets', { title: `Change ${round}` });
  const path = `/v1/changesets/${made.id}`;
  const body = { targetId: found.rows[0]?.id, runId };
  const compared = await people.product('POST', `${path}/comparison`, body, made.etag);
  const waiting = await people.product('POST', `${path}/submit`, {}, compared.etag);
  const review = { decision: 'approve', contentHash: waiting.contentHash };
  await people.reviewer('POST', `${path}/reviews`, review, waiting.etag);
  const last = await people.compliance('POST', `${path}/reviews`, review, waiting.etag);
  if (last.status !== 'approved') throw new Error(`the changeset is ${last.status}`);
  const approvedAt = performance.now();
  await people.product('POST', `${path}/publish`, {}, waiting.etag);
  return approvedAt;
}

async function keyOf({ access }: Service) {
  const user = { login: 'bench', displayName: 'bench', roles: ['admin'], password } as const;
  const { id } = await access.createUser('system:bench', user);
  return access.createApiKey(id, { name: 'bench', scopes: ['calls'] });
}

async function follow(url: string, secret: string, callId: string): Promise<Screen> {
  const closing = new AbortController();
  const stream = await fetch(`${url}/v1/calls/${callId}/events`, {
    headers: { authorization: `Bearer ${secret}` },
    signal: closing.signal,
  });
  const screen = {
    callId,
    ids: [] as number[],
    cards: new Map<string, number>(),
    retractions: new Map<string, number[]>(),
  };
  const read = async () => {
    for await (const { id, type, data } of readEvents(stream)) {
      const at = performance.now();
      if (id !== null) screen.ids.push(Number(id));
      if (type === 'card') {
        for (const { itemId, version } of (data as { citations: { itemId: string; version: number }[] }).citations)
          if (!screen.cards.has(key(itemId, version))) screen.cards.set(key(itemId, version), at);
      } else if (type === 'retract') {
        const { itemId, version } = (data as { item: { itemId: string; version: number } }).item;
        const known = screen.retractions.get(key(itemId, version)) ?? [];
        screen.retractions.set(key(itemId, version), [...known, at]);
      }
    }
  };
  read().catch(() => undefined);
  return { ...screen, close: () => closing.abort() };
}

async function until(holds: () => boolean, otherwise: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${otherwise} within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const round1 = (value: number) => Math.round(value * 10) / 10;

function percentiles(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round1(percentile(sorted, share));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
