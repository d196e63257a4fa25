import { type Language, parseInclusiveEnd, parseInstant } from '../../graph-schema/index.ts';
import { chineseDate, dayOf, englishDate, englishDayOf } from './stated-day.ts';

const own =
  '本(?:法|办法|辦法|细则|細則|规定|規定|条例|條例|准则|準則|规范|規範|制度|规则|規則|规程|規程|指引|通知|方案|政策|公告|标准|標準|须知|須知)';
// What may stand between the beginning of a sentence, or the document's name for itself, and the date.
const between =
  '[0-9０-９〇零○一二三四五六七八九十年月日自起至到，,、施行实實执執生效有期限截将將于於止并並即的为為\\s\\u3000]{0,60}?';
const chinese = new RegExp(
  `(?:^|[\\n。；;（(])[#*\\s\\u3000]*(?:第[^\\s条條]{1,8}[条條][\\s\\u3000]*)?(?:${own})?(${between})${chineseDate}\\s*(之?日起|起|零时起|0时起)?\\s*(?:止|为止|為止|后|後)?\\s*(?:[即予]|予以|自动|自動|正式)?(废止|廢止|失效|停止执行|停止執行|停止施行|(?=[。；;，,）)\\s]|$))`,
  'gu',
);

const subject =
  '(?:this|these|the present) (?:[A-Za-z]+ ){0,2}?(?:policy|policies|rules?|regulations?|procedures?|standards?|code|circular|notice|act|law|terms|guidelines?|directive|instructions?|document|schedule|manual)';
const english = new RegExp(
  `(?:^|[\\n.;(])[#*\\s]*(?:(?:article|section|rule) [\\d.]+[:.]?\\s*)?(?:${subject}|it)\\b((?:(?!\\b(?:which|replac\\w*|supersed\\w*|former|previous|earlier|old)\\b)[^\\n.;()]){0,80}?)\\b(expires?|lapses?|ceases? to (?:apply|have effect|be in force)|(?:is|are|stands?|will be|shall be) (?:hereby )?(?:repealed|revoked|withdrawn)|(?:in force|valid|effective|in effect|appl(?:y|ies)) (?:until|through))(?: (on|as of|as from|from|with effect from|at the end of))?(?: the)? ${englishDate}`,
  'giu',
);

/**
 * The instant at which a legal text says that it no longer holds, exclusive; null when it says none. A last day counts in
 * full (有效期至…, …失效, expires on, valid until); from a day of repeal on it holds no longer (…废止, 自…起失效,
 * repealed as of), so that the end is that day's midnight. Ends of other laws are none of this one.
 */
export function statedEnd(
  cuts: readonly { readonly text: string }[],
  timeZone: string,
  language: Language | null,
): Date | null {
  const read = language === 'en' ? englishEnds : chineseEnds;
  for (const cut of [...cuts].reverse()) {
    for (const { day, inclusive } of read(cut.text)) {
      try {
        return inclusive ? parseInclusiveEnd(day, timeZone) : parseInstant(day, timeZone);
      } catch {
        // Not a day of the calendar: look on.
      }
    }
  }
  return null;
}

interface End {
  readonly day: string;
  readonly inclusive: boolean;
}

function* chineseEnds(text: string): Generator<End> {
  for (const match of text.matchAll(chinese)) {
    const [, lead = '', year, month, date, from, verb = ''] = match;
    const lastDay = /有效期[限截]*[至到为為]?\s*$|[至到]\s*$/.test(lead);
    if (verb === '' && !/有效|施行|执行|執行|实施|實施|生效/.test(lead)) continue;
    if (verb === '' && !lastDay) continue;
    const day = dayOf(year, month, date);
    if (day !== null) yield { day, inclusive: from === undefined && (lastDay || verb === '失效') };
  }
}

function* englishEnds(text: string): Generator<End> {
  for (const match of text.matchAll(english)) {
    const verb = (match[2] ?? '').toLowerCase();
    const day = englishDayOf(match.slice(4));
    const lastDay = /^(?:expire|lapse)|until|through/.test(verb);
    const from = /^(?:as|from|with)/i.test(match[3] ?? '');
    if (day !== null) yield { day, inclusive: (lastDay && !from) || /end of/i.test(match[3] ?? '') };
  }
}
