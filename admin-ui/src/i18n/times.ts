import type { Locale } from './locale.ts';

const tags: Readonly<Record<Locale, string>> = { zh: 'zh-CN', en: 'en-GB' };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the largest unit that fits: 3 小时前, 3 hours ago. */
export function ago(iso: string, now: number, locale: Locale): string {
  const passed = now - Date.parse(iso);
  const format = new Intl.RelativeTimeFormat(tags[locale], { numeric: 'auto' });
  if (Math.abs(passed) < minute) return format.format(0, 'minute');
  if (Math.abs(passed) < hour) return format.format(-Math.round(passed / minute), 'minute');
  if (Math.abs(passed) < day) return format.format(-Math.round(passed / hour), 'hour');
  return format.format(-Math.round(passed / day), 'day');
}

/** Date and time to the minute, in the viewer's zone. */
export function instant(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** The day on which something begins or ends; with the time when that is not midnight where the viewer is. */
export function boundary(iso: string, locale: Locale): string {
  const at = new Date(iso);
  return at.getHours() === 0 && at.getMinutes() === 0 ? dayOf(iso, locale) : instant(iso, locale);
}

export function dayOf(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { dateStyle: 'medium' }).format(new Date(iso));
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
