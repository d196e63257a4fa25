import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ago, calendarDay, clock, dayBefore, timesIn } from './times.ts';

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

describe.each(['America/New_York', 'UTC', 'Pacific/Auckland'])("the institution's time, read in %s", (viewer) => {
  const before = process.env['TZ'];
  beforeEach(() => {
    process.env['TZ'] = viewer;
  });
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });
  const shanghai = timesIn('zh', 'Asia/Shanghai');

  it('is the same wherever the reader sits', () => {
    expect(shanghai.instant('2026-03-31T16:30:00Z')).toBe('2026年4月1日 00:30');
    expect(shanghai.dayOf('2026-03-31T16:30:00Z')).toBe('2026年4月1日');
    expect(timesIn('en', 'Asia/Shanghai').instant('2026-03-31T16:30:00Z')).toBe('1 Apr 2026, 00:30');
  });

  it('names a validity that begins at midnight by its day, any other by the minute', () => {
    expect(shanghai.start('2026-03-31T16:00:00.000Z')).toBe('2026年4月1日');
    expect(shanghai.start('2026-04-01T00:00:00.000Z')).toBe('2026年4月1日 08:00');
  });

  it('names an exclusive end at midnight by the last day that it holds', () => {
    expect(shanghai.end('2026-03-31T16:00:00.000Z')).toBe('2026年3月31日');
    expect(shanghai.end('2026-04-01T00:00:00.000Z')).toBe('2026年4月1日 08:00');
  });

  it('knows the midnights of a zone whose clocks change', () => {
    const london = timesIn('en', 'Europe/London');
    expect(london.start('2026-06-30T23:00:00Z')).toBe('1 Jul 2026');
    expect(london.end('2026-03-30T23:00:00Z')).toBe('30 Mar 2026');
  });

  it('leaves calendar days where they are', () => {
    expect(calendarDay('2026-01-01', 'zh')).toBe('2026年1月1日');
    expect(dayBefore('2026-01-01')).toBe('2025-12-31');
  });
});
