import { describe, expect, it } from 'vitest';
import type { Card } from '../../../graph-schema/index.ts';
import { messagesOfDecision } from './feed-messages.ts';

const card: Card = {
  id: 'c',
  level: 'core',
  kind: 'clause',
  headline: 'h',
  body: 'b',
  citations: [
    {
      itemId: 'i',
      version: 2,
      sourceId: 's',
      title: 't',
      locator: 'l',
      span: { segmentId: 'g', start: 0, end: 1 },
      quote: 'q',
    },
  ],
  approval: 'expert',
  confidence: 1,
  why: 'w',
  leaseMs: 5_000,
};
const decided = (type: string, version: number, itemId = 'i') =>
  messagesOfDecision({ id: '7', type, data: { position: 7, entries: 1, versions: [{ itemId, version }] } }, [card]);

describe('a decision of the feed', () => {
  it('takes a card whose version was retracted or suspended', () => {
    expect(decided('retract', 2)).toMatchObject([{ type: 'retract', data: { cardIds: ['c'], action: 'retract' } }]);
    expect(decided('suspend', 2)).toMatchObject([{ type: 'retract', data: { cardIds: ['c'], action: 'suspend' } }]);
  });

  it('takes a card that a newer version supersedes, and names that version', () => {
    expect(decided('publish', 3)).toMatchObject([
      { type: 'retract', data: { action: 'supersede', replacedBy: { itemId: 'i', version: 3 } } },
    ]);
  });

  it('takes a card that shows the retracted version as a step, though it does not cite it', () => {
    const steps = [{ itemId: 'step', name: 'n', instruction: 'i' }];
    const data = { position: 7, entries: 1, versions: [{ itemId: 'step', version: 4 }] };
    expect(messagesOfDecision({ id: '7', type: 'suspend', data }, [{ ...card, steps }])).toHaveLength(1);
  });

  it('takes every card when the decision is about more versions than it lists', () => {
    const data = { position: 7, entries: 500, versions: [{ itemId: 'other', version: 1 }] };
    expect(messagesOfDecision({ id: '7', type: 'retract', data }, [card])).toMatchObject([
      { data: { cardIds: ['c'] } },
    ]);
  });

  it('leaves other items, other versions and resumptions alone', () => {
    expect(decided('retract', 1)).toEqual([]);
    expect(decided('publish', 2)).toEqual([]);
    expect(decided('retract', 2, 'other')).toEqual([]);
    expect(decided('resume', 2)).toEqual([]);
  });
});
