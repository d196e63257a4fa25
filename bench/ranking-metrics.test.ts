import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  bootstrapAuroc95,
  bootstrapCi95,
  percentile,
  recallAt,
  reciprocalRankAt,
  scoreRankings,
} from './ranking-metrics.ts';

const judged = (ranked: string, relevant: string) => ({ ranked: [...ranked], relevant: new Set(relevant) });

describe('recall', () => {
  it('is the share of the relevant documents among the first k', () => {
    expect(recallAt(5, judged('axbyczd', 'abcd'))).toBe(0.75);
    expect(recallAt(1, judged('axbyczd', 'abcd'))).toBe(0.25);
    expect(recallAt(20, judged('ax', 'abcd'))).toBe(0.25);
    expect(recallAt(5, judged('', 'a'))).toBe(0);
  });

  it('counts a document that is ranked twice once', () => {
    expect(recallAt(3, judged('aab', 'ac'))).toBe(0.5);
  });

  it('is not defined without relevant documents', () => {
    expect(() => recallAt(5, judged('a', ''))).toThrow(RangeError);
  });
});

it('gives one over the rank of the first relevant document within reach', () => {
  expect(reciprocalRankAt(10, judged('xxa', 'ab'))).toBeCloseTo(1 / 3);
  expect(reciprocalRankAt(10, judged('a', 'a'))).toBe(1);
  expect(reciprocalRankAt(2, judged('xxa', 'a'))).toBe(0);
});

it('gives the nearest-rank percentile', () => {
  const values = [15, 20, 35, 40, 50];
  expect([0.05, 0.3, 0.4, 0.5, 1].map((p) => percentile(values, p))).toEqual([15, 20, 20, 35, 50]);
  expect(percentile([], 0.5)).toBe(0);
});

it('averages over queries', () => {
  const scores = scoreRankings([judged('ax', 'a'), judged('xb', 'bc')]);
  expect(scores.recall).toEqual({ 1: 0.5, 5: 0.75, 10: 0.75, 20: 0.75 });
  expect(scores.mrr10).toBe(0.75);
});

describe('the bootstrap interval', () => {
  it('is the same for the same values, and another for another seed', () => {
    const values = Array.from({ length: 40 }, (_, n) => (n * 7) % 11);
    expect(bootstrapCi95(values)).toEqual(bootstrapCi95(values));
    expect(bootstrapCi95(values, 2_000, 2)).not.toEqual(bootstrapCi95(values, 2_000, 1));
  });

  it('comes close to the normal interval for many values', () => {
    // 400 values, half 0 and half 1: the standard error of the mean is 0.025.
    const [low, high] = bootstrapCi95(Array.from({ length: 400 }, (_, n) => n % 2));
    expect(low).toBeCloseTo(0.5 - 1.96 * 0.025, 1.9);
    expect(high).toBeCloseTo(0.5 + 1.96 * 0.025, 1.9);
  });

  it('stays within the values and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
        const [low, high] = bootstrapCi95(values, 100);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });
});

describe('the area under the ROC curve', () => {
  const scored = (right: readonly number[], wrong: readonly number[]) => [
    ...right.map((score) => ({ score, right: true })),
    ...wrong.map((score) => ({ score, right: false })),
  ];

  it('is how often a right one scores above a wrong one, ties by half', () => {
    expect(auroc(scored([3, 4], [1, 2]))).toBe(1);
    expect(auroc(scored([1, 2], [3, 4]))).toBe(0);
    expect(auroc(scored([1, 3], [2, 3]))).toBe(0.375);
    expect(auroc(scored([], [1]))).toBeNaN();
  });

  it('has an interval around it that is the same for the same questions', () => {
    const groups = [0.9, 0.4, 0.7, 0.6].map((score, n) => scored([score], [n / 5]));
    const [low, high] = bootstrapAuroc95(groups);
    expect(low).toBeLessThanOrEqual(auroc(groups.flat()));
    expect(high).toBeGreaterThanOrEqual(auroc(groups.flat()));
    expect(bootstrapAuroc95(groups)).toEqual([low, high]);
  });
});
