import { describe, expect, it } from 'vitest';
import { landingPage, mayOpen } from './permissions.ts';

describe('where people begin', () => {
  it('takes agents to their own page, though they may list their calls', () => {
    expect(landingPage(['guidance:ask', 'calls:write', 'calls:read', 'practice:read'])).toBe('/live');
  });

  it('takes experts to the queue, operators to the imports, supervisors to the calls, administrators to the log', () => {
    expect(landingPage(['items:read', 'proposals:read', 'proposals:write', 'ingest:run'])).toBe('/proposals');
    expect(landingPage(['items:read', 'sources:read', 'ingest:run', 'audit:read'])).toBe('/ingest-runs');
    expect(landingPage(['items:read', 'proposals:read', 'calls:read', 'exposures:read'])).toBe('/calls');
    expect(landingPage(['audit:read', 'users:manage'])).toBe('/audit');
  });

  it('opens a page only to who has its permission, and no page that the console does not have', () => {
    expect(mayOpen('items', ['items:read'])).toBe(true);
    expect(mayOpen('items', ['proposals:read'])).toBe(false);
    expect(mayOpen('mining-runs', ['sources:read'])).toBe(true);
    expect(mayOpen('ingest-runs', ['sources:read'])).toBe(false);
    expect(mayOpen('operations', ['jobs:read'])).toBe(true);
    expect(mayOpen('operations', ['audit:read', 'ingest:run'])).toBe(false);
    expect(mayOpen('users', ['users:manage'])).toBe(true);
    expect(mayOpen('api-keys', ['users:manage'])).toBe(false);
    expect(mayOpen('secrets', ['items:read'])).toBe(false);
  });
});
