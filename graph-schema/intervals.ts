import { z } from 'zod';

/**
 * A half-open interval `[from, to)` of instants. `null` means unbounded on that side.
 * Two adjacent intervals `[a, b)` and `[b, c)` share no instant and leave none out.
 */
export interface Interval {
  readonly from: Date | null;
  readonly to: Date | null;
}

export const always: Interval = { from: null, to: null };

/** Whether the instant lies in the interval; `from` belongs to it, `to` does not. */
export function covers(interval: Interval, instant: Date): boolean {
  const t = instant.getTime();
  return (
    (interval.from === null || interval.from.getTime() <= t) && (interval.to === null || t < interval.to.getTime())
  );
}

/** Whether the interval holds no instant at all (`to <= from`). */
export function isEmpty(interval: Interval): boolean {
  return interval.from !== null && interval.to !== null && interval.to.getTime() <= interval.from.getTime();
}

export function overlaps(a: Interval, b: Interval): boolean {
  if (isEmpty(a) || isEmpty(b)) return false;
  const startsBeforeEnd = (x: Interval, y: Interval) =>
    x.from === null || y.to === null || x.from.getTime() < y.to.getTime();
  return startsBeforeEnd(a, b) && startsBeforeEnd(b, a);
}

const dateOnly = /^(\d{4})-(\d{2})-(\d{2})$/;
const localDateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Reads an instant as people write it: a date (midnight in `timeZone`), a local date-time in `timeZone`, or an
 * ISO 8601 date-time with its own zone. Throws a RangeError that says what was wrong.
 */
export function parseInstant(text: string, timeZone: string): Date {
  const day = dateOnly.exec(text);
  if (day) return zonedMidnight(checkedDay(text, day), timeZone);
  const local = localDateTime.exec(text);
  if (local) {
    const [year, month, date] = checkedDay(text, local);
    const [hour, minute, second] = [Number(local[4]), Number(local[5]), Number(local[6] ?? '0')];
    if (hour > 23 || minute > 59 || second > 59) throw new RangeError(`"${text}" is not a time of day`);
    return fromZonedFields([year, month, date, hour, minute, second], timeZone);
  }
  if (zoned.test(text)) {
    const instant = new Date(text);
    if (!Number.isNaN(instant.getTime())) return instant;
  }
  throw new RangeError(`"${text}" is not a date (YYYY-MM-DD) or an ISO 8601 date-time`);
}

/** The exclusive end of an interval whose last day is `text`: the midnight after it, in `timeZone`. */
export function parseInclusiveEnd(text: string, timeZone: string): Date {
  const day = dateOnly.exec(text);
  if (!day) return parseInstant(text, timeZone);
  const [year, month, date] = checkedDay(text, day);
  const next = new Date(Date.UTC(year, month - 1, date + 1));
  return zonedMidnight([next.getUTCFullYear(), next.getUTCMonth() + 1, next.getUTCDate()], timeZone);
}

/** The calendar day of an instant in a zone, as YYYY-MM-DD. */
export function formatDay(instant: Date, timeZone: string): string {
  const [year, month, date] = zonedFields(instant, timeZone);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

type Day = [year: number, month: number, date: number];
type Fields = [year: number, month: number, date: number, hour: number, minute: number, second: number];

function checkedDay(text: string, match: RegExpExecArray): Day {
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const probe = new Date(Date.UTC(year, month - 1, date));
  if (probe.getUTCMonth() !== month - 1 || probe.getUTCDate() !== date) {
    throw new RangeError(`"${text}" is not a day of the calendar`);
  }
  return [year, month, date];
}

function zonedMidnight([year, month, date]: Day, timeZone: string): Date {
  return fromZonedFields([year, month, date, 0, 0, 0], timeZone);
}

function fromZonedFields(fields: Fields, timeZone: string): Date {
  const [year, month, date, hour, minute, second] = fields;
  const asUtc = Date.UTC(year, month - 1, date, hour, minute, second);
  // Two passes settle zones whose offset changes between the guess and the answer.
  let guess = asUtc - offsetAt(asUtc, timeZone);
  guess = asUtc - offsetAt(guess, timeZone);
  return new Date(guess);
}

function offsetAt(instant: number, timeZone: string): number {
  const wholeSecond = Math.floor(instant / 1000) * 1000;
  const [year, month, date, hour, minute, second] = zonedFields(new Date(wholeSecond), timeZone);
  return Date.UTC(year, month - 1, date, hour, minute, second) - wholeSecond;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zonedFields(instant: Date, timeZone: string): Fields {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, formatter);
  }
  const parts = new Map(formatter.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const field = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return [field('year'), field('month'), field('day'), field('hour'), field('minute'), field('second')];
}

// What both ISO 8601 text of four-digit years and every database carry.
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

/** Schema of an instant as JSON text: an ISO 8601 date-time with a zone, in the years 0001 to 9999 of UTC. */
export const instantTextSchema = z.iso.datetime({ offset: true }).refine(
  (text) => {
    const instant = Date.parse(text);
    return instant >= firstInstant && instant <= lastInstant;
  },
  { error: 'must lie in the years 0001 to 9999, in UTC' },
);

/** Schema of an instant in JSON, parsed to a Date. */
export const instantSchema = instantTextSchema.transform((text) => new Date(text));
