import { wordValue } from './docx-styles.ts';
import { childAt, childrenOf, type XmlElement } from './xml-tree.ts';

/** What stands before a paragraph because its style or list numbers it. */
export type NumberLabel =
  | { readonly sort: 'bullet'; readonly level: number }
  /** `1.` in a list: Markdown has such lists. */
  | { readonly sort: 'list'; readonly level: number; readonly number: number }
  /** 第三条, （二）, 1.2, Article 4: words that belong to the text. */
  | { readonly sort: 'words'; readonly label: string };

interface Level {
  readonly start: number;
  readonly format: string;
  readonly pattern: string;
  readonly arabic: boolean;
}

/** Counts numbered paragraphs in their order. */
export interface Numbering {
  /** The label of the next paragraph of a list and level; null: it has none. */
  next(numId: string, level: number): NumberLabel | null;
}

const mostLevels = 9;

/** Reads the lists of a document, to count their paragraphs as a word processor shows them. */
export function readNumbering(root: XmlElement | null): Numbering {
  const abstracts = new Map(
    childrenOf(root ?? undefined, 'w:abstractNum').map((a) => [a.attributes['w:abstractNumId'], a]),
  );
  const nums = new Map(childrenOf(root ?? undefined, 'w:num').map((num) => [num.attributes['w:numId'], num]));
  const byStyle = new Map([...abstracts.values()].map((a) => [wordValue(childAt(a, 'w:styleLink')), a]));
  const counters = new Map<string, (number | undefined)[]>();
  const started = new Set<string>();
  const abstractOf = (num: XmlElement | undefined) => {
    const own = abstracts.get(wordValue(childAt(num, 'w:abstractNumId')));
    const link = wordValue(childAt(own, 'w:numStyleLink'));
    return (link === undefined ? undefined : byStyle.get(link)) ?? own;
  };
  return {
    next(numId, at) {
      const num = nums.get(numId);
      const abstract = abstractOf(num);
      if (!abstract || !(at >= 0 && at < mostLevels)) return null;
      const levels = levelsOf(abstract, num);
      const level = levels[at];
      if (!level) return null;
      if (level.format === 'bullet') return { sort: 'bullet', level: at };
      const key = abstract.attributes['w:abstractNumId'] ?? numId;
      const counts = counters.get(key) ?? [];
      counters.set(key, counts);
      // A list that states its own start begins there, the first time that it comes.
      if (!started.has(`${numId}:${at}`) && overrideOf(num, at, 'w:startOverride') !== undefined)
        counts[at] = undefined;
      started.add(`${numId}:${at}`);
      counts[at] = (counts[at] ?? level.start - 1) + 1;
      counts.length = at + 1;
      return labelOf(level, at, levels, counts);
    },
  };
}

function overrideOf(num: XmlElement | undefined, at: number, name: string): XmlElement | undefined {
  const override = childrenOf(num, 'w:lvlOverride').find((o) => o.attributes['w:ilvl'] === String(at));
  return childAt(override, name);
}

function levelsOf(abstract: XmlElement, num: XmlElement | undefined): (Level | undefined)[] {
  return Array.from({ length: mostLevels }, (_, at) => {
    const own = childrenOf(abstract, 'w:lvl').find((l) => (l.attributes['w:ilvl'] ?? '0') === String(at));
    const level = overrideOf(num, at, 'w:lvl') ?? own;
    if (!level) return undefined;
    const start = Number(
      wordValue(overrideOf(num, at, 'w:startOverride')) ?? wordValue(childAt(level, 'w:start')) ?? 1,
    );
    return {
      start: Number.isInteger(start) ? start : 1,
      format: formatOf(level),
      pattern: wordValue(childAt(level, 'w:lvlText')) ?? '',
      arabic: childAt(level, 'w:isLgl') !== undefined,
    };
  });
}

/** Newer formats stand in an alternative with an older one beside it. */
function formatOf(level: XmlElement): string {
  const alternative = childAt(level, 'mc:AlternateContent');
  const format = childAt(level, 'w:numFmt') ?? childAt(alternative, 'mc:Choice', 'w:numFmt');
  return wordValue(format) ?? 'decimal';
}

