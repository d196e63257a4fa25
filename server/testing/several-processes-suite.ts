import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inProcessWakeUps } from '../adapters/in-process/in-process-wake-ups.ts';
import { readEvents } from '../modules/calls/call-record.ts';
import type { Database } from '../ports/database.ts';
import { type Curation, createCuration } from './curation.ts';
import { type Matter, publishAgain, publishHandbook, saidOf } from './handbook.ts';
import { type InProcessReplica, type StreamMessage, startReplica, type Way, wayTo } from './in-process-replica.ts';

/** Two ways to one database, as two processes have them. */
export interface TwoWays {
  readonly first: Database;
  readonly second: Database;
  close(): Promise<void>;
}

/** What calls promise when several processes serve them; no hint passes between the two. */
export function severalProcessesSuite(open: () => Promise<TwoWays>): void {
  let ways: TwoWays;
  let way: Way;
  let one: InProcessReplica;
  let two: InProcessReplica;
  let curation: Curation;
  let items: Readonly<Record<Matter, string>>;
  const lease = { leaseMs: 600, patienceMs: 5_000 };
  beforeAll(async () => {
    ways = await open();
    way = wayTo(ways.first);
    const memoryKey = randomBytes(32);
    const wakeUps = inProcessWakeUps();
    curation = await createCuration(ways.second, wakeUps);
    one = await startReplica({ name: 'one', database: way.database, wakeUps: inProcessWakeUps(), memoryKey, lease });
    two = await startReplica({ name: 'two', database: ways.second, wakeUps, memoryKey, lease });
    items = await publishHandbook({ curation, projections: two.projections });
    await one.projections.projector.waitFor(two.projections.state.position);
  });
  afterAll(async () => {
    way.release();
    await one.stop();
    await two.stop();
    await ways.close();
  });

  const callId = async () => (await two.calls.open('usr_agent', { context: {} })).id;
  const say = (replica: InProcessReplica, id: string, text: string, clientId?: string) =>
    replica.calls.hear(id, { role: 'customer', final: true, text, clientId });
  const eventsOf = (id: string) => readEvents(ways.second, id, 0, 1_000);
  const said = async (id: string) =>
    (
      await ways.second.query<{ seq: number; client_id: string | null; text: string }>(
        'select seq, client_id, text from call_utterances where call_id = $1 order by seq',
        [id],
      )
    ).rows;
  const onScreen = async (id: string) =>
    (
      await ways.second.query<{ item_id: string; version: number }>(
        'select item_id, version from exposures where call_id = $1 and gone_at is null',
        [id],
      )
    ).rows.map(({ item_id, version }) => `${item_id}@${version}`);

  describe('utterances of one call', () => {
    it('may come to any process, at the same time; each is stored once, in one order', async () => {
      const id = await callId();
      const numbers = await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          say(index % 2 === 0 ? one : two, id, saidOf(index % 3 === 0 ? 'refund' : 'garden'), `utterance-${index}`),
        ),
      );
      const stored = await said(id);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(stored.map(({ seq }) => seq));
      expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
      expect(new Set(stored.map(({ client_id }) => client_id)).size).toBe(16);
      const events = await eventsOf(id);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: events.length }, (_, index) => index + 1));
      const analysed = events.flatMap(({ event }) => (event.type === 'analysis' ? [event.data.utteranceSeq] : []));
      expect(analysed).toEqual(stored.map(({ seq }) => seq));
    });

    it('sent again to the other process under the same id change nothing', async () => {
      const id = await callId();
      const seq = await say(one, id, saidOf('refund'), 'the-same');
      expect(await say(two, id, saidOf('refund'), 'the-same')).toBe(seq);
      const [first, second] = await Promise.all([
        say(one, id, saidOf('garden'), 'at-once'),
        say(two, id, saidOf('garden'), 'at-once'),
      ]);
      expect(first).toBe(second);
      expect(await said(id)).toHaveLength(2);
    });

    it('heard by a process that was paused are refused when another took the call over, and nothing is written', async () => {
      const id = await callId();
      const paused = way.holdAt('from call_utterances where call_id = $1 and client_id', true);
      const late = say(one, id, saidOf('refund'), 'late');
      const refused = expect(late).rejects.toMatchObject({ code: 'conflict' });
      await paused;
      expect(await say(two, id, saidOf('garden'), 'other')).toBe(1);
      way.release();
      await refused;
      expect((await said(id)).map(({ client_id }) => client_id)).toEqual(['other']);
      expect(await say(one, id, saidOf('refund'), 'late')).toBe(2);
      const analysed = (await eventsOf(id)).filter(({ event }) => event.type === 'analysis');
      expect(analysed).toHaveLength(2);
    });

    it('that take longer than a lease keep the call while their process lives', async () => {
      const id = await callId();
      const reached = way.holdAt('from call_utterances where call_id = $1 and client_id', false);
      const slow = say(one, id, saidOf('refund'), 'slow');
      await reached;
      const waiting = say(two, id, saidOf('garden'), 'waiting');
      const untilOf = async () =>
        (
          await ways.second.query<{ until: Date }>('select owner_until as until from calls where id = $1', [id])
        ).rows[0]?.until.getTime() ?? 0;
      const firstUntil = await untilOf();
      // Renewed twice: the call would have gone to the other process long ago.
      await vi.waitFor(async () => expect(await untilOf()).toBeGreaterThan(firstUntil + lease.leaseMs), 60_000);
      way.release();
      expect(await Promise.all([slow, waiting])).toEqual([1, 2]);
    });

    it('wait for what a process left behind that ended, and no longer than its lease', async () => {
      const id = await callId();
      await ways.second.query(
        "update calls set owner = 'gone', owner_until = clock_timestamp() + interval '700 milliseconds' where id = $1",
        [id],
      );
      expect(await say(two, id, saidOf('refund'))).toBe(1);
      const kept = await ways.second.query('select 1 from calls where id = $1 and owner is null', [id]);
      expect(kept.rowCount).toBe(1);
    });

    it('are refused, to be sent again, when the call does not come free', async () => {
      const id = await callId();
      await ways.second.query(
        "update calls set owner = 'stuck', owner_until = clock_timestamp() + interval '1 hour' where id = $1",
        [id],
      );
      await expect(say(two, id, saidOf('refund'))).rejects.toMatchObject({ code: 'unavailable' });
      expect(await said(id)).toEqual([]);
    });

    it('of a call that another process ended are refused; ending it twice changes nothing', async () => {
      const id = await callId();
      await say(one, id, saidOf('refund'));
      const [ended, again] = await Promise.all([one.calls.end(id, 'solved'), two.calls.end(id, 'unresolved')]);
      expect(ended).toEqual(again);
      await expect(say(one, id, saidOf('garden'))).rejects.toMatchObject({ code: 'call_ended' });
      expect((await eventsOf(id)).filter(({ event }) => event.type === 'done')).toHaveLength(1);
    });
  });

  describe('names that a call taught', () => {
    it('are redacted by every process, are stored for none to read, and forgotten at the end', async () => {
      const id = await callId();
      const sealed = async () =>
        (
          await ways.second.query<{ text: string | null }>('select sealed_memory as text from calls where id = $1', [
            id,
          ])
        ).rows[0]?.text ?? null;
      expect(await sealed()).toBeNull();
      await say(one, id, '您好，我叫欧阳建国，我想问一下');
      await say(two, id, '刚才那个欧阳建国就是我，建国本人');
      await say(two, id, 'My name is Margaret Thornbury');
      await say(one, id, 'Could you tell Thornbury about it?');
      const texts = (await said(id)).map(({ text }) => text).join('\n');
      for (const name of ['欧阳建国', '建国', 'Margaret', 'Thornbury']) expect(texts).not.toContain(name);
      const stored = (await sealed()) ?? '';
      expect(stored).not.toBe('');
      for (const name of ['欧阳建国', 'Thornbury'])
        for (const encoding of ['utf8', 'base64', 'hex'] as const)
          expect(stored).not.toContain(Buffer.from(name).toString(encoding));
      await two.calls.end(id, 'solved');
      expect(await sealed()).toBeNull();
    });

    it('of another call, or changed, are not believed: the utterance is refused', async () => {
      const [id, other] = [await callId(), await callId()];
      await say(one, id, '您好，我叫欧阳建国，我想问一下');
      await ways.second.query(
        'update calls set sealed_memory = (select sealed_memory from calls where id = $1) where id = $2',
        [id, other],
      );
      await expect(say(two, other, saidOf('refund'))).rejects.toMatchObject({ code: 'unavailable' });
      await ways.second.query(
        "update calls set sealed_memory = 'v1.' || reverse(substr(sealed_memory, 4)) where id = $1",
        [id],
      );
      await expect(say(two, id, saidOf('refund'))).rejects.toMatchObject({ code: 'unavailable' });
      expect(await said(other)).toEqual([]);
    });
  });

  describe('a decision made while a process was paused', () => {
    it('is caught up with before a card is written: what was retracted is never shown', async () => {
      const id = await callId();
      const paused = way.holdAt('jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on', true);
      const late = say(one, id, saidOf('roaming'), 'late');
      await paused;
      const { position } = await curation.decide('retract', items.roaming, 1);
      await two.projections.projector.waitFor(position);
      way.release();
      await late.catch((error: unknown) => expect(error).toMatchObject({ code: 'conflict' }));
      const shown = (await eventsOf(id)).flatMap(({ event }) =>
        event.type === 'card' ? event.data.citations.map(({ itemId }) => itemId) : [],
      );
      expect(shown).not.toContain(items.roaming);
      expect(one.projections.state.position).toBeGreaterThanOrEqual(position);
    });

    it('replaces the version that it composed with: the newer one is shown at once', async () => {
      const id = await callId();
      const paused = way.holdAt('jsonb_to_recordset($1::jsonb) as w ("itemId" text, version int) on', false);
      const hearing = say(one, id, saidOf('upgrade'));
      await paused;
      const position = await publishAgain({ curation }, 'upgrade', 'second wording');
      await one.projections.projector.waitFor(position);
      way.release();
      await hearing;
      const first = (await eventsOf(id)).find(({ event }) => event.type === 'card')?.event;
      expect(first?.type === 'card' ? first.data.citations[0] : null).toMatchObject({
        itemId: items.upgrade,
        version: 2,
      });
    });
  });

  it('a card that a process showed and could not take off any more is taken off by another within moments', async () => {
    const { position } = await curation.decide('retract', items.courier, 1);
    await two.projections.projector.waitFor(position);
    const id = await callId();
    // As a process that was killed right after its commit leaves it.
    await ways.second.query(
      `insert into exposures (id, call_id, principal, card_id, item_id, version, position, level, shown_at)
       values ($1, $1, 'usr_agent', 'crd_left', $2, 1, $3, 'core', now())`,
      [id, items.courier, position - 1],
    );
    await ways.second.query('update calls set last_seq = last_seq + 1 where id = $1', [id]);
    await vi.waitFor(async () => expect(await onScreen(id)).toEqual([]), 60_000);
    const retracted = (await eventsOf(id)).filter(({ event }) => event.type === 'retract');
    expect(retracted.map(({ event }) => event.data)).toMatchObject([{ item: { itemId: items.courier }, position }]);
  });

  describe("a call's stream", () => {
    async function read(replica: InProcessReplica, id: string, after: string | undefined, most: number) {
      const abort = new AbortController();
      const messages: StreamMessage[] = [];
      for await (const message of await replica.stream(id, after, abort.signal)) {
        if (message.id === undefined) continue;
        messages.push(message);
        if (messages.length >= most) break;
      }
      abort.abort();
      return messages;
    }

    it('resumed on the other process again and again loses nothing and repeats nothing', async () => {
      const id = await callId();
      for (const matter of ['refund', 'garden', 'voucher', 'recipe'] as const)
        await say(matter === 'garden' ? one : two, id, saidOf(matter));
      await one.calls.end(id, 'solved');
      const whole = (await eventsOf(id)).map(({ seq }) => String(seq));
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 30 }),
          async (steps) => {
            const got: StreamMessage[] = [];
            for (let step = 0; got.at(-1)?.event !== 'done'; step += 1) {
              const [first, size] = steps[step % steps.length] ?? [true, 1];
              got.push(...(await read(first ? one : two, id, got.at(-1)?.id, size)));
            }
            expect(got.map(({ id: seq }) => seq)).toEqual(whole);
          },
        ),
        { numRuns: 10 },
      );
    });

    it('gives what another process wrote although no hint of it came', async () => {
      const id = await callId();
      const reading = read(one, id, undefined, Number.POSITIVE_INFINITY);
      await say(two, id, saidOf('refund'));
      await say(two, id, saidOf('garden'));
      await two.calls.end(id, 'solved');
      expect((await reading).map(({ id: seq }) => seq)).toEqual((await eventsOf(id)).map(({ seq }) => String(seq)));
    });

    it('stays open while the database is away, without any lease, and goes on when it is back', async () => {
      const id = await callId();
      const abort = new AbortController();
      const got: StreamMessage[] = [];
      const reading = (async () => {
        for await (const message of await one.stream(id, undefined, abort.signal)) got.push(message);
      })();
      const leases = () => got.filter(({ event }) => event === 'lease').length;
      await vi.waitFor(() => expect(leases()).toBeGreaterThan(0), 60_000);
      way.cut();
      await vi.waitFor(() => expect(one.projections.projector.isConfirmed()).toBe(false), 60_000);
      const before = leases();
      await expect(say(one, id, saidOf('refund'))).rejects.toMatchObject({ code: 'unavailable' });
      await say(two, id, saidOf('garden'));
      // Long enough for leases to have come: it looks each second.
      await new Promise((resolve) => setTimeout(resolve, 2_200));
      expect(leases()).toBe(before);
      way.release();
      await vi.waitFor(() => expect(leases()).toBeGreaterThan(before), 60_000);
      await vi.waitFor(() => expect(got.map(({ event }) => event)).toContain('analysis'), 60_000);
      abort.abort();
      await reading;
      const numbered = got.flatMap(({ id: seq }) => (seq === undefined ? [] : [seq]));
      expect(numbered).toEqual((await eventsOf(id)).map(({ seq }) => String(seq)));
    });
  });
}
