import { describe, expect, it } from 'vitest';
import { evidenceInQuery, proposeLink } from './propose-link.ts';

describe('the address of the form for something new', () => {
  it('leads back to the words that were selected', () => {
    const spans = [
      { segmentId: 'seg_1', start: 3, end: 9 },
      { segmentId: 'seg_2', start: 0, end: 4 },
    ];
    const link = proposeLink('src_1', spans);
    expect(link.startsWith('/proposals/create?')).toBe(true);
    expect(evidenceInQuery(link.slice(link.indexOf('?')))).toEqual({ sourceId: 'src_1', spans });
  });

  it('names nothing when its words cannot be', () => {
    expect(evidenceInQuery('')).toBeNull();
    expect(evidenceInQuery('?source=s')).toBeNull();
    expect(evidenceInQuery('?source=s&at=9-2:seg&at=x')).toBeNull();
  });
});
