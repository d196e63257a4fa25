import { describe, expect, it } from 'vitest';
import { ago, clock } from './times.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('times', () => {
  it('says how long ago in the largest unit that fits', () => {
    expect(ago('2026-03-01T09:00:00Z', now, 'en')).toBe('3 hours ago');
    expect(ago('2026-03-01T09:00:00Z', now, 'zh')).toBe('3小时前');
    expect(ago('2026-02-27T12:00:00Z', now, 'en')).toBe('2 days ago');
  });

  it('says a position in a call in minutes and seconds, with hours only when there are any', () => {
    expect(clock(192_400)).toBe('03:12');
    expect(clock(3_723_000)).toBe('1:02:03');
  });
});
