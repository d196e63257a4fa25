import type { FactValue } from '../../graph-schema/index.ts';

const number = '(\\d{1,3}(?:[,，]\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?)';
const currencies: Readonly<Record<string, string>> = {
  元: 'CNY',
  块: 'CNY',
  塊: 'CNY',
  圆: 'CNY',
  圓: 'CNY',
  人民币: 'CNY',
  人民幣: 'CNY',
  '¥': 'CNY',
  '￥': 'CNY',
  cny: 'CNY',
  rmb: 'CNY',
  yuan: 'CNY',
  美元: 'USD',
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  港元: 'HKD',
  港币: 'HKD',
  港幣: 'HKD',
  hkd: 'HKD',
  hk$: 'HKD',
  欧元: 'EUR',
  歐元: 'EUR',
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  英镑: 'GBP',
  英鎊: 'GBP',
  '£': 'GBP',
  gbp: 'GBP',
  日元: 'JPY',
  日圓: 'JPY',
  jpy: 'JPY',
  新台币: 'TWD',
  新台幣: 'TWD',
  nt$: 'TWD',
  twd: 'TWD',
};
const scales: Readonly<Record<string, number>> = {
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
  千: 1e3,
  k: 1e3,
  thousand: 1e3,
  million: 1e6,
};
const units: Readonly<Record<string, 'day' | 'working_day' | 'month' | 'year' | 'hour' | 'minute'>> = {
  工作日: 'working_day',
  工作天: 'working_day',
  'working day': 'working_day',
  'business day': 'working_day',
  日: 'day',
  天: 'day',
  自然日: 'day',
  day: 'day',
  'calendar day': 'day',
  月: 'month',
  month: 'month',
  年: 'year',
  周年: 'year',
  year: 'year',
  小时: 'hour',
  小時: 'hour',
  hour: 'hour',
  分钟: 'minute',
  分鐘: 'minute',
  minute: 'minute',
};
const perWords: readonly (readonly [RegExp, string])[] = [
  [/日利率|每日|每天|[/／]\s*[日天]|per day|daily|a day/i, 'day'],
  [/月利率|月费率|每月|每期|[/／]\s*月|per month|monthly|a month/i, 'month'],
  [/年利率|年化|每年|[/／]\s*年|per annum|per year|annual|yearly|a year|APR/i, 'year'],
  [/每笔|每筆|[/／]\s*[笔筆]|per (?:transfer|transaction|withdrawal|item)|each/i, 'transaction'],
  [/每张|每張|[/／]\s*[张張]|per card/i, 'card'],
];

const patterns = {
  date: /(\d{4})(?:-|\/|年\s*)(\d{1,2})(?:-|\/|月\s*)(\d{1,2})日?/g,
  rate: new RegExp(`${number}\\s*(%|％|‰|个百分点|percent|per cent)|百分之${number}`, 'gi'),
  amountAfter: new RegExp(
    `${number}\\s*(万|萬|亿|億|千|k|thousand|million)?\\s*(人民币元|人民幣元|元|块|塊|圆|圓|美元|港元|港币|港幣|欧元|歐元|英镑|英鎊|日元|日圓|新台币|新台幣|yuan|RMB|CNY|USD|HKD|EUR|GBP|JPY|TWD|dollars?|euros?)`,
    'gi',
  ),
  amountBefore: new RegExp(
    `(人民币|人民幣|港币|港幣|新台幣|CNY|RMB|USD|HKD|EUR|GBP|JPY|TWD|US\\$|HK\\$|NT\\$|[¥￥$€£])\\s*${number}\\s*(万|萬|亿|億|千|k|thousand|million)?`,
    'gi',
  ),
  duration: new RegExp(
    `${number}\\s*[-]?\\s*(?:个|個)?(工作日|工作天|自然日|周年|日|天|月|年|小时|小時|分钟|分鐘|(?:working|business|calendar) days?|days?|months?|years?|hours?|minutes?)(?![a-z\\u4e00-\\u9fff]*\\d)`,
    'gi',
  ),
  count: new RegExp(
    `${number}\\s*(笔|筆|次|张|張|期|个|個|件|人|户|戶|周岁|岁|歲|times?|transactions?|transfers?|cards?|items?|payments?)`,
    'gi',
  ),
};

