import { describe, expect, it } from 'vitest';
import { pageAt, segmentAt } from './playback.ts';

const turn = (id: string, startMs: number | null, endMs: number | null) => ({ id, startMs, endMs });
const talk = [turn('a', 1_000, 3_000), turn('b', 2_500, 2_800), turn('c', 5_000, 6_000)];

describe('the turn that is played', () => {
  it('is the one that began last and goes on, or the last one in a pause', () => {
    expect([500, 1_000, 2_600, 2_900, 4_000, 5_500, 9_000].map((ms) => segmentAt(talk, ms))).toEqual([
      null,
      'a',
      'b',
      'a',
      'b',
      'c',
      'c',
    ]);
  });

  it('turns the page when the recording leaves it', () => {
    expect(pageAt(talk, 5_500, 2, 3)).toBe(2);
    expect(pageAt(talk, 6_500, 2, 3)).toBe(3);
    expect(pageAt(talk, 6_500, 3, 3)).toBe(3);
    expect(pageAt(talk, 200, 2, 3)).toBe(1);
    expect(pageAt([turn('x', null, null)], 200, 1, 3)).toBe(1);
  });
});
