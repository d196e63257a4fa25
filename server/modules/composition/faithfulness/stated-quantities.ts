import { chineseNumber, chineseNumerals, englishNumber, englishNumberWords } from '../../../text/spoken-numbers.ts';

/** A number, amount, share, time or date in a text; equal keys mean the same, however it is written. */
export interface StatedQuantity {
  readonly start: number;
  readonly end: number;
  readonly key: string;
}

const digits = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const zhNumber = `(?:${digits}[万亿千百]*|[${chineseNumerals}]+(?:点[${chineseNumerals}]+)?)`;
const enNumber = `(?:${digits}|(?:${englishNumberWords})(?:[ -]+(?:and )?(?:${englishNumberWords}))*)`;
const monthNames = 'january february march april may june july august september october november december'.split(' ');
const month = monthNames.map((name) => `${name}|${name.slice(0, 3)}`).join('|');

const currencies: Readonly<Record<string, string>> = {
  $: 'usd',
  usd: 'usd',
  dollar: 'usd',
  dollars: 'usd',
  美元: 'usd',
  美金: 'usd',
  '€': 'eur',
  eur: 'eur',
  euro: 'eur',
  euros: 'eur',
  欧元: 'eur',
  '£': 'gbp',
  gbp: 'gbp',
  pound: 'gbp',
  pounds: 'gbp',
  英镑: 'gbp',
  '¥': 'cny',
  cny: 'cny',
  rmb: 'cny',
  yuan: 'cny',
  元: 'cny',
  块: 'cny',
  块钱: 'cny',
  人民币: 'cny',
  hkd: 'hkd',
  港元: 'hkd',
  港币: 'hkd',
  cent: 'cent',
  cents: 'cent',
  角: '角',
  日元: 'jpy',
  jpy: 'jpy',
};
const enCurrency = 'usd|eur|gbp|cny|rmb|hkd|jpy';
const enUnits =
  'dollars?|euros?|pounds?|yuan|cents?|percent|per cent|(?:working |business |trading |calendar )?days?|nights?|weeks?|months?|years?|hours?|minutes?|seconds?|times?|points?|miles?';
const zhUnits =
  '个百分点|块钱|人民币|美元|美金|港元|港币|欧元|英镑|日元|元|块|角|个工作日|工作日|个交易日|个自然日|个月|周岁|个保单年度|小时|分钟|秒|年|月|日|天|周|岁|次|倍|笔|期|分|点|夜|晚|倍|级|折|成|个';

