import { describe, expect, it } from 'vitest';
import type { Segment } from '../api/types.ts';
import { pageWith } from './use-segments.ts';

const segment = (ordinal: number): Segment => ({
  id: `s${ordinal}`,
  ordinal,
  kind: 'article',
  locator: '',
  heading: null,
  role: null,
  startMs: null,
  endMs: null,
  text: '',
});

function source(total: number) {
  const asked: number[] = [];
  const load = async (page: number) => {
    asked.push(page);
    const start = (page - 1) * 100;
    const items = Array.from({ length: Math.max(0, Math.min(100, total - start)) }, (_, index) =>
      segment(start + index),
    );
    return { page, items, total };
  };
  return { asked, load };
}

describe('the page that holds a span', () => {
  it('is looked for from the beginning, and no further than it stands', async () => {
    const { asked, load } = source(350);
    expect((await pageWith('s250', load)).page).toBe(3);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('is the first page when no page has it', async () => {
    const { asked, load } = source(250);
    expect((await pageWith('elsewhere', load)).page).toBe(1);
    expect(asked).toEqual([1, 2, 3]);
    expect((await pageWith('elsewhere', source(0).load)).items).toEqual([]);
  });
});
