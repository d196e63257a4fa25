import { describe, expect, it } from 'vitest';
import { listQuery } from './list-query.ts';

describe('the query of a list', () => {
  it('asks for one page, sorted, in the API’s words', () => {
    const query = listQuery({ pagination: { page: 2, perPage: 25 }, sort: { field: 'createdAt', order: 'DESC' } });
    expect(query).toBe('page=2&perPage=25&sort=createdAt&order=desc');
  });

  it('leaves empty filters out', () => {
    expect(listQuery({ filter: { q: '', kind: undefined, state: null, type: 'item' } })).toBe('type=item');
  });

  it('repeats the name for each of several values', () => {
    expect(listQuery({ filter: { status: ['draft', 'in_review'] } })).toBe('status=draft&status=in_review');
  });

  it('survives characters that mean something in an address', () => {
    expect(new URLSearchParams(listQuery({ filter: { q: '年费 & 200% #?' } })).get('q')).toBe('年费 & 200% #?');
  });
});
