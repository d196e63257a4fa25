import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import type { Database } from '../ports/database.ts';
import type { FollowedStream, StreamedEvent } from '../testing/call-platform.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/postgres-databases.ts';
import { type ReplicaPair, startReplicaPair } from '../testing/replica-pair.ts';
import { describeWith } from '../testing/services/test-services.ts';
import { silentLog } from '../testing/silent-log.ts';

const soon = { timeout: 120_000, interval: 20 };
const patient = { timeout: 180_000 };

/** Words that no other item has, so that who says them gets its card. */
const words = (topic: string) => `${topic} drawer of the walnut cabinet jams since the delivery`;
const said = (topic: string) => `Hello, the ${words(topic).toLowerCase()}, what now?`;

const numbers = (...streams: readonly FollowedStream[]) =>
  streams.flatMap(({ events }) => events.flatMap(({ id }) => (id === undefined ? [] : [Number(id)])));
const lastId = ({ events }: FollowedStream) => events.findLast(({ id }) => id !== undefined)?.id;
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const isLease = ({ event }: StreamedEvent) => event === 'lease';
const positionOf = ({ data }: StreamedEvent) => z.object({ position: z.number() }).parse(data).position;
const about = (type: 'card' | 'retract', itemId: string) => (event: StreamedEvent) =>
  event.event === type && JSON.stringify(event.data).includes(itemId);

/** Leases that came before a retraction although they said that it was known. */
const confirmedTooFar = (events: readonly StreamedEvent[]) =>
  events.flatMap((retract, index) =>
    retract.event === 'retract'
      ? events.slice(0, index).filter((event) => isLease(event) && positionOf(event) >= positionOf(retract))
      : [],
  );

