import { describe, expect, it } from 'vitest';
import { rowName, waitingFor } from './waiting.ts';

const names = (...permissions: string[]) => waitingFor(permissions).map(({ name }) => name);

describe('what waits', () => {
  it('is for each what they can do something about', () => {
    expect(names('reviews:write', 'proposals:write', 'gaps:read')).toEqual(['reviews', 'changes_requested', 'gaps']);
    expect(names('proposals:read', 'items:read')).toEqual([]);
    expect(names('jobs:read', 'ingest:run')).toEqual(['imports_failed', 'jobs_failed', 'set_aside']);
    expect(names('users:manage')).toEqual(['disabled_users']);
  });

  it('leads to the filtered list and to the record', () => {
    const [reviews] = waitingFor(['reviews:write']);
    expect(decodeURIComponent(reviews?.page ?? '')).toBe('/proposals?filter={"status":"in_review"}');
    expect(reviews?.rowPage?.({ id: 'a/b' })).toBe('/proposals/a%2Fb/show');
    expect(rowName({ id: 7, queue: 'mining' })).toBe('mining');
  });
});
