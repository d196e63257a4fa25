import { formatDay, parseInstant } from '../../../graph-schema/index.ts';
import type { Locale } from './locale.ts';

const tags: Readonly<Record<Locale, string>> = { zh: 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en-GB' };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Instants as people of the institution write them: in the interface's language, in the institution's time zone. */
export interface Times {
  /** Date and time to the minute. */
  instant(iso: string): string;
  /** The calendar day of an instant. */
  dayOf(iso: string): string;
  /** When something begins: the day, with the time unless it is midnight. */
  start(iso: string): string;
  /** Until when something holds whose end is exclusive: its last day when it ends at midnight, else the instant. */
  end(iso: string): string;
}

export function timesIn(locale: Locale, timeZone: string): Times {
  const moments = new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const days = new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeZone });
  const instant = (iso: string) => moments.format(new Date(iso));
  const dayOf = (iso: string) => days.format(new Date(iso));
  const isMidnight = (at: Date) => parseInstant(formatDay(at, timeZone), timeZone).getTime() === at.getTime();
  return {
    instant,
    dayOf,
    start: (iso) => (isMidnight(new Date(iso)) ? dayOf(iso) : instant(iso)),
    end(iso) {
      const at = new Date(iso);
      return isMidnight(at) ? dayOf(new Date(at.getTime() - 1).toISOString()) : instant(iso);
    },
  };
}

/** A calendar day, YYYY-MM-DD, which no time zone moves. */
export function calendarDay(isoDay: string, locale: Locale): string {
  return timesIn(locale, 'UTC').dayOf(`${isoDay}T00:00:00Z`);
}

/** The last day before an exclusive end, both YYYY-MM-DD. */
export function dayBefore(isoDay: string): string {
  return new Date(Date.parse(`${isoDay}T00:00:00Z`) - day).toISOString().slice(0, 10);
}

/** How long ago, in the largest unit that fits: 3 小时前, 3 hours ago. */
export function ago(iso: string, now: number, locale: Locale): string {
  const passed = now - Date.parse(iso);
  const format = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' });
  if (Math.abs(passed) < minute) return format.format(0, 'minute');
  if (Math.abs(passed) < hour) return format.format(-Math.round(passed / minute), 'minute');
  if (Math.abs(passed) < day) return format.format(-Math.round(passed / hour), 'hour');
  return format.format(-Math.round(passed / day), 'day');
}

/** A position in a call: 03:12, or 1:03:12 from an hour on. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${two(minutes)}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