const patterns: readonly (readonly [RegExp, (groups: readonly string[]) => string | null])[] = [
  [new RegExp(`(${zhNumber})年(${zhNumber})月(${zhNumber})[日号]`, 'g'), ([y, m, d]) => `d:${zh(y)}-${zh(m)}-${zh(d)}`],
  [
    /(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g,
    ([y, m, d]) => `d:${Number(y)}-${Number(m)}-${Number(d)}`,
  ],
  [new RegExp(`(${zhNumber})月(${zhNumber})[日号]`, 'g'), ([m, d]) => `d:${zh(m)}-${zh(d)}`],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${month})\\b\\.?(?:,? ((?:19|20)\\d\\d))?`, 'g'),
    ([d, m, y]) => dateKey(y, m, d),
  ],
  [
    new RegExp(`\\b(${month})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? ((?:19|20)\\d\\d))?`, 'g'),
    ([m, d, y]) => dateKey(y, m, d),
  ],
  [
    new RegExp(`(百分之|千分之|万分之)(${zhNumber})`, 'g'),
    ([share, n]) => shareKey(zh(n), share === '百分之' ? 1 : share === '千分之' ? 0.1 : 0.01),
  ],
  [
    new RegExp(`(${digits}) ?(%|‰)`, 'g'),
    ([n, sign]) => shareKey(Number(n?.replaceAll(',', '')), sign === '%' ? 1 : 0.1),
  ],
  [
    new RegExp(`(?:(${enCurrency}) ?|([$€£¥]) ?)(${digits})(万|亿)?`, 'g'),
    ([word, sign, n, scale]) => `q:${plainNumber(`${n}${scale ?? ''}`)}:${currencies[word || sign || ''] ?? ''}`,
  ],
  [
    new RegExp(`(?<![\\p{L}\\d.])(${enNumber})[ -]?(${enCurrency}|${enUnits})(?![a-z])`, 'gu'),
    ([n, unit]) => unitKey(english(n), unit ?? ''),
  ],
  [new RegExp(`第(${zhNumber})(?:${zhUnits})?`, 'g'), ([n]) => `o:${zh(n)}`],
  [new RegExp(`(${zhNumber}) ?(${zhUnits})`, 'g'), ([n, unit]) => unitKey(zh(n), unit ?? '')],
  [/\b(\d+)(?:st|nd|rd|th)\b/g, ([n]) => `o:${n}`],
  [new RegExp(`(?<![\\p{L}\\d.])(${digits})(?![\\p{L}\\d])`, 'gu'), ([n]) => `n:${plainNumber(n)}`],
  [new RegExp(`(${digits}[万亿]*)`, 'g'), ([n]) => `n:${plainNumber(n)}`],
  [new RegExp(`(?<![a-z])(${englishNumberWords})(?![a-z])`, 'g'), ([n]) => (n === 'one' ? null : `n:${english(n)}`)],
];

/** Every quantity in a plain text, in order; what is spelled out counts like what is written in digits. */
export function statedQuantities(plain: string): readonly StatedQuantity[] {
  const found: StatedQuantity[] = [];
  for (const [pattern, keyOf] of patterns)
    for (const match of plain.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((other) => start < other.end && other.start < end)) continue;
      const key = keyOf(match.slice(1));
      if (key !== null && !key.includes('null') && !key.includes('NaN')) found.push({ start, end, key });
    }
  return found.toSorted((a, b) => a.start - b.start);
}

function zh(text: string | undefined): number | null {
  const [whole = '', part] = (text ?? '').split('点');
  const value = chineseNumber(whole.replaceAll(',', ''));
  if (part === undefined || value === null) return value;
  const decimals = [...part].map((numeral) => chineseNumber(numeral));
  return decimals.includes(null) ? null : Number(`${value}.${decimals.join('')}`);
}

const english = (text: string | undefined): number | null =>
  text === undefined ? null : /^\d/.test(text) ? Number(text.replaceAll(',', '')) : englishNumber(text);

const plainNumber = (text: string | undefined) => zh(text) ?? Number.NaN;
const shareKey = (n: number | null, factor: number) => `%:${n === null ? null : Number((n * factor).toPrecision(10))}`;

function dateKey(year: string | undefined, name: string | undefined, day: string | undefined): string {
  const number = monthNames.findIndex((other) => other.startsWith((name ?? '').slice(0, 3))) + 1;
  return `d:${year ? `${Number(year)}-` : ''}${number}-${Number(day)}`;
}

function unitKey(n: number | null, unit: string): string | null {
  if (n === null) return null;
  const currency = currencies[unit];
  if (currency !== undefined) return `q:${n}:${currency}`;
  if (unit === 'percent' || unit === 'per cent') return shareKey(n, 1);
  if (/^(?:years?|年)$/.test(unit)) return n > 1_000 ? `y:${n}` : `q:${n * 12}:month`;
  if (/^(?:months?|个月)$/.test(unit)) return `q:${n}:month`;
  if (/^(?:working |business )days?$|工作日/.test(unit)) return `q:${n}:workday`;
  if (/^(?:trading )days?$|交易日/.test(unit)) return `q:${n}:tradeday`;
  if (/^(?:calendar )?days?$|^[日天]$|自然日/.test(unit)) return `q:${n}:day`;
  if (/^(?:hours?|小时)$/.test(unit)) return `q:${n}:hour`;
  if (/^周?岁$/.test(unit)) return `q:${n}:age`;
  return `q:${n}:${unit.replace(/s$/, '')}`;
}
