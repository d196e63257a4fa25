import { describe, expect, it } from 'vitest';
import { unstorableTexts } from './storable-text.ts';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);

describe('what cannot be stored', () => {
  it('is named field by field, in the order in which it stands', () => {
    const value = { a: 'fine', b: ['x\0', { c: '\ud800' }], d: { 'e\0': 1 } };
    expect(unstorableTexts(value, 'body').map(({ path }) => path)).toEqual(['body.b.0', 'body.b.1.c', 'body.d']);
  });

  it('is whatever is nested too deep, however deep', () => {
    expect(unstorableTexts(nested(50), 'body')).toEqual([]);
    for (const depth of [51, 200_000])
      expect(unstorableTexts(nested(depth), 'body')).toMatchObject([{ message: expect.stringContaining('nested') }]);
  });

  it('is nothing in a list that is merely long', () => {
    expect(
      unstorableTexts(
        Array.from({ length: 300_000 }, () => 'x'),
        'body',
      ),
    ).toEqual([]);
  });
});
