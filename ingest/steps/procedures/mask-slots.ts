import { placeholderPattern } from '../../../graph-schema/index.ts';
import { chineseNumberClass, englishMonths, englishNumberWords, englishWeekdays } from '../spoken-numbers.ts';
import { unifyScript } from '../unify-script.ts';
import type { LookupValue } from './call-trace.ts';

/** What stands for a name, and for a number, an amount or a date. */
export const nameSlot = '\u25cb';
export const numberSlot = '#';

const quoted = /"[^"\n]{1,80}"|“[^”\n]{1,80}”|「[^」\n]{1,80}」|『[^』\n]{1,80}』|《[^》\n]{1,80}》/g;
const englishTimes = new RegExp(
  `\\b(?:${englishMonths}|${englishWeekdays}|tomorrow|tonight)\\b|\\b(?:a\\.?m|p\\.?m)\\b\\.?|\\bo'clock\\b`,
  'gi',
);
const englishNumbers = new RegExp(`\\b${englishNumberWords}\\b`, 'gi');
// Runs that name an amount, a count or a date; a single 一 is as often grammar.
const chineseNumbers = new RegExp(
  `[${chineseNumberClass}]{2,}|[零二三四五六七八九十百千万两](?=[元块号月日天个年笔次期位分角小点])`,
  'g',
);
const digits = /[#＃]?[A-Za-z]{0,3}\d[\dA-Za-z]*(?:[.,:/-]\d[\dA-Za-z]*)*(?:%|％|st|nd|rd|th)?/g;
// A word with a capital inside a sentence names somebody or something.
const inner = /(?<=[\p{Ll}\d,;:#○] )(?!I\b|I')\p{Lu}[\p{L}'’]*(?: \p{Lu}[\p{L}'’]*)*/gu;

// What a look-up returned takes its field's name; shorter words are met by chance.
const shortestValue = 4;
const regExpSign = /[\\^$.*+?()[\]{}|]/g;

/** The line with the values that look-ups returned replaced by the names of their fields, the longest first. */
function withoutValues(text: string, known: readonly LookupValue[]): string {
  const values = known
    .filter(({ value }) => value.length >= shortestValue && /\p{L}/u.test(value))
    .toSorted((a, b) => b.value.length - a.value.length);
  return values.reduce((line, { field, value }) => {
    const pattern = new RegExp(value.replace(regExpSign, '\\$&'), 'giu');
    return line.replace(pattern, ` ${nameSlot}${field.toLowerCase().replace(/[^\p{L}]/gu, '')} `);
  }, text);
}

/**
 * A line with everything that belongs to one call taken out, so that the same words for two customers are the same:
 * placeholders, quotations and names become one sign, numbers, amounts and dates another; one Chinese script, small letters. What look-ups of the call returned is known to be such, too.
 */
export function maskSlots(text: string, known: readonly LookupValue[] = []): string {
  return unifyScript(withoutValues(text, known).replace(placeholderPattern, ` ${nameSlot} `))
    .replace(quoted, ` ${nameSlot} `)
    .replace(englishTimes, ` ${numberSlot} `)
    .replace(englishNumbers, ` ${numberSlot} `)
    .replace(digits, ` ${numberSlot} `)
    .replace(chineseNumbers, numberSlot)
    .replace(inner, nameSlot)
    .toLowerCase()
    .replace(/(?:#[\s,.:/-]*)+/g, '# ')
    .replace(/\s+/g, ' ')
    .trim();
}
