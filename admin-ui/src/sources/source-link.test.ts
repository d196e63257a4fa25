import { describe, expect, it } from 'vitest';
import { sourceLink, spanInQuery } from './source-link.ts';

describe('the address of a span', () => {
  it('leads back to the span', () => {
    const span = { segmentId: 'seg_1', start: 3, end: 17 };
    const link = sourceLink('src_1', span);
    expect(link.startsWith('/sources/src_1/show?')).toBe(true);
    expect(spanInQuery(link.slice(link.indexOf('?')))).toEqual(span);
  });

  it('marks the whole segment when its offsets cannot be', () => {
    expect(spanInQuery('?segment=s&start=9&end=2')).toEqual({ segmentId: 's', start: 0, end: 0 });
    expect(spanInQuery('?segment=s')).toEqual({ segmentId: 's', start: 0, end: 0 });
    expect(spanInQuery('')).toBeNull();
  });
});
