import { expect, it } from 'vitest';
import type { GraphEdge } from '../../ports/graph-index.ts';
import { confidence } from './abstain.ts';

const hits = (...scores: number[]) =>
  scores.map((score, n) => ({ itemId: `h${n}`, version: 1, kind: 'clause' as const, score, coverage: 0.6 }));
const covering = (coverage: number) => hits(20, 5).map((hit) => ({ ...hit, coverage }));

it('has no confidence in nothing', () => {
  expect(confidence([], [], 1_000)).toBe(0);
});

it('grows with how far the best hit stands out and with how much of the question it covers', () => {
  expect(confidence(hits(20, 5, 5, 5), [], 1_000)).toBeGreaterThan(confidence(hits(20, 19, 19, 19), [], 1_000));
  expect(confidence(covering(0.9), [], 1_000)).toBeGreaterThan(confidence(covering(0.2), [], 1_000));
  expect(confidence(hits(20, 5), [], 1_000)).toBeGreaterThan(confidence(hits(20, 5), [], 100_000));
});

it('stays between 0 and 1, also for an index of one', () => {
  for (const size of [0, 1, 10]) {
    const sure = confidence(hits(1e6), [], size);
    expect(sure).toBeGreaterThan(0);
    expect(sure).toBeLessThanOrEqual(1);
  }
});

it('does not count an item of the same handling as a rival', () => {
  const edges: GraphEdge[] = [{ edgeId: 'e', version: 1, type: 'HAS_STEP', fromId: 'h0', toId: 'h1' }];
  expect(confidence(hits(20, 19), edges, 1_000)).toBeGreaterThan(confidence(hits(20, 19), [], 1_000));
});
