import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardSchema, streamEventSchema } from '../../../graph-schema/index.ts';
import { type Matter, publishHandbook, saidOf } from '../../testing/handbook.ts';
import { startTestService, type TestService } from '../../testing/test-service.ts';
import { readEvents } from './call-record.ts';

let service: TestService;
let items: Readonly<Record<Matter, string>>;
beforeAll(async () => {
  service = await startTestService();
  items = await publishHandbook(service);
});
afterAll(() => service.close());

const openCall = async () => (await service.calls.open('usr_agent', { context: { region: 'north' } })).id;
const hear = (
  callId: string,
  text: string,
  more: { role?: 'customer' | 'agent'; clientId?: string; final?: boolean } = {},
) => service.calls.hear(callId, { role: 'customer', final: true, ...more, text });
const eventsOf = async (callId: string) =>
  (await readEvents(service.database, callId, 0, 500)).map(({ event }) => streamEventSchema.parse(event));
const typesOf = async (callId: string) => (await eventsOf(callId)).map(({ type }) => type);
const exposures = async (callId: string) =>
  (
    await service.database.query<{
      card_id: string;
      item_id: string;
      version: number;
      gone_reason: string | null;
      level: string;
    }>('select card_id, item_id, version, gone_reason, level from exposures where call_id = $1 order by shown_at, id', [
      callId,
    ])
  ).rows;

describe('an utterance', () => {
  it('of the customer gives an analysis and one core card, both on the stream when it is answered', async () => {
    const callId = await openCall();
    expect(await hear(callId, saidOf('refund'))).toBe(1);
    const events = await eventsOf(callId);
    expect(events[0]).toMatchObject({ type: 'analysis', data: { utteranceSeq: 1 } });
    const cards = events.flatMap((event) => (event.type === 'card' ? [cardSchema.parse(event.data)] : []));
    expect(cards.filter(({ level }) => level === 'core')).toHaveLength(1);
    expect(cards[0]).toMatchObject({ level: 'core', citations: [{ itemId: items.refund, version: 1 }] });
  });

  it('is written down as exposures: which version, on which card, of which position', async () => {
    const callId = await openCall();
    await hear(callId, saidOf('garden'));
    const [core] = await exposures(callId);
    expect(core).toMatchObject({ item_id: items.garden, version: 1, level: 'core', gone_reason: null });
    const [card] = (await eventsOf(callId)).flatMap((event) => (event.type === 'card' ? [event.data] : []));
    expect(core?.card_id).toBe(card?.id);
  });

  it('of the agent needs nothing', async () => {
    const callId = await openCall();
    await hear(callId, saidOf('refund'), { role: 'agent' });
    expect(await eventsOf(callId)).toMatchObject([
      { type: 'analysis', data: { emotion: { value: 'calm', cues: [] }, risk: { level: 'low' } } },
      { type: 'idle', data: { utteranceSeq: 1, reason: 'agent_speaks' } },
    ]);
  });

  it('that asks nothing is idle, and no gap', async () => {
    const callId = await openCall();
    await hear(callId, '好的');
    expect((await eventsOf(callId)).at(-1)).toMatchObject({ type: 'idle', data: { reason: 'no_request' } });
    const gaps = await service.database.query('select 1 from gaps where call_id = $1', [callId]);
    expect(gaps.rowCount).toBe(0);
  });

  it('about what the shown card tells already leaves that card where it is', async () => {
    const callId = await openCall();
    await hear(callId, saidOf('courier'));
    await hear(callId, saidOf('courier'));
    expect((await eventsOf(callId)).at(-1)).toMatchObject({ type: 'idle', data: { reason: 'card_still_fits' } });
    expect(
      (await exposures(callId)).filter(({ level, gone_reason }) => level === 'core' && gone_reason === null),
    ).toHaveLength(1);
  });

  it('that nothing answers is idle and leaves a gap with the question', async () => {
    const callId = await openCall();
    await hear(callId, 'Zeppelin mooring permits quarterly surcharge');
    expect((await eventsOf(callId)).at(-1)).toMatchObject({ type: 'idle', data: { reason: 'nothing_relevant' } });
    const gaps = await service.database.query('select question, language, context from gaps where call_id = $1', [
      callId,
    ]);
    expect(gaps.rows).toEqual([
      { question: 'Zeppelin mooring permits quarterly surcharge', language: 'en', context: { region: 'north' } },
    ]);
  });

  it('about another matter replaces the core card, and the exposures of the old one end', async () => {
    const callId = await openCall();
    await hear(callId, saidOf('invoice'));
    await hear(callId, saidOf('recipe'));
    const open = (await exposures(callId)).filter(({ gone_reason, level }) => gone_reason === null && level === 'core');
    expect(open).toMatchObject([{ item_id: items.recipe }]);
    expect((await exposures(callId)).find(({ item_id }) => item_id === items.invoice)).toMatchObject({
      gone_reason: 'replaced',
    });
  });

  it('sent again under its client id changes nothing and gets the same number', async () => {
    const callId = await openCall();
    await hear(callId, 'Good morning to you', { role: 'agent' });
    const first = await hear(callId, saidOf('password'), { clientId: 'u-1' });
    const before = await eventsOf(callId);
    expect(await hear(callId, saidOf('password'), { clientId: 'u-1' })).toBe(first);
    expect(await eventsOf(callId)).toEqual(before);
    expect((await service.database.query('select 1 from call_utterances where call_id = $1', [callId])).rowCount).toBe(
      2,
    );
  });

  it('sent twice at the same moment is heard once', async () => {
    const callId = await openCall();
    const both = await Promise.all([1, 2].map(() => hear(callId, saidOf('roaming'), { clientId: 'same' })));
    expect(both).toEqual([1, 1]);
    expect((await typesOf(callId)).filter((type) => type === 'analysis')).toHaveLength(1);
  });

  it('that may still change is not understood yet', async () => {
    const callId = await openCall();
    expect(await hear(callId, 'A parcel arr', { final: false })).toBe(0);
    expect(await eventsOf(callId)).toEqual([]);
  });

  it('is numbered in the order in which it came, also when many come at once', async () => {
    const callId = await openCall();
    const seqs = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        hear(callId, `Sentence number ${index}`, { role: 'agent', clientId: String(index) }),
      ),
    );
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const stored = await readEvents(service.database, callId, 0, 500);
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index + 1));
  });
});

describe('a call that ended', () => {
  it('closes its exposures, says so once, and refuses whatever is said afterwards', async () => {
    const callId = await openCall();
    await hear(callId, saidOf('voucher'));
    expect(await service.calls.end(callId, 'solved')).toMatchObject({ status: 'ended', outcome: 'solved' });
    expect(await service.calls.end(callId, 'unknown')).toMatchObject({ outcome: 'solved' });
    expect((await typesOf(callId)).filter((type) => type === 'done')).toHaveLength(1);
    expect((await exposures(callId)).every(({ gone_reason }) => gone_reason === 'call ended')).toBe(true);
    for (const final of [true, false]) {
      await expect(hear(callId, 'One more thing', { final })).rejects.toMatchObject({ code: 'call_ended' });
    }
  });

  it('is not there for whoever names one that never was', async () => {
    await expect(hear('cal_none', 'Hello there')).rejects.toMatchObject({ code: 'not_found' });
    await expect(service.calls.end('cal_none', 'solved')).rejects.toMatchObject({ code: 'not_found' });
  });
});
