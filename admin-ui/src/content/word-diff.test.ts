import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDiff } from './word-diff.ts';

const side = (before: string, after: string, gone: 'added' | 'removed') =>
  wordDiff(before, after)
    .filter((part) => part.change !== gone)
    .map((part) => part.text)
    .join('');

describe('the difference between two versions', () => {
  it('marks the words that changed and leaves the others alone', () => {
    const parts = wordDiff('年费为200元，首年免收。', '年费为300元，首年免收。');
    expect(parts.filter((part) => part.change !== 'same')).toEqual([
      { change: 'removed', text: '200' },
      { change: 'added', text: '300' },
    ]);
  });

  it('holds exactly both texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(side(before, after, 'added')).toBe(before);
        expect(side(before, after, 'removed')).toBe(after);
      }),
    );
  });

  it('still holds both texts when they are too long to compare by words', () => {
    const before = '第一行\n'.repeat(4_000);
    const after = `${before}再加一行`;
    expect(side(before, after, 'added')).toBe(before);
    expect(side(before, after, 'removed')).toBe(after);
  });
});
