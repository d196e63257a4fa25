import { describe, expect, it } from 'vitest';
import { addressOf, beginAt, timesOf, viewIn } from './graph-address.ts';

describe('the address of the explorer', () => {
  it('is empty for the whole graph, and gives back what it was made of', () => {
    const whole = viewIn(new URLSearchParams());
    expect(whole).toMatchObject({ mode: 'whole', item: '', hidden: [], opened: [] });
    expect(addressOf(whole).toString()).toBe('');
    const view = {
      ...beginAt(whole, 'a', 'path'),
      to: 'b',
      depth: 6,
      opened: ['c', 'd'],
      hidden: ['step', 'script'] as const,
      asOf: '2026-03-01T09:00',
    };
    expect(viewIn(addressOf(view))).toEqual(view);
  });

  it('falls back to the usual when it says something wrong', () => {
    const wrong = viewIn(new URLSearchParams('item=a&mode=sideways&depth=99&hidden=step,nonsense'));
    expect(wrong).toMatchObject({ mode: 'around', depth: 1, hidden: ['step'] });
    expect(viewIn(new URLSearchParams('mode=impact')).mode).toBe('whole');
  });

  it('keeps filters and times when it begins elsewhere, not what was opened', () => {
    const view = viewIn(new URLSearchParams('item=a&depth=3&opened=b&hidden=step&asOf=2026-03-01T09:00'));
    expect(beginAt(view, 'c')).toMatchObject({
      item: 'c',
      depth: 1,
      opened: [],
      hidden: ['step'],
      asOf: '2026-03-01T09:00',
    });
  });

  it('reads times on the institution’s clock, and leaves out half a date', () => {
    const times = timesOf({ asOf: '2026-03-01T09:00', knownAt: '2026-' }, 'Asia/Shanghai');
    expect(times).toEqual({ asOf: '2026-03-01T01:00:00.000Z' });
  });
});
