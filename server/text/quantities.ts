import { chineseNumber, chineseNumerals, englishNumber, englishNumberWords } from './spoken-numbers.ts';

/*
 * What a text says in numbers, whichever way it is written or spoken: 三千五百元, 3,500元 and 3.5千块 are one term, so are
 * twenty-five dollars and $25, 24个月 and 两年, 百分之三 and 3%, 十月一日 and Oct 1.
 */
const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const chinese = `(?:${digits}|[${chineseNumerals}])(?:[${chineseNumerals}]|\\d)*`;
const chineseUnit =
  '(?:个百分点|块钱|人民币|美元|港元|港币|欧元|英镑|元|块|圆|个半月|个月|小时|分钟|年|月|日|号|天|周|星期|成|条|岁|人|次|倍|笔|期)';
const chineseAmount = new RegExp(
  `(百分之|千分之|万分之|¥)?\\s*(${chinese})\\s*(${chineseUnit})?(半)?(?:\\s*(${chinese})\\s*([日号]))?`,
  'gu',
);
const englishAmount = new RegExp(
  `([$€£]|\\b(?:usd|rmb|cny|hkd) ?)?(?<![\\p{L}\\d.,])(${digits}|(?:${englishNumberWords})(?:[ -]+(?:and )?(?:${englishNumberWords}))*)(?:\\s?(k|thousand|million|billion)(?![a-z]))?` +
    `(?:[\\s-]*(%|percent|per cent|dollars?|bucks?|yuan|usd|rmb|euros?|pounds?|months?|years?|days?|weeks?|hours?)(?![a-z]))?`,
  'gu',
);
const months = 'january february march april may june july august september october november december'.split(' ');
const month = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const englishDate = new RegExp(
  `(?<![a-z])(?:(${month})\\.? (\\d{1,2})(?:st|nd|rd|th)?|(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${month}))(?![a-z\\d])`,
  'gu',
);
const isoDate = /(?<!\d)(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})(?!\d)/g;

const halfYear = /(?<![上下前后大小])半年/g;

/** Units by how they are said: the name in the term, how many of it one is, and how many more. */
const units: readonly (readonly [RegExp, string, number, number?])[] = [
  [/^(?:块钱?|人民币|[美港欧]元|港币|英镑|元|圆|dollar|buck|yuan|usd|rmb|euro|pound)/, '$', 1],
  [/^(?:%|percent|per cent|个百分点)/, '%', 1],
  [/^成/, '%', 10],
  [/^个半月/, 'mo', 1, 0.5],
  [/^(?:个月|month)/, 'mo', 1],
  // Of a hundred and more it is a year's number.
  [/^(?:年|year)/, 'mo', 12],
  [/^(?:天|日|day)/, 'd', 1],
  [/^(?:周|星期|week)/, 'd', 7],
  [/^(?:小时|hour)/, 'h', 1],
];
const scales: Readonly<Record<string, number>> = { k: 1e3, thousand: 1e3, million: 1e6, billion: 1e9 };
const shares: Readonly<Record<string, number>> = { 百分之: 1, 千分之: 0.1, 万分之: 0.01 };
const mayHoldAny = new RegExp(`[\\d半${chineseNumerals}]|${englishNumberWords}`, 'u');

/** A number or an amount that a text says. */
export interface Quantity {
  readonly term: string;
  /** It stands in digits; else it is spelled out. */
  readonly inDigits: boolean;
}

/**
 * The numbers and amounts of a folded text as terms, each as often as it is said: a plain number by its digits, one with a
 * unit after a hash (`#3500$`, `#3%`, `#24mo`, `#14d`, `#10-1`).
 */
export function* quantitiesIn(folded: string): Generator<Quantity> {
  if (!mayHoldAny.test(folded)) return;
  yield* inChinese(folded);
  yield* inEnglish(folded);
  for (const _ of folded.matchAll(halfYear)) yield { term: '#6mo', inDigits: false };
  for (const [, , m, d] of folded.matchAll(isoDate)) yield* date(Number(m), Number(d), true);
  for (const [, first = '', day, dayFirst, last = ''] of folded.matchAll(englishDate)) {
    const number = months.findIndex((name) => name.startsWith((first || last).slice(0, 3))) + 1;
    yield* date(number, Number(day ?? dayFirst), true);
  }
}

function* inChinese(folded: string): Generator<Quantity> {
  for (const [, prefix = '', words = '', unit = '', half, day, dayUnit] of folded.matchAll(chineseAmount)) {
    const value = chineseNumber(words);
    if (value === null) continue;
    const spoken = !/^[\d.,]+$/.test(words);
    // A numeral by itself is part of a word (一般, 万一) more often than a number.
    if (spoken && value >= 10 && words.length + unit.length > 1 && prefix === '' && unit !== '月')
      yield { term: plain(value), inDigits: false };
    const share = shares[prefix];
    if (share !== undefined) yield { term: `#${plain(value * share)}%`, inDigits: false };
    else if (unit === '月' && day !== undefined && dayUnit) yield* date(value, chineseNumber(day) ?? 0, !spoken);
    else yield* amount(half === undefined ? value : value + 0.5, prefix === '' ? unit : '元', !spoken);
  }
}

function* inEnglish(folded: string): Generator<Quantity> {
  for (const [, prefix = '', words = '', scale = '', unit = ''] of folded.matchAll(englishAmount)) {
    const spoken = /[a-z]/.test(words);
    const number = spoken ? englishNumber(words) : Number(words.replaceAll(',', ''));
    if (number === null || !Number.isFinite(number)) continue;
    const value = number * (scales[scale] ?? 1);
    // "one of the two" is no amount.
    if (value >= 10 && (spoken || scale !== '')) yield { term: plain(value), inDigits: false };
    yield* amount(value, prefix === '' ? unit : 'usd', !spoken);
  }
}

function* amount(value: number, unit: string, inDigits: boolean): Generator<Quantity> {
  const found = units.find(([pattern]) => pattern.test(unit));
  if (!found || (found[1] === 'mo' && found[2] === 12 && value >= 100)) return;
  const [, name, times, more = 0] = found;
  const inUnit = value * times + more;
  // 24 months are two years as often as not.
  const saidOtherwise = times !== 1 || (name === 'mo' && inUnit % 12 === 0);
  yield { term: `#${plain(inUnit)}${name}`, inDigits: inDigits && !saidOtherwise };
}

function* date(month: number, day: number, inDigits: boolean): Generator<Quantity> {
  if (month >= 1 && month <= 12 && day >= 1 && day <= 31) yield { term: `#${month}-${day}`, inDigits };
}

const plain = (value: number) => String(Math.round(value * 1e6) / 1e6);
