import { BadRecord } from './bad-record.ts';

/** Reads a date of a record with `read`; throws BadRecord that names the field. */
export function readDate(field: string, value: string, read: (value: string) => Date): Date {
  let instant: Date;
  try {
    instant = read(value);
  } catch {
    throw new BadRecord(`${field} is not a day of the calendar`, 'Write dates as YYYY-MM-DD.');
  }
  refuseFarYear(field, value, instant);
  return instant;
}

/** Refuses a date that lies, as written or once shifted to UTC, outside the years that are kept. */
export function refuseFarYear(field: string, value: string, instant: Date): void {
  const written = Number(/^\s*[+-]?\d+/.exec(value)?.[0] ?? Number.NaN);
  if (isKept(written) && isKept(instant.getUTCFullYear())) return;
  throw new BadRecord(
    `${field} lies outside the years 0100 to 9999`,
    'Mend the year; leave the field out where there is no such day.',
  );
}

// Years of one or two digits are read as of the 20th century by the calendar functions.
const isKept = (year: number) => year >= 100 && year <= 9_999;
