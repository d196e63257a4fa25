import { parseNumeral } from './numerals.ts';

/** A date in Chinese, up to 日; three groups: year, month and day. */
export const chineseDate =
  '([0-9０-９〇零○一二三四五六七八九]{4})\\s*年\\s*([0-9０-９一二三四五六七八九十]{1,3})\\s*月\\s*([0-9０-９一二三四五六七八九十]{1,3})\\s*日';

const months = 'january|february|march|april|may|june|july|august|september|october|november|december';

/** A date in English, in one of three orders; nine groups for `englishDayOf`. */
export const englishDate = `(?:(\\d{1,2})(?:st|nd|rd|th)?(?: day of)? (${months}),? (\\d{4})|(${months}) (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})|(\\d{4})-(\\d{2})-(\\d{2}))(?!\\d)`;

/** YYYY-MM-DD of the groups of a Chinese date; null when they are no numbers, or the year is too early to be kept. */
export function dayOf(year: string | undefined, month: string | undefined, date: string | undefined): string | null {
  return iso(parseNumeral(year ?? ''), parseNumeral(month ?? ''), parseNumeral(date ?? ''));
}

/** YYYY-MM-DD of the nine groups of an English date. */
export function englishDayOf(groups: readonly (string | undefined)[]): string | null {
  const monthNumber = (name: string) => months.split('|').indexOf(name.toLowerCase()) + 1;
  const [d1, m1, y1, m2, d2, y2, y3, m3, d3] = groups;
  if (m1 !== undefined) return iso(Number(y1), monthNumber(m1), Number(d1));
  if (m2 !== undefined) return iso(Number(y2), monthNumber(m2), Number(d2));
  return y3 === undefined ? null : iso(Number(y3), Number(m3), Number(d3));
}

function iso(year: number | null, month: number | null, day: number | null): string | null {
  if (year === null || month === null || day === null || year < 100) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
