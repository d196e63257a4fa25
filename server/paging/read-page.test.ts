import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../ports/database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { readPage } from './read-page.ts';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());

// Seven rows, two of them without a rank and two of the same.
const from = `(values ('a', 3), ('b', 1), ('c', null), ('d', 2), ('e', 2), ('f', null), ('g', 9)) r (id, rank)`;
const list = (asked: Partial<{ page: number; perPage: number; order: 'asc' | 'desc' }>, more: object = {}) =>
  readPage<{ id: string }>(
    database,
    { page: 1, perPage: 2, order: 'asc', ...asked },
    { columns: 'r.id', from, where: '$1::int is null or r.rank >= $1', params: [null], key: 'r.id', ...more },
  );
const whole = async (order: 'asc' | 'desc', more: object = {}) => {
  const pages = await Promise.all([1, 2, 3, 4].map((page) => list({ page, order }, more)));
  return pages
    .flatMap(({ rows }) => rows)
    .map(({ id }) => id)
    .join('');
};

describe('readPage', () => {
  it.each(['asc', 'desc'] as const)(
    'shows every row once over its pages, %s, from whichever end it counts',
    async (order) => {
      expect(await whole(order)).toBe(order === 'asc' ? 'abcdefg' : 'gfedcba');
      expect(await whole(order, { sort: 'r.rank' })).toBe(order === 'asc' ? 'bdeagcf' : 'fcgaedb');
      expect(await whole(order, { sort: 'r.rank', nulls: 'last' })).toBe(order === 'asc' ? 'bdeagcf' : 'gaedbfc');
    },
  );

  it('counts what the filter leaves, and holds nothing beyond the end', async () => {
    expect(await list({ page: 2 }, { params: [2] })).toEqual({ rows: [{ id: 'e' }, { id: 'g' }], total: 4 });
    expect(await list({ page: 9 }, { params: [2] })).toEqual({ rows: [], total: 4 });
    expect(await list({}, { params: [10] })).toEqual({ rows: [], total: 0 });
  });
});
