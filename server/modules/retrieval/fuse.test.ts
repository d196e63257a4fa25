import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RelationType } from '../../../graph-schema/index.ts';
import type { GraphEdge } from '../../ports/graph-index.ts';
import { byWordsAndMeaning, fuse, inheritance } from './fuse.ts';

const hit = (itemId: string, score: number) => ({ itemId, version: 1, kind: 'clause' as const, score, coverage: 0.5 });
const node = (itemId: string) => ({ itemId, version: 1, kind: 'step' as const, distance: 1 });
const edge = (type: RelationType, fromId: string, toId: string): GraphEdge => ({
  edgeId: `${fromId}${type}${toId}`,
  version: 1,
  type,
  fromId,
  toId,
});
const nowhere = { nodes: [], edges: [] };

describe('fusion', () => {
  it('keeps the order of the words where there are no relations and no names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 90, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (scores) => {
          const hits = [...scores].sort((a, b) => b - a).map((score, n) => hit(`h${n}`, score));
          const seeds = hits.map(({ itemId }) => ({ itemId, strength: 1 }));
          expect(fuse(byWordsAndMeaning(hits), [], seeds, nowhere).map((c) => c.itemId)).toEqual(
            hits.map((h) => h.itemId),
          );
        },
      ),
    );
  });

  it('brings what belongs to a hit, behind the hit and ahead of what barely matches', () => {
    const fused = fuse(
      byWordsAndMeaning([hit('scenario', 20), hit('near', 15), hit('weak', 3)]),
      [],
      [{ itemId: 'scenario', strength: 0.9 }],
      {
        nodes: [node('step')],
        edges: [edge('HAS_STEP', 'scenario', 'step')],
      },
    );
    expect(fused.map((c) => c.itemId)).toEqual(['scenario', 'near', 'step', 'weak']);
    expect(fused[2]?.graph).toMatchObject({ viaItemId: 'scenario', relation: 'HAS_STEP' });
    expect(fused[2]?.text).toBeUndefined();
  });

  it('lets a relation between two hits settle a near tie', () => {
    const hits = [hit('a', 10), hit('b', 9.9), hit('c', 9.8)];
    const seeds = hits.map(({ itemId }) => ({ itemId, strength: 0.8 }));
    const around = { nodes: [], edges: [edge('USES_SCRIPT', 'b', 'c')] };
    expect(fuse(byWordsAndMeaning(hits), [], seeds, around).map((c) => c.itemId)).toEqual(['c', 'b', 'a']);
  });

  it('lifts what the question names', () => {
    const named = [{ itemId: 'b', strength: 0.5 }];
    expect(fuse(byWordsAndMeaning([hit('a', 10), hit('b', 9)]), named, named, nowhere).map((c) => c.itemId)).toEqual([
      'b',
      'a',
    ]);
  });

  it('lets meaning settle what the words leave near, and brings what only meaning finds behind what the words say', () => {
    const meant = [node('b'), node('meant'), node('a')];
    const meanings = new Map([
      ['b', 1],
      ['meant', 0.9],
      ['a', 0],
    ]);
    const joined = byWordsAndMeaning([hit('a', 10), hit('b', 9)], meant, meanings);
    expect(joined.map(({ found }) => found.itemId)).toEqual(['b', 'a', 'meant']);
    expect(joined[2]).toMatchObject({ meaning: 0.9 });
  });

  it('never scores above 1, and never takes anything away', () => {
    const strength = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(strength, strength, (m, g) => {
        const named = [{ itemId: 'a', strength: m }];
        const seeds = [{ itemId: 'b', strength: g }];
        const [with_] = fuse(byWordsAndMeaning([hit('a', 10)]), named, seeds, {
          nodes: [],
          edges: [edge('HAS_STEP', 'b', 'a')],
        });
        expect(with_?.score).toBeLessThanOrEqual(1);
        expect(with_?.score).toBeGreaterThanOrEqual(
          fuse(byWordsAndMeaning([hit('a', 10)]), [], [], nowhere)[0]?.score ?? 1,
        );
      }),
    );
  });
});

describe('inheritance', () => {
  it('shares the weight of a relation among very many neighbours', () => {
    const steps = (count: number) => Array.from({ length: count }, (_, n) => edge('HAS_STEP', 'p', `s${n}`));
    const strengthOf = (count: number) =>
      inheritance([{ itemId: 'p', strength: 1 }], steps(count)).get('s0')?.strength ?? 0;
    expect(strengthOf(1)).toBe(strengthOf(4));
    expect(strengthOf(16)).toBeCloseTo(strengthOf(4) / 2);
  });

  it('goes over the strongest relation only', () => {
    const edges = [edge('PART_OF', 'a', 'x'), edge('HAS_STEP', 'b', 'x')];
    const seeds = [
      { itemId: 'a', strength: 0.9 },
      { itemId: 'b', strength: 0.9 },
    ];
    expect(inheritance(seeds, edges).get('x')).toMatchObject({ viaItemId: 'b', relation: 'HAS_STEP' });
  });
});
