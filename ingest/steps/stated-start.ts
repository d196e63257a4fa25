import { type Language, parseInstant } from '../../graph-schema/index.ts';
import { parseNumeral } from './numerals.ts';

const chinese =
  /自\s*([0-9０-９〇零○一二三四五六七八九]{4})\s*年\s*([0-9０-９一二三四五六七八九十]{1,3})\s*月\s*([0-9０-９一二三四五六七八九十]{1,3})\s*日\s*起?\s*(?:正式)?(?:施行|实施|實施|执行|執行|生效)/;
const months = 'january|february|march|april|may|june|july|august|september|october|november|december';
const verb = '(?:applies|apply|effective|in force|into force|takes? effect|comes? into (?:force|effect)|commences?)';
const englishDayFirst = new RegExp(
  `${verb}(?: as)?(?: from| on| of)?(?: the)? (\\d{1,2})(?:st|nd|rd|th)?(?: day of)? (${months}),? (\\d{4})`,
  'i',
);
const englishMonthFirst = new RegExp(
  `${verb}(?: as)?(?: from| on| of)? (${months}) (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})`,
  'i',
);
const englishIso = new RegExp(`${verb}(?: as)?(?: from| on| of)? (\\d{4})-(\\d{2})-(\\d{2})`, 'i');

/** The day from which a legal text says that it holds, as midnight in the zone; null when it says none. */
export function statedStart(
  cuts: readonly { readonly text: string }[],
  timeZone: string,
  language: Language | null,
): { readonly day: string; readonly from: Date } | null {
  const read = language === 'en' ? englishDay : chineseDay;
  // The closing article says it; a title may say it too. Earlier articles speak of other dates.
  for (const cut of [...cuts].reverse()) {
    const day = read(cut.text);
    if (day === null) continue;
    try {
      return { day, from: parseInstant(day, timeZone) };
    } catch {
      // Not a day of the calendar: look on.
    }
  }
  return null;
}

function iso(year: number | null, month: number | null, day: number | null): string | null {
  if (year === null || month === null || day === null) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function chineseDay(text: string): string | null {
  const match = chinese.exec(text);
  return match ? iso(parseNumeral(match[1] ?? ''), parseNumeral(match[2] ?? ''), parseNumeral(match[3] ?? '')) : null;
}

function englishDay(text: string): string | null {
  const monthNumber = (name: string | undefined) => months.split('|').indexOf((name ?? '').toLowerCase()) + 1;
  const dayFirst = englishDayFirst.exec(text);
  if (dayFirst) return iso(Number(dayFirst[3]), monthNumber(dayFirst[2]), Number(dayFirst[1]));
  const monthFirst = englishMonthFirst.exec(text);
  if (monthFirst) return iso(Number(monthFirst[3]), monthNumber(monthFirst[1]), Number(monthFirst[2]));
  const plain = englishIso.exec(text);
  return plain ? iso(Number(plain[1]), Number(plain[2]), Number(plain[3])) : null;
}