const toNumber = (text: string | undefined) => Number((text ?? '').replace(/[,，]/g, ''));

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly value: FactValue;
}

/**
 * Reads the one typed value that a short text states. A text with none, or with several (a range, a tier, a condition
 * of its own), keeps its words as `text`: a half-understood term is worse than a quoted one.
 */
export function parseFactValue(text: string): FactValue {
  const hits = withoutOverlaps([...dates(text), ...rates(text), ...amounts(text), ...durations(text), ...counts(text)]);
  const only = hits[0];
  const numbers = text.replace(/第\d+/g, '').match(new RegExp(number, 'g'))?.length ?? 0;
  const used = only ? (text.slice(only.start, only.end).match(new RegExp(number, 'g'))?.length ?? 0) : 0;
  if (only && hits.length === 1 && numbers <= used) return only.value;
  return { type: 'text', text: text.trim().slice(0, 4_000) || '—' };
}

function withoutOverlaps(hits: readonly Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits) if (!kept.some((k) => hit.start < k.end && k.start < hit.end)) kept.push(hit);
  return kept;
}

function perOf(text: string): { per?: string } {
  const per = perWords.find(([pattern]) => pattern.test(text))?.[1];
  return per === undefined ? {} : { per };
}

function* dates(text: string): Generator<Hit> {
  for (const m of text.matchAll(patterns.date)) {
    const date = `${m[1]}-${(m[2] ?? '').padStart(2, '0')}-${(m[3] ?? '').padStart(2, '0')}`;
    const valid = new Date(`${date}T00:00:00Z`);
    if (Number.isNaN(valid.getTime()) || !valid.toISOString().startsWith(date)) continue;
    yield { start: m.index, end: m.index + m[0].length, value: { type: 'date', date } };
  }
}

function* rates(text: string): Generator<Hit> {
  for (const m of text.matchAll(patterns.rate)) {
    const percent = toNumber(m[1] ?? m[3]) / (m[2] === '‰' ? 10 : 1);
    yield { start: m.index, end: m.index + m[0].length, value: { type: 'rate', percent, ...perOf(text) } };
  }
}

function* amounts(text: string): Generator<Hit> {
  const hit = (m: RegExpExecArray, n: string | undefined, scale: string | undefined, unit: string | undefined): Hit => {
    const currency = currencies[(unit ?? '').toLowerCase().replace(/^人民[币幣]元$/, '元')] ?? 'CNY';
    const amount = toNumber(n) * (scales[(scale ?? '').toLowerCase()] ?? 1);
    return { start: m.index, end: m.index + m[0].length, value: { type: 'amount', amount, currency, ...perOf(text) } };
  };
  for (const m of text.matchAll(patterns.amountBefore)) yield hit(m, m[2], m[3], m[1]);
  for (const m of text.matchAll(patterns.amountAfter)) yield hit(m, m[1], m[2], m[3]);
}

function* durations(text: string): Generator<Hit> {
  for (const m of text.matchAll(patterns.duration)) {
    const unit = units[(m[2] ?? '').toLowerCase().replace(/s$/, '')];
    if (unit)
      yield { start: m.index, end: m.index + m[0].length, value: { type: 'duration', count: toNumber(m[1]), unit } };
  }
}

function* counts(text: string): Generator<Hit> {
  for (const m of text.matchAll(patterns.count)) {
    const unit = m[2] ?? '';
    yield { start: m.index, end: m.index + m[0].length, value: { type: 'count', count: toNumber(m[1]), unit } };
  }
}
