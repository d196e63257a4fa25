import type { Quantity } from '../../../graph-schema/index.ts';
import { currencies, scales, units } from './measures.ts';
import { anyNumber, digitNumber, readNumber } from './number-words.ts';

/** A quantity that a text states, and the words that state it; UTF-16 units, half-open. */
export interface StatedQuantity {
  readonly start: number;
  readonly end: number;
  readonly value: Quantity;
}

const scale = '(百万|百萬|十万|十萬|万亿|萬億|万|萬|亿|億|千|k|m|thousand|million|billion|bn)?';
const patterns = {
  date: /(\d{4})(?:-|\/|年\s*)(\d{1,2})(?:-|\/|月\s*)(\d{1,2})日?/g,
  englishDate:
    /\b(?:(\d{1,2})(?:st|nd|rd|th)? )?(January|February|March|April|May|June|July|August|September|October|November|December)(?: (\d{1,2})(?:st|nd|rd|th)?)?,? (\d{4})\b/g,
  rate: new RegExp(`(${digitNumber})\\s*(%|％|‰|个百分点|個百分點|percentage points?|percent|per cent)`, 'gi'),
  chineseRate: /(百|千|万|萬)分之([零〇一二两兩三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)/g,
  amountAfter: new RegExp(
    `(${anyNumber})\\s*${scale}\\s*(人民币元|人民幣元|元|块|塊|圆|圓|美元|港元|港币|港幣|欧元|歐元|英镑|英鎊|日元|日圓|新台币|新台幣|yuan|RMB|CNY|USD|HKD|EUR|GBP|JPY|TWD|(?:US )?dollars?|euros?)(?![A-Za-z])`,
    'gi',
  ),
  amountBefore: new RegExp(
    `(人民币|人民幣|美元|港币|港幣|新台币|新台幣|CNY|RMB|USD|HKD|EUR|GBP|JPY|TWD|US\\$|HK\\$|NT\\$|[¥￥$€£])\\s*(${grouped()})\\s*${scale}(?![A-Za-z\\d])`,
    'gi',
  ),
  duration: new RegExp(
    `(${anyNumber})\\s*-?\\s*(?:(?:full|consecutive|calendar) )?((?:个|個)?(?:工作日|工作天|交易日|自然日)|周年|日(?!元|圓)|天|(?:个|個)月|年(?!\\s*\\d+\\s*月)|(?:个|個)?小时|(?:个|個)?小時|分钟|分鐘|(?:working|business|calendar|banking) days?|days?|weeks?|months?|years?|hours?|minutes?)(?![A-Za-z])`,
    'gi',
  ),
  count: new RegExp(
    `(${anyNumber})\\s*(?:(?:free|included|such|more) )?(笔|筆|次|张|張|期|件|人|户|戶|周岁|岁|歲|个百分点|个账户|個帳戶|个|個|times?|transactions?|transfers?|withdrawals?|deposits?|checks?|cheques?|cards?|items?|payments?|accounts?|users?|attempts?|installments?|instalments?|points|miles|customers?|people|visits?)(?![A-Za-z])`,
    'gi',
  ),
};

function grouped(): string {
  return '\\d{1,3}(?:[,，]\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?';
}

/** Every quantity of the text in order, none overlapping; what each is per, and which bound it is, is not read here. */
export function quantitiesOf(text: string): StatedQuantity[] {
  const hits = [...dates(text), ...rates(text), ...amounts(text), ...durations(text), ...counts(text)];
  const kept: StatedQuantity[] = [];
  for (const hit of hits) if (!kept.some((k) => hit.start < k.end && k.start < hit.end)) kept.push(hit);
  return kept.sort((a, b) => a.start - b.start);
}

const at = (match: RegExpExecArray, value: Quantity): StatedQuantity => ({
  start: match.index,
  end: match.index + match[0].length,
  value,
});

const months = 'january february march april may june july august september october november december'.split(' ');

function* dates(text: string): Generator<StatedQuantity> {
  for (const m of text.matchAll(patterns.date)) {
    const date = dayOf(m[1], m[2], m[3]);
    if (date) yield at(m, { type: 'date', date });
  }
  for (const m of text.matchAll(patterns.englishDate)) {
    const date = dayOf(m[4], String(months.indexOf((m[2] ?? '').toLowerCase()) + 1), m[1] ?? m[3] ?? '');
    if (date) yield at(m, { type: 'date', date });
  }
}

/** YYYY-MM-DD; null where there is no such day. */
function dayOf(year = '', month = '', day = ''): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(date) ? null : date;
}

/** Cuts what binary fractions add. */
const rounded = (value: number) => Number(value.toPrecision(12));

function* rates(text: string): Generator<StatedQuantity> {
  for (const m of text.matchAll(patterns.rate)) {
    const number = readNumber(m[1] ?? '');
    if (number !== null) yield at(m, { type: 'rate', percent: rounded(number / (m[2] === '‰' ? 10 : 1)) });
  }
  const parts: Readonly<Record<string, number>> = { 百: 1, 千: 10, 万: 100, 萬: 100 };
  for (const m of text.matchAll(patterns.chineseRate)) {
    const [whole = '', fraction = ''] = (m[2] ?? '').split('点');
    const number = readNumber(whole);
    if (number === null) continue;
    const decimals = [...fraction].map((c) => readNumber(c) ?? 0).join('');
    const parted = decimals === '' ? number : Number(`${number}.${decimals}`);
    yield at(m, { type: 'rate', percent: rounded(parted / (parts[m[1] ?? ''] ?? 1)) });
  }
}

function* amounts(text: string): Generator<StatedQuantity> {
  const amount = (m: RegExpExecArray, n = '', scaled = '', unit = '') => {
    const number = readNumber(n);
    const currency = currencies[unit.toLowerCase().replace(/^人民[币幣]元$/, '元')];
    if (number === null || currency === undefined) return [];
    return [at(m, { type: 'amount', amount: rounded(number * (scales[scaled.toLowerCase()] ?? 1)), currency })];
  };
  for (const m of text.matchAll(patterns.amountBefore)) yield* amount(m, m[2], m[3], m[1]);
  for (const m of text.matchAll(patterns.amountAfter)) yield* amount(m, m[1], m[2], m[3]);
}

function* durations(text: string): Generator<StatedQuantity> {
  for (const m of text.matchAll(patterns.duration)) {
    const words = (m[2] ?? '')
      .toLowerCase()
      .replace(/^[个個]/, '')
      .replace(/s$/, '');
    const count = readNumber(m[1] ?? '');
    const unit = units[words === 'week' ? 'day' : words];
    if (unit === undefined || count === null || isCalendar(text, m, words, count)) continue;
    yield at(m, { type: 'duration', count: words === 'week' ? count * 7 : count, unit });
  }
}

/** A year or a day of the month: 2026年, 每月15日, 3月15日. */
function isCalendar(text: string, match: RegExpExecArray, unit: string, count: number): boolean {
  if (unit === '年') return count >= 1900;
  return unit === '日' && /月\s*$/.test(text.slice(Math.max(0, match.index - 3), match.index));
}

function* counts(text: string): Generator<StatedQuantity> {
  for (const m of text.matchAll(patterns.count)) {
    const count = readNumber(m[1] ?? '');
    // 一次 and 一期 are articles more often than numbers.
    if (count !== null && m[1] !== '一') yield at(m, { type: 'count', count, unit: m[2] ?? '' });
  }
}