describeWith(['postgres', 'redis'], 'several replicas', ({ postgres, redis }) => {
  let records: PostgresTestDatabase;
  let database: Database;
  let pair: ReplicaPair;
  const streams: FollowedStream[] = [];

  beforeAll(async () => {
    records = await createPostgresDatabase(postgres);
    database = postgresDatabase({ url: records.url, log: silentLog, poolSize: 3 });
    pair = await startReplicaPair({ postgres: records.url, redis });
  }, 240_000);
  afterEach(async () => {
    pair.b.resume();
    await pair.lines.postgres.heal();
    await pair.lines.redis.heal();
    const followed = streams.splice(0);
    await Promise.all(followed.map((stream) => stream.leave()));
    for (const { events } of followed) expect(confirmedTooFar(events)).toEqual([]);
  });
  afterAll(async () => {
    await pair?.close();
    await database?.close();
    await records?.drop();
  }, 240_000);

  const kept = (stream: FollowedStream): FollowedStream => {
    streams.push(stream);
    return stream;
  };
  const follow = (url: string, callId: string, after?: string) => kept(pair.platform.follow(url, callId, after));
  const came = (stream: FollowedStream, fits: (event: StreamedEvent) => boolean, from = 0) =>
    vi.waitFor(() => {
      const found = stream.events.slice(from).find(fits);
      if (found === undefined) throw new Error(`only ${stream.events.map(({ event }) => event).join(', ')}`);
      return found;
    }, soon);
  const served = (url: string, topic: string, itemId: string) =>
    vi.waitFor(async () => expect((await pair.platform.ask(url, said(topic))).text).toContain(itemId), soon);
  const readiness = async (url: string) => (await fetch(`${url}/health/ready`)).status;
  const stored = async (callId: string) =>
    (
      await database.query<{ seq: number; client_id: string; text: string }>(
        'select seq, client_id, text from call_utterances where call_id = $1 order by seq',
        [callId],
      )
    ).rows;
  const lastSeq = async (callId: string) =>
    Number((await database.query<{ n: number }>('select last_seq as n from calls where id = $1', [callId])).rows[0]?.n);
  const gapsOf = async (callId: string) =>
    (await database.query('select question from gaps where call_id = $1', [callId])).rows;
  /** Everything of the call came over these streams together, in order and once. */
  const cameOnce = (callId: string, ...over: readonly FollowedStream[]) =>
    vi.waitFor(async () => expect(numbers(...over)).toEqual(upTo(await lastSeq(callId))), soon);
  /** A call in which one replica shows a card that is in force since a moment ago. */
  async function shownCard(topic: string, url: string) {
    const { itemId } = await pair.team.publish(pair.a.url, words(topic));
    const approvedAt = performance.now();
    await served(url, topic, itemId);
    const servedMs = performance.now() - approvedAt;
    const callId = await pair.platform.open(url);
    const stream = follow(url, callId);
    expect(await pair.platform.say(url, callId, { clientId: 'first', text: said(topic) })).toMatchObject({ seq: 1 });
    await came(stream, about('card', itemId));
    return { itemId, callId, stream, servedMs };
  }

  it('serve at once what another one put in force, and take off what it retracted, once', patient, async () => {
    const { a, b, team, platform } = pair;
    const { itemId, callId, stream, servedMs } = await shownCard('Amber', b.url);
    await team.retract(a.url, itemId);
    const retractedAt = performance.now();
    const gone = await came(stream, about('retract', itemId));
    console.info(
      `on another replica: approval to served ${servedMs.toFixed(0)} ms, retraction to gone ${(gone.at - retractedAt).toFixed(0)} ms`,
    );
    expect(await platform.say(a.url, callId, { clientId: 'second', text: said('Amber') })).toMatchObject({ seq: 2 });
    await cameOnce(callId, stream);
    expect(stream.events.filter(about('retract', itemId))).toHaveLength(1);
    expect((await platform.ask(b.url, said('Amber'))).text).not.toContain(itemId);
  });

  it('hear the utterances of one call in turn, as one of them would', patient, async () => {
    const { a, b, platform } = pair;
    const callId = await platform.open(a.url);
    const [atA, atB] = [follow(a.url, callId), follow(b.url, callId)];
    const texts = [
      '您好，我叫欧阳建国，我想问一下',
      '刚才那个欧阳建国就是我，建国本人',
      'My name is Margaret Thornbury',
      'Could you tell Thornbury about it?',
      ...upTo(8).map((index) => `${said('Amber')} That is the ${index}th time I ask.`),
    ];
    for (const [index, text] of texts.entries()) {
      const heard = await platform.say(index % 2 === 0 ? a.url : b.url, callId, { clientId: `say-${index}`, text });
      expect(heard).toMatchObject({ status: 202, seq: index + 1 });
    }
    await cameOnce(callId, atA);
    await cameOnce(callId, atB);
    const rows = await stored(callId);
    expect(rows.map(({ client_id }) => client_id)).toEqual(texts.map((_, index) => `say-${index}`));
    const everything = JSON.stringify([rows, atA.events, await gapsOf(callId)]);
    for (const name of ['欧阳', '建国', 'Margaret', 'Thornbury']) expect(everything).not.toContain(name);
  });

  it('confirm nothing after a pause in which another one retracted it', patient, async () => {
    const { a, b, team } = pair;
    for (const topic of ['Basalt', 'Copper', 'Cedar']) {
      const { itemId, callId, stream: atB } = await shownCard(topic, b.url);
      await came(atB, isLease);
      b.pause();
      await team.retract(a.url, itemId);
      const before = atB.events.length;
      const moved = follow(a.url, callId, lastId(atB));
      await came(moved, about('retract', itemId));
      // As long as one that runs would have given leases.
      await vi.waitFor(() => expect(moved.events.filter(isLease).length).toBeGreaterThan(1), soon);
      expect(atB.events).toHaveLength(before);
      b.resume();
      await came(atB, isLease, before);
      expect(atB.events[before]).toSatisfy(about('retract', itemId));
      expect(atB.events.filter(about('retract', itemId))).toHaveLength(1);
      await cameOnce(callId, atB);
      expect(numbers(moved)).toEqual(upTo(await lastSeq(callId)).slice(-numbers(moved).length));
      expect(moved.events.filter(about('retract', itemId))).toHaveLength(1);
    }
  });

  it(
    'leave a call to another one that took it over while they were paused in the middle of an utterance',
    patient,
    async () => {
      const { a, b, platform } = pair;
      const callId = await platform.open(b.url);
      const stream = follow(a.url, callId);
      let late: ReturnType<typeof platform.say> | undefined;
      await database.transaction(async (tx) => {
        // It may read what was said, and waits with writing.
        await tx.query('lock table call_utterances in exclusive mode');
        late = platform.say(b.url, callId, { clientId: 'held', text: said('Basalt') });
        await vi.waitFor(async () => {
          const held = await tx.query('select from calls where id = $1 and owner is not null', [callId]);
          expect(held.rowCount).toBe(1);
        }, soon);
        b.pause();
      });
      expect(await platform.say(a.url, callId, { clientId: 'other', text: said('Copper') })).toMatchObject({ seq: 1 });
      b.resume();
      expect(await late).toMatchObject({ status: 409, code: 'conflict' });
      expect((await stored(callId)).map(({ client_id }) => client_id)).toEqual(['other']);
      for (const url of [b.url, a.url])
        expect(await platform.say(url, callId, { clientId: 'held', text: said('Basalt') })).toMatchObject({ seq: 2 });
      expect((await stored(callId)).map(({ client_id }) => client_id)).toEqual(['other', 'held']);
      await cameOnce(callId, stream);
    },
  );

  it('go on with the calls and streams of one that was killed', patient, async () => {
    const { a, b, platform } = pair;
    const calls = await Promise.all(upTo(4).map(() => platform.open(a.url)));
    const atA = calls.map((callId) => follow(a.url, callId));
    const many = 8;
    const heard: number[] = [];
    const flows = calls.map(async (callId) => {
      for (const index of upTo(many)) {
        const utterance = { clientId: `say-${index}`, text: `${said('Cedar')} And ${index} more.` };
        expect(await platform.insist(() => pair.urls('a'), callId, utterance)).toBe(index);
        heard.push(index);
      }
    });
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(calls.length * 2), soon);
    await a.kill();
    const atB = await Promise.all(
      atA.map(async (stream, index) => {
        await stream.ended;
        return follow(b.url, calls[index] ?? '', lastId(stream));
      }),
    );
    await Promise.all(flows);
    for (const [index, callId] of calls.entries()) {
      expect((await stored(callId)).map(({ client_id }) => client_id)).toEqual(upTo(many).map((n) => `say-${n}`));
      await cameOnce(callId, ...[atA[index], atB[index]].filter((stream) => stream !== undefined));
    }
    await pair.restart('a');
  });

  it.each(['cut', 'blackhole'] as const)(
    'go on without Redis (%s): decisions, streams and jobs',
    patient,
    async (outage) => {
      const { a, b, team, platform, lines } = pair;
      await lines.redis[outage]();
      const topics = outage === 'cut' ? ['Dune', 'Delta'] : ['Ember'];
      for (const topic of topics) {
        const { itemId, callId, stream } = await shownCard(topic, b.url);
        expect(await platform.say(a.url, callId, { clientId: 'over-a', text: said(topic) })).toMatchObject({ seq: 2 });
        await team.retract(a.url, itemId);
        await came(stream, about('retract', itemId));
        await cameOnce(callId, stream);
        await came(stream, isLease, stream.events.length);
      }
      const runId = await platform.upload(b.url, `${outage}.md`, `# ${outage}\n\n${words(outage)}.\n`);
      await vi.waitFor(async () => expect(await platform.runStatus(b.url, runId)).toBe('succeeded'), soon);
    },
  );

  it.each(['cut', 'blackhole'] as const)('fail closed without PostgreSQL (%s), and heal', patient, async (outage) => {
    const { a, b, team, platform, lines } = pair;
    const topic = outage === 'cut' ? 'Flint' : 'Garnet';
    const { itemId, callId, stream: atB } = await shownCard(topic, b.url);
    const atA = follow(a.url, callId);
    await came(atB, isLease);
    await lines.postgres[outage]();
    await vi.waitFor(async () => expect(await readiness(b.url)).toBe(503), soon);
    const before = atB.events.length;
    const utterance = { clientId: 'second', text: said(topic) };
    const refused = await Promise.all([platform.say(b.url, callId, utterance), platform.ask(b.url, said(topic))]);
    for (const answer of refused) expect(answer).toMatchObject({ status: 503, code: 'unavailable' });
    await team.retract(a.url, itemId);
    const from = atA.events.length;
    await vi.waitFor(() => expect(atA.events.slice(from).filter(isLease).length).toBeGreaterThan(1), soon);
    expect(atB.events).toHaveLength(before);
    expect(await readiness(b.url)).toBe(503);
    await lines.postgres.heal();
    await came(atB, isLease, before);
    expect(atB.events[before]).toSatisfy(about('retract', itemId));
    await vi.waitFor(async () => expect(await readiness(b.url)).toBe(200), soon);
    expect(await platform.say(b.url, callId, utterance)).toMatchObject({ seq: 2 });
    await cameOnce(callId, atB);
    await cameOnce(callId, atA);
    expect((await stored(callId)).map(({ client_id }) => client_id)).toEqual(['first', 'second']);
  });

  it('lose and double nothing while they are restarted one after the other', patient, async () => {
    const { platform } = pair;
    const calls = await Promise.all(upTo(3).map(() => platform.open(pair.b.url)));
    const followed = calls.map((callId, index) =>
      kept(platform.followAnywhere(() => pair.urls(index % 2 === 0 ? 'a' : 'b'), callId)),
    );
    let rolling = true;
    const flows = calls.map(async (callId) => {
      const ids: string[] = [];
      for (let turn = 1; rolling; turn += 1) {
        const utterance = { clientId: `say-${turn}`, text: `${said('Cedar')} And ${turn} more.` };
        expect(await platform.insist(() => pair.urls(turn % 2 === 0 ? 'a' : 'b'), callId, utterance)).toBe(turn);
        ids.push(utterance.clientId);
      }
      return ids;
    });
    const restarts = async () => {
      for (const which of ['a', 'b'] as const) {
        expect(await pair[which].stop()).toBe(0);
        await pair.restart(which);
      }
    };
    await restarts().finally(() => {
      rolling = false;
    });
    for (const [index, ids] of (await Promise.all(flows)).entries()) {
      const callId = calls[index] ?? '';
      expect((await stored(callId)).map(({ client_id }) => client_id)).toEqual(ids);
      await cameOnce(callId, ...followed.slice(index, index + 1));
    }
  });
});
