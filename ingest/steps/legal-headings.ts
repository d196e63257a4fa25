import { numeralClass, parseNumeral } from './numerals.ts';

/** A line that may open a part of a legal text, before its neighbours were looked at. */
export interface HeadingCandidate {
  readonly unit: 'structure' | 'article';
  /** 0 is the widest. */
  readonly level: number;
  /** Numbers from the outside in: 第十二条之一 is [12, 1], Section 3.1 is [3, 1]. */
  readonly numbers: readonly number[];
  /** As written, without markup: 第十二条之一, Article 3. */
  readonly label: string;
  /** The title behind the number, where the line says it: 总则, Fees. */
  readonly title: string;
  /** Length of markup, number and separator, in UTF-16 units: where the body begins if the line goes on. */
  readonly bodyOffset: number;
  /** A space, bracket or line end stands behind the number, so that it is no reference in a sentence. */
  readonly separated: boolean;
  /** The line ends like one of a table of contents: dots or a gap, and a page number. */
  readonly tocLine: boolean;
}

const markup = '^(?:[ \\t\\u3000]*)(?:#{1,6}[ \\t]+)?(?:[ \\t\\u3000]*)(?:\\*\\*|__)?[【（(]?';
const chinese = new RegExp(
  `${markup}第[ ]?([${numeralClass}]+)[ ]?(分编|分編|编|編|篇|章|节|節|条|條)((?:之[一二三四五六七八九十0-9]+)*)`,
);
const levels: Readonly<Record<string, number>> = {
  编: 0,
  編: 0,
  篇: 0,
  分编: 1,
  分編: 1,
  章: 2,
  节: 3,
  節: 3,
  条: 9,
  條: 9,
};
const english = new RegExp(
  `${markup}(part|title|chapter|division|article|section|sec\\.|rule|clause|§)[ \\t]*((?:\\d+[A-Za-z]?)(?:\\.\\d+)*|[IVXLC]+)(?![A-Za-z0-9])`,
  'i',
);
const englishLevels: Readonly<Record<string, number>> = { part: 0, title: 0, division: 1, chapter: 2 };
const closing = /^(?:\*\*|__)?[】）)]?(?:\*\*|__)?/;
// Words that continue a sentence about the article instead of opening it.
const goesOnAsReference =
  /^(?:规定|規定|第|、|，|,|的|和|与|與|及|或|至|到|所|之|款|项|項|中|以|或者|以及|关于|關於|并|並|等|；|。)/;
// The same behind a space, where only these are sure.
const refersOn =
  /^(?:、|，|,|；|。|规定的|規定的|的规定|的規定|和第|与第|與第|及第|或第|或者第|至第|到第|[（(]?第[一二三四五六七八九十0-9]+[款项項])/;
const goesOnInEnglish =
  /^(?:\s*(?:of|and|or|to|shall|above|below|hereof|applies|does|is|are|in|,|;|\(\w+\)\s+of)\b|[,;])/i;
const tocEnd = /(?:[.…·．]{3,}|\t|\s{3,})\s*\d{1,4}\s*$/;

/** Reads a line as a heading of a legal text in Chinese or English; null when it is not one by its own shape. */
export function headingCandidate(line: string): HeadingCandidate | null {
  return chineseHeading(line) ?? englishHeading(line);
}

function chineseHeading(line: string): HeadingCandidate | null {
  const match = chinese.exec(line);
  if (!match) return null;
  const [whole, numeral = '', unit = '', suffix = ''] = match;
  const number = parseNumeral(numeral);
  if (number === null) return null;
  const numbers = [
    number,
    ...suffix
      .split('之')
      .slice(1)
      .map((part) => parseNumeral(part) ?? 0),
  ];
  const rest = line.slice(whole.length);
  const close = closing.exec(rest)?.[0] ?? '';
  const after = rest.slice(close.length);
  const article = unit === '条' || unit === '條';
  const separated = close !== '' || /^(?:[\s\u3000]|$|[【（(：:])/.test(after);
  if (!article && !separated && (goesOnAsReference.test(after) || after.length > 30)) return null;
  if (article && (separated ? refersOn : goesOnAsReference).test(after.trimStart())) return null;
  const gap = /^[\s\u3000：:]*/.exec(after)?.[0].length ?? 0;
  return {
    unit: article ? 'article' : 'structure',
    level: levels[unit] ?? 9,
    numbers,
    label: `第${numeral}${unit}${suffix}`,
    title: article
      ? articleTitle(after.slice(gap))
      : after
          .replace(tocEnd, '')
          .replace(/\*\*|__/g, '')
          .trim(),
    bodyOffset: whole.length + close.length + gap,
    separated,
    tocLine: tocEnd.test(line),
  };
}

/** 【名称】 or （名称） directly behind the number. */
function articleTitle(text: string): string {
  return (/^【([^】]{1,60})】/.exec(text) ?? /^[（(]([^）)]{1,40})[）)](?=[\s\u3000]|$)/.exec(text))?.[1]?.trim() ?? '';
}

function englishHeading(line: string): HeadingCandidate | null {
  const match = english.exec(line);
  if (!match) return null;
  const [whole, word = '', number = ''] = match;
  const after = line.slice(whole.length);
  if (goesOnInEnglish.test(after)) return null;
  const gap = /^[\s.:)\u2013\u2014*-]*/.exec(after)?.[0].length ?? 0;
  const level = englishLevels[word.toLowerCase()];
  const body = after.slice(gap);
  const short = body.length <= 80 && !/[.;:]$/.test(body.trim());
  return {
    unit: level === undefined ? 'article' : 'structure',
    level: level ?? 9,
    numbers: /^[IVXLC]+$/i.test(number) ? [roman(number)] : number.split('.').map((part) => Number.parseInt(part, 10)),
    label: `${capitalised(word)} ${number}`.replace('§ ', '§'),
    title: short
      ? body
          .replace(tocEnd, '')
          .replace(/\*\*|__/g, '')
          .trim()
      : '',
    bodyOffset: whole.length + gap,
    separated: gap > 0 || body === '',
    tocLine: tocEnd.test(line),
  };
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

function roman(text: string): number {
  const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };
  const numbers = [...text.toUpperCase()].map((c) => values[c] ?? 0);
  return numbers.reduce((sum, value, i) => sum + (value < (numbers[i + 1] ?? 0) ? -value : value), 0);
}
