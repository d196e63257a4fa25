import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Card } from '../../../graph-schema/index.ts';
import {
  emptyStream,
  isConfirmed,
  limits,
  parseMessage,
  reduceStream,
  type StreamMessage,
  shownCards,
} from './stream-state.ts';

function card(id: string, level: Card['level'] = 'core', itemId = `itm-${id}`): Card {
  return {
    id,
    level,
    kind: 'clause',
    headline: `headline ${id}`,
    body: 'body',
    citations: [
      {
        itemId,
        version: 1,
        sourceId: 's',
        title: 't',
        locator: '第一条',
        span: { segmentId: 'g', start: 0, end: 1 },
        quote: 'q',
      },
    ],
    approval: 'expert',
    confidence: 0.9,
    why: 'why',
    leaseMs: 5_000,
  };
}
const cardMessage = (id: string | null, shown: Card): StreamMessage => ({ id, type: 'card', data: shown });
const retraction = (id: string, cardIds: string[], itemId = 'itm-none'): StreamMessage => ({
  id,
  type: 'retract',
  data: { cardIds, item: { itemId, version: 1 }, position: 9, action: 'retract', replacedBy: null },
});
const play = (messages: readonly StreamMessage[], now = 0) =>
  messages.reduce((state, message) => reduceStream(state, message, now), emptyStream);
const idsOn = (messages: readonly StreamMessage[]) => shownCards(play(messages)).map((shown) => shown.id);

describe('the screen of a call', () => {
  it('holds one core card and moves the one before it to the history', () => {
    const state = play([cardMessage('1', card('a')), cardMessage('2', card('b'))]);
    expect(shownCards(state).map((shown) => shown.id)).toEqual(['b']);
    expect(state.history.map((past) => [past.cardId, past.reason])).toEqual([['a', 'replaced']]);
  });

  it('takes a retracted card away and keeps its place with a quiet line', () => {
    const state = play([
      cardMessage('1', card('a', 'detail')),
      cardMessage('2', card('b', 'detail')),
      retraction('3', ['b']),
    ]);
    expect(state.details.map((slot) => slot.state)).toEqual(['gone', 'shown']);
    expect(JSON.stringify(state.details[0])).not.toContain('headline b');
  });

  it('forgets the words of a past card whose guidance was retracted', () => {
    const state = play([cardMessage('1', card('a')), cardMessage('2', card('b')), retraction('3', [], 'itm-a')]);
    expect(state.history).toEqual([{ cardId: 'a', card: null, reason: 'retract' }]);
  });

  it('takes away a card that cites the retracted version though the event does not name it', () => {
    expect(idsOn([cardMessage('1', card('a', 'alert', 'itm-x')), retraction('2', [], 'itm-x')])).toEqual([]);
  });

  it('gives up the place of a retracted card when the next one comes', () => {
    const state = play([cardMessage('1', card('a')), retraction('2', ['a']), cardMessage('3', card('b'))]);
    expect(shownCards(state).map((shown) => shown.id)).toEqual(['b']);
    expect(state.history).toEqual([]);
  });

  it('keeps cards confirmed while leases come and unconfirmed after the last one has lapsed', () => {
    const first = reduceStream(emptyStream, cardMessage('1', card('a')), 1_000);
    const extended = reduceStream(first, { id: null, type: 'lease', data: { position: 4, extendMs: 5_000 } }, 4_000);
    if (extended.core?.state !== 'shown') throw new Error('the card is not there');
    expect(isConfirmed(extended.core.shown, 8_999)).toBe(true);
    expect(isConfirmed(extended.core.shown, 9_000)).toBe(false);
    expect(extended.position).toBe(4);
  });

  it('puts composed words beside their card, and takes them off with it or with what they cite', () => {
    const sentence = (index: number, itemId: string): StreamMessage => ({
      id: `d${index}`,
      type: 'delta',
      data: { cardId: 'a', index, text: `sentence ${index}`, citations: card('c', 'core', itemId).citations },
    });
    const shown = [cardMessage('1', card('a')), sentence(1, 'itm-x'), sentence(0, 'itm-a'), sentence(1, 'itm-x')];
    const textsOf = (more: readonly StreamMessage[]) =>
      play([...shown, ...more]).composed?.sentences.map(({ text }) => text);
    expect(textsOf([])).toEqual(['sentence 0', 'sentence 1']);
    expect(textsOf([retraction('2', [], 'itm-x')])).toEqual(['sentence 0']);
    expect(textsOf([retraction('2', ['a'])])).toBeUndefined();
    expect(textsOf([cardMessage('2', card('b'))])).toBeUndefined();
    expect(textsOf([cardMessage('2', card('b', 'detail'))])).toHaveLength(2);
    const end: StreamMessage = { id: '3', type: 'done', data: { reason: 'answered', sentences: 2, dropped: 1 } };
    expect(play([...shown, end]).composed?.ended).toEqual({ composed: true, sentences: 2, dropped: 1 });
    const late: StreamMessage = {
      id: '3',
      type: 'done',
      data: { reason: 'answered', composed: false, notComposed: 'late' },
    };
    expect(play([cardMessage('1', card('a')), late]).composed).toMatchObject({
      cardId: 'a',
      ended: { notComposed: 'late' },
    });
  });

  it('ignores events that it does not know and those whose data is not what they promise', () => {
    expect(parseMessage({ id: '1', type: 'delta', data: {} })).toBeNull();
    expect(parseMessage({ id: '1', type: 'card', data: { id: 'x' } })).toBeNull();
    expect(parseMessage({ id: '1', type: 'card', data: { ...card('a'), citations: [] } })).toBeNull();
  });
});

describe('any order of events', () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const level = fc.constantFrom('core', 'detail', 'alert') as fc.Arbitrary<Card['level']>;
  const body = fc.oneof(
    fc.tuple(ids, level).map(([id, of]) => ({ type: 'card' as const, data: card(`${id}-${of}`, of) })),
    fc.tuple(ids, level).map(([id, of]) => {
      const { type, data } = retraction('', [`${id}-${of}`]) as Extract<StreamMessage, { type: 'retract' }>;
      return { type, data };
    }),
    fc.constant({ type: 'lease' as const, data: { position: 1, extendMs: 5_000 } }),
    fc.constant({ type: 'idle' as const, data: { utteranceSeq: 1, reason: 'nothing_relevant' } }),
  );
  const messages = fc
    .array(body, { maxLength: 40 })
    .map((list) =>
      list.map((one, index): StreamMessage => ({ id: one.type === 'lease' ? null : String(index), ...one })),
    );

  it('shows no card after it was retracted, unless it was sent again later', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const shown = new Set(idsOn(list));
        for (const id of shown) {
          const sent = list.findLastIndex((one) => one.type === 'card' && one.data.id === id);
          const taken = list.findLastIndex((one) => one.type === 'retract' && one.data.cardIds.includes(id));
          expect(sent).toBeGreaterThan(taken);
        }
      }),
    );
  });

  it('stays within what fits on the screen', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const state = play(list);
        expect(state.details.length).toBeLessThanOrEqual(limits.details);
        expect(state.alerts.length).toBeLessThanOrEqual(limits.alerts);
        expect(state.history.length).toBeLessThanOrEqual(limits.history);
      }),
    );
  });

  it('is unchanged by events that a resumed stream sends again', () => {
    fc.assert(
      fc.property(messages, fc.nat(), (list, from) => {
        const again = list.slice(from % (list.length + 1)).filter((one) => one.id !== null);
        expect(play([...list, ...again])).toEqual(play(list));
      }),
    );
  });
});