function labelOf(
  level: Level,
  at: number,
  levels: readonly (Level | undefined)[],
  counts: readonly (number | undefined)[],
): NumberLabel | null {
  const number = counts[at] ?? level.start;
  if (level.format === 'decimal' && new RegExp(`^%${at + 1}[.)．]?$`).test(level.pattern)) {
    return { sort: 'list', level: at, number };
  }
  const label = level.pattern.replace(/%([1-9])/g, (_, digit: string) => {
    const of = levels[Number(digit) - 1];
    const count = counts[Number(digit) - 1] ?? of?.start ?? 1;
    return written(count, level.arabic ? 'decimal' : (of?.format ?? 'decimal'));
  });
  return label.trim() === '' ? null : { sort: 'words', label: label.trim() };
}

const chineseFormats =
  /^(?:chineseCounting(?:Thousand)?|japaneseCounting|taiwaneseCounting(?:Thousand)?|ideographDigital|taiwaneseDigital|japaneseDigitalTenThousand|koreanCounting)$/;
const legalFormats: Readonly<Record<string, string>> = {
  chineseLegalSimplified: '零壹贰叁肆伍陆柒捌玖拾佰仟',
  ideographLegalTraditional: '零壹貳參肆伍陸柒捌玖拾佰仟',
  japaneseLegal: '零壱弐参四伍六七八九拾百阡',
};

/** A number as a list format writes it; formats that are not known are written in digits. */
export function written(n: number, format: string): string {
  if (chineseFormats.test(format)) return chinese(n, '零一二三四五六七八九十百千');
  const legal = legalFormats[format];
  if (legal !== undefined) return chinese(n, legal);
  switch (format) {
    case 'lowerLetter':
      return letters(n).toLowerCase();
    case 'upperLetter':
      return letters(n);
    case 'lowerRoman':
      return roman(n).toLowerCase();
    case 'upperRoman':
      return roman(n);
    case 'decimalZero':
      return String(n).padStart(2, '0');
    case 'decimalEnclosedCircle':
    case 'decimalEnclosedCircleChinese':
      return n >= 1 && n <= 20 ? String.fromCodePoint(0x245f + n) : String(n);
    case 'decimalFullWidth':
    case 'decimalFullWidth2':
      return [...String(n)].map((digit) => String.fromCodePoint(0xfee0 + digit.charCodeAt(0))).join('');
    case 'ideographTraditional':
      return '甲乙丙丁戊己庚辛壬癸'[n - 1] ?? String(n);
    case 'ideographZodiac':
      return '子丑寅卯辰巳午未申酉戌亥'[n - 1] ?? String(n);
    case 'none':
      return '';
    default:
      return String(n);
  }
}

/** Counting in Chinese up to 9,999: 十二, 一百零三, 二百一十. */
function chinese(n: number, digits: string): string {
  if (n < 0 || n > 9_999) return String(n);
  if (n < 10) return digits[n] ?? '';
  let text = '';
  let zero = false;
  for (const [unit, value] of [
    [12, 1_000],
    [11, 100],
    [10, 10],
    [0, 1],
  ] as const) {
    const digit = Math.floor(n / value) % 10;
    if (digit === 0) zero = text !== '';
    else {
      text += `${zero ? digits[0] : ''}${digits[digit]}${unit === 0 ? '' : digits[unit]}`;
      zero = false;
    }
  }
  return n < 20 && digits[1] === '一' ? text.slice(1) : text;
}

/** A to Z, then AA, BB as word processors count. */
const letters = (n: number) =>
  n < 1 ? String(n) : String.fromCharCode(65 + ((n - 1) % 26)).repeat(Math.min(10, Math.ceil(n / 26)));

function roman(n: number): string {
  if (n < 1 || n > 3_999) return String(n);
  let [left, text] = [n, ''];
  const units = [
    [1_000, 'M'],
    [900, 'CM'],
    [500, 'D'],
    [400, 'CD'],
    [100, 'C'],
    [90, 'XC'],
    [50, 'L'],
    [40, 'XL'],
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ] as const;
  for (const [value, mark] of units) for (; left >= value; left -= value) text += mark;
  return text;
}
