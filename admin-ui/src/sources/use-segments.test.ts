import { describe, expect, it } from 'vitest';
import { Problem } from '../api/http-client.ts';
import { pageAround } from './use-segments.ts';

const first = { items: [], total: 350, page: 1 };

describe('the page that holds a span', () => {
  it('is asked for once, by the segment', async () => {
    const asked: unknown[] = [];
    const page = await pageAround('s250', async (place) => {
      asked.push(place);
      return { ...first, page: 3 };
    });
    expect(page.page).toBe(3);
    expect(asked).toEqual([{ page: 1, around: 's250' }]);
  });

  it('is the first page when the revision does not hold the segment', async () => {
    const page = await pageAround('elsewhere', async ({ around }) => {
      if (around) throw new Problem({ status: 404, code: 'not_found' });
      return first;
    });
    expect(page).toBe(first);
  });

  it('is not guessed when the service fails', async () => {
    const failing = () => Promise.reject(new Problem({ status: 500, code: 'internal' }));
    await expect(pageAround('s1', failing)).rejects.toMatchObject({ status: 500 });
  });
});
