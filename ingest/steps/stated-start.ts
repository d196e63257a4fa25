import { type Language, parseInstant } from '../../graph-schema/index.ts';
import { chineseDate, dayOf, englishDate, englishDayOf } from './stated-day.ts';

const chinese = new RegExp(`自\\s*${chineseDate}\\s*起?\\s*(?:正式)?(?:施行|实施|實施|执行|執行|生效)`);
const verb = '(?:applies|apply|effective|in force|into force|takes? effect|comes? into (?:force|effect)|commences?)';
const english = new RegExp(`${verb}(?: as)?(?: from| on| of)?(?: the)? ${englishDate}`, 'i');

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

function chineseDay(text: string): string | null {
  const match = chinese.exec(text);
  return match ? dayOf(match[1], match[2], match[3]) : null;
}

function englishDay(text: string): string | null {
  const match = english.exec(text);
  return match ? englishDayOf(match.slice(1)) : null;
}
