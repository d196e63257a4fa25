import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPublishedState, type PublishedStateProjection } from '../../publishing/index.ts';
import type { OpenExposure } from './call-record.ts';
import { eventsOfLosses, lossOf } from './lost-cards.ts';

const instant = (at: number) => new Date(at * 1_000);
const at = (asOf: number, knownAt = 1_000) => ({ asOf: instant(asOf), knownAt: instant(knownAt) });
type Action = 'publish' | 'retract' | 'suspend' | 'resume';
type Step = [action: Action, itemId: string, version: number, from?: number | null, to?: number | null];

/** Applies decisions to one state: the decision of position p is decided at second p. */
function history(...steps: Step[]): PublishedStateProjection {
  const state = createPublishedState();
  for (const [index, [action, itemId, version, from = null, to = null]] of steps.entries()) {
    const decision = { position: index + 1, decidedAt: instant(index + 1) };
    const interval = { from: from === null ? null : instant(from), to: to === null ? null : instant(to) };
    const thing = { sort: 'node', kind: 'script', collectionId: 'main', itemId } as const;
    const rest = { conditions: {}, audience: ['agent'], approval: 'expert', confidence: 1, later: [] } as const;
    state.apply(decision, [
      action === 'publish'
        ? { action, item: thing, version: { itemId, version, ...decision, interval, ...rest } }
        : { action, itemId, version },
    ]);
  }
  return state;
}

const shown = (cardId: string, itemId: string, version = 1): OpenExposure => ({
  cardId,
  itemId,
  version,
  level: 'core',
});

describe('lossOf', () => {
  it('finds nothing lost while the version is in force', () => {
    expect(lossOf(history(['publish', 'a', 1]), 'a', 1, at(5))).toBeNull();
    expect(lossOf(history(['publish', 'a', 1], ['suspend', 'a', 1], ['resume', 'a', 1]), 'a', 1, at(5))).toBeNull();
  });

  it.each(['retract', 'suspend'] as const)('names the decision that took it away: %s', (action) => {
    expect(lossOf(history(['publish', 'a', 1], [action, 'a', 1]), 'a', 1, at(5))).toEqual({
      type: 'retract',
      action,
      position: 2,
      replacedBy: null,
    });
  });

  it('names the version that holds instead', () => {
    const state = history(['publish', 'a', 1], ['publish', 'a', 2]);
    expect(lossOf(state, 'a', 1, at(5))).toEqual({ type: 'retract', action: 'supersede', position: 2, replacedBy: 2 });
  });

  it('names what holds instead of a version that was retracted after it was superseded', () => {
    const state = history(['publish', 'a', 1], ['publish', 'a', 2], ['retract', 'a', 1]);
    expect(lossOf(state, 'a', 1, at(5))).toMatchObject({ action: 'retract', position: 3, replacedBy: 2 });
  });

  it('is superseded by nothing when the newer version was withdrawn: the older does not revive', () => {
    const state = history(['publish', 'a', 1], ['publish', 'a', 2], ['suspend', 'a', 2]);
    expect(lossOf(state, 'a', 1, at(5))).toEqual({
      type: 'retract',
      action: 'supersede',
      position: 2,
      replacedBy: null,
    });
  });

  it('blames the newer version that covers the moment, not a later one that has yet to begin', () => {
    const state = history(['publish', 'a', 1], ['publish', 'a', 2], ['suspend', 'a', 2], ['publish', 'a', 3, 900]);
    expect(lossOf(state, 'a', 1, at(5))).toMatchObject({ action: 'supersede', position: 2, replacedBy: null });
  });

  it('expires at the end of its interval, from that very instant', () => {
    const state = history(['publish', 'a', 1, null, 50]);
    expect(lossOf(state, 'a', 1, at(49))).toBeNull();
    expect(lossOf(state, 'a', 1, at(50))).toEqual({ type: 'expire', at: instant(50) });
  });

  it('expires although a newer version is scheduled for later', () => {
    const state = history(['publish', 'a', 1, null, 50], ['publish', 'a', 2, 70]);
    expect(lossOf(state, 'a', 1, at(60))).toEqual({ type: 'expire', at: instant(50) });
  });

  it('is superseded when a scheduled version begins', () => {
    const state = history(['publish', 'a', 1], ['publish', 'a', 2, 70]);
    expect(lossOf(state, 'a', 1, at(69))).toBeNull();
    expect(lossOf(state, 'a', 1, at(70))).toMatchObject({ action: 'supersede', position: 2, replacedBy: 2 });
  });

  it('says that a version is lost exactly when it is not the one in force', () => {
    const anyStep = fc.tuple(
      fc.constantFrom<Action>('retract', 'suspend', 'resume', 'publish'),
      fc.constant('a'),
      fc.integer({ min: 1, max: 4 }),
      fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
      fc.option(fc.integer({ min: 10, max: 20 }), { nil: null }),
    );
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), fc.integer({ min: 0, max: 21 }), (steps, now) => {
        let versions = 0;
        const numbered = steps.map((step): Step => {
          const [action, item, version, from, to] = step;
          if (action === 'publish') versions += 1;
          return [action, item, action === 'publish' ? versions : version, from, to];
        });
        const state = history(['publish', 'b', 1], ...numbered);
        for (let version = 1; version <= versions; version += 1) {
          const lost = lossOf(state, 'a', version, at(now)) !== null;
          expect(lost).toBe(state.inForce('a', at(now))?.version !== version);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('eventsOfLosses', () => {
  it('sends one event a version, naming every card that showed it', () => {
    const state = history(['publish', 'a', 1], ['publish', 'b', 1], ['retract', 'a', 1]);
    const lost = eventsOfLosses(state, [shown('x', 'a'), shown('x', 'b'), shown('y', 'a')], at(5));
    expect(lost).toMatchObject({
      events: [{ type: 'retract', data: { cardIds: ['x', 'y'], position: 3, item: { itemId: 'a', version: 1 } } }],
      cardIds: ['x', 'y'],
      superseded: false,
    });
  });

  it('gives the same version and decision the same once-key, and every other decision another', () => {
    const key = (...rest: Parameters<typeof history>) =>
      eventsOfLosses(history(['publish', 'a', 1], ...rest), [shown('x', 'a')], at(5)).events[0]?.onceKey;
    const suspended = key(['suspend', 'a', 1]);
    expect(key(['suspend', 'a', 1])).toBe(suspended);
    expect(key(['suspend', 'a', 1], ['resume', 'a', 1], ['suspend', 'a', 1])).not.toBe(suspended);
  });

  it('asks for what holds now only when something does', () => {
    const superseded = history(['publish', 'a', 1], ['publish', 'a', 2]);
    expect(eventsOfLosses(superseded, [shown('x', 'a')], at(5))).toMatchObject({
      superseded: true,
      events: [{ data: { replacedBy: { itemId: 'a', version: 2 } } }],
    });
    const gone = history(['publish', 'a', 1], ['publish', 'a', 2], ['retract', 'a', 2]);
    expect(eventsOfLosses(gone, [shown('x', 'a')], at(5)).superseded).toBe(false);
  });

  it('says nothing when nothing is lost', () => {
    expect(eventsOfLosses(history(['publish', 'a', 1]), [shown('x', 'a')], at(5))).toEqual({
      events: [],
      cardIds: [],
      superseded: false,
    });
  });
});
