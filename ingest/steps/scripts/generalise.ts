import { type Language, placeholderPattern } from '../../../graph-schema/index.ts';
import { readNumber } from '../documents-values/number-words.ts';
import { inLanguage } from '../draft-wording.ts';
import { parseNumeral } from '../numerals.ts';
import { countedUnits, figurePatterns, fixedWords, type SlotName } from './figure-patterns.ts';

/** An amount, a date or another number of a line. */
export interface Particular {
  /** With its unit, numerals as digits where they can be read, so that 三个工作日 and 3个工作日 are one. */
  readonly value: string;
  readonly unit: string;
  /** The unit with the words right before the figure: what it is the figure of. */
  readonly of: string;
  /** The words before the figure in its clause. */
  readonly clause: string;
}

const personal: SlotName = { 'zh-Hans': '客户信息', 'zh-Hant': '客戶資料', en: 'customer detail' };
const person: SlotName = { 'zh-Hans': '姓名', 'zh-Hant': '姓名', en: 'name' };
const outer = { open: '{', close: '}' } as const;
const slot = /\{[^{}]*\}/g;

// So much must stand beside each slot; else a line says only what belongs to one call.
const leastBeside = { han: 7, words: 4 } as const;

/** Every amount, date and number of a line. */
export function particularsIn(text: string): Particular[] {
  return [...marked(text, () => false).particulars];
}

/**
 * A line that can be said to another customer: names, amounts, dates and numbers are replaced by what they are, in braces,
 * except those that `isCommon` says are the same for many customers (a term of five days is a rule, not a detail of one call).
 * It begins with a capital letter, if with a letter.
 */
export function generalise(
  text: string,
  language: Language | undefined,
  isCommon: (particular: Particular) => boolean,
): string {
  return marked(text, isCommon, language).text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

/** Whether a generalised line holds little but slots, so that nobody could say it. */
export function isMostlySlots(line: string): boolean {
  const slots = line.match(slot)?.length ?? 0;
  const beside = line.replace(slot, ' ');
  const han = beside.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = beside.match(/\p{Script=Latin}[\p{L}'’]*/gu)?.length ?? 0;
  return slots > 0 && han / leastBeside.han + words / leastBeside.words < slots;
}

function marked(
  text: string,
  isCommon: (particular: Particular) => boolean,
  language?: Language,
): { text: string; particulars: readonly Particular[] } {
  const particulars: Particular[] = [];
  const kept: string[] = [];
  // What is done with is set aside behind a private sign, so that a date's numbers are not met again.
  const aside = (words: string) => `\uE000${kept.push(words) - 1}\uE001`;
  const brace = (name: SlotName) => `${outer.open}${inLanguage(language, name)}${outer.close}`;
  let line = text
    .replace(placeholderPattern, (_, type: string) => aside(brace(type === 'NAME' ? person : personal)))
    .replace(fixedWords, aside);
  for (const { pattern, name } of figurePatterns) {
    line = line.replace(pattern, (value: string, ...rest: (string | number | undefined)[]) => {
      const at = rest.find((one) => typeof one === 'number') ?? 0;
      if (/[\uE000\uE001]/.test(value) || insideSign(line, at)) return value;
      const own = particularOf(name.en, value, line.slice(0, at), line.slice(at + value.length));
      particulars.push(own);
      return aside(isCommon(own) ? value : brace(name));
    });
  }
  return { text: line.replace(/\uE000(\d+)\uE001/g, (_, at: string) => kept[Number(at)] ?? ''), particulars };
}

const insideSign = (line: string, at: number) => line.lastIndexOf('\uE000', at) > line.lastIndexOf('\uE001', at - 1);

const unitAfter = new RegExp(`^\\s?(?:${countedUnits})`);
const nounAfter = /^[ -](?:working |business |calendar )?[a-z]+/i;

function particularOf(kind: string, value: string, before: string, after: string): Particular {
  const lead = /(?:\p{Script=Han}{1,2}|[a-z'’]+ ?)$/iu.exec(before)?.[0].trim().toLowerCase() ?? '';
  const clause = before.split(/[，。！？；,.!?;]/).at(-1) ?? '';
  // Other figures name their units themselves.
  const next = kind === 'number' ? (unitAfter.exec(after) ?? nounAfter.exec(after))?.[0] : undefined;
  const unit = `${kind} ${(next ?? '')
    .trim()
    .toLowerCase()
    .replace(/^[个個-]|s$/g, '')}`.trim();
  return { value: `${plainValue(value)} ${unit}`, unit, of: `${lead} ${unit}`, clause };
}

function plainValue(value: string): string {
  return value
    .toLowerCase()
    .replace(/(?<=\d),(?=\d)/g, '')
    .replace(/\b[a-z]+(?:-[a-z]+)?\b/g, (word) => String(readNumber(word) ?? word))
    .replace(/[〇零一二三四五六七八九十百千两兩]+/g, (numeral) => String(parseNumeral(numeral) ?? numeral))
    .replace(/\s?(?:[块塊][钱錢]?|元)$/, '元');
}
