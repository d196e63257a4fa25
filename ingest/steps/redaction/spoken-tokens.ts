/** One word or sign that stands for digits: what it says, where it ends, and how sure it is. */
export interface DigitToken {
  readonly end: number;
  readonly digits: string;
  /** `written`: ASCII digits. `spoken`: a word for digits. `weak`: a digit only among others, such as 要 or "for". */
  readonly kind: 'written' | 'spoken' | 'weak';
  /** Said with hundred or thousand, as amounts are. */
  readonly counts?: boolean;
}

const hanDigits: Readonly<Record<string, string>> = Object.fromEntries(
  ['零〇○洞', '一幺壹', '二两兩贰貳', '三叁', '四肆', '五伍', '六陆陸', '七拐柒', '八捌', '九勾玖'].flatMap(
    (signs, digit) => [...signs].map((sign) => [sign, String(digit)]),
  ),
);

/** How transcripts mishear the digits, by sound; only read so between digits. */
const misheard: Readonly<Record<string, string>> = Object.fromEntries(
  [
    '林灵靈令玲铃鈴另',
    '要妖腰夭',
    '儿兒尔爾耳饵餌',
    '山散伞傘',
    '寺嗣',
    '吴吳午舞武捂',
    '流留刘劉柳溜',
    '气氣器妻漆',
    '霸爸扒巴芭吧',
    '酒久旧舊舅',
  ].flatMap((signs, digit) => [...signs].map((sign) => [sign, String(digit)])),
);

const han = Object.keys(hanDigits).join('');
const tens = '一二三四五六七八九两兩';
const repeats: readonly (readonly [RegExp, number])[] = [
  [/(?:双|雙|俩|[两兩2二][个個])/y, 2],
  [/(?:仨|[三3][个個])/y, 3],
  [/[四4][个個]/y, 4],
  [/[五5][个個]/y, 5],
  [/[六6][个個]/y, 6],
];

const englishDigits: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  nought: '0',
  naught: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  niner: '9',
};
const englishTeens: Readonly<Record<string, string>> = {
  ten: '10',
  eleven: '11',
  twelve: '12',
  thirteen: '13',
  fourteen: '14',
  fifteen: '15',
  sixteen: '16',
  seventeen: '17',
  eighteen: '18',
  nineteen: '19',
};
const englishTens: Readonly<Record<string, string>> = {
  twenty: '2',
  thirty: '3',
  forty: '4',
  fourty: '4',
  fifty: '5',
  sixty: '6',
  seventy: '7',
  eighty: '8',
  ninety: '9',
};
const englishMisheard: Readonly<Record<string, string>> = {
  o: '0',
  won: '1',
  wan: '1',
  to: '2',
  too: '2',
  tree: '3',
  for: '4',
  fore: '4',
  fife: '5',
  sex: '6',
  sicks: '6',
  sevin: '7',
  ate: '8',
};
const times: Readonly<Record<string, number>> = { double: 2, triple: 3, treble: 3, quadruple: 4 };

const word = /[A-Za-z]+/y;
const wordBehind = /[ -]([A-Za-z]+|\d(?!\d))/y;

const hanStarts = new Set([...han, ...Object.keys(misheard), ...'双雙俩仨十']);
const repeatStarts = new Set('双雙俩两兩2二仨三3四4五5六6');
/** Where a strong token may begin, for search. */
const start = new RegExp(
  `[0-9${han}双雙俩仨十]|(?<![A-Za-z])(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thir|fif|twen|for|double|triple|treble|quadruple)`,
  'gi',
);

/** The first place from `i` on where digits may be said; null: nowhere. */
export function nextStart(text: string, i: number): number | null {
  start.lastIndex = i;
  return start.exec(text)?.index ?? null;
}

/** The digits that the text says at `i`; null when it says none there. */
export function digitTokenAt(text: string, i: number): DigitToken | null {
  const c = text.charCodeAt(i);
  if (c >= 48 && c <= 57) return (repeatStarts.has(text.charAt(i)) ? repeatedAt(text, i) : null) ?? writtenAt(text, i);
  if (c < 128) return isLetter(c) && !isLetter(text.charCodeAt(i - 1)) ? englishAt(text, i) : null;
  const sign = text.charAt(i);
  if (!hanStarts.has(sign)) return null;
  return (repeatStarts.has(sign) ? repeatedAt(text, i) : null) ?? hanNumeralAt(text, i) ?? hanDigitAt(text, i);
}

const isLetter = (c: number) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122);

function writtenAt(text: string, i: number): DigitToken {
  let end = i;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return { end, digits: text.slice(i, end), kind: 'written' };
}

function hanDigitAt(text: string, i: number): DigitToken | null {
  const digit = hanDigits[text[i] ?? ''];
  if (digit !== undefined) return { end: i + 1, digits: digit, kind: 'spoken' };
  const slip = misheard[text[i] ?? ''];
  return slip === undefined ? null : { end: i + 1, digits: slip, kind: 'weak' };
}

/** 双五, 三个八: the digit as often as it is said. */
function repeatedAt(text: string, i: number): DigitToken | null {
  for (const [pattern, count] of repeats) {
    pattern.lastIndex = i;
    const cue = pattern.exec(text);
    if (!cue) continue;
    const at = i + cue[0].length;
    const sign = text[at] ?? '';
    const digit = hanDigits[sign] ?? (/\d/.test(sign) ? sign : undefined);
    if (digit === undefined || /[\d十百千万萬个個年月天岁歲块塊元次]/.test(text[at + 1] ?? '')) return null;
    return { end: at + 1, digits: digit.repeat(count), kind: 'spoken' };
  }
  return null;
}

const unit = `[${tens}](?![十百千${han}])`;
const numeral = new RegExp(
  `(?:([${tens}])千(?:零?([${tens}])百)?(?:零?([${tens}])十([${tens}])?|零([${tens}])|(${unit}))?|([${tens}])百(?:([${tens}])十([${tens}])?|零([${tens}])|(${unit}))?|([${tens}])?十([${tens}])?)`,
  'y',
);
const value = (sign: string | undefined) => Number(hanDigits[sign ?? ''] ?? 0);

/** 八千八, 一百三十八, 十二: a numeral with its units, which may stand for the same digits. */
function hanNumeralAt(text: string, i: number): DigitToken | null {
  if (text[i] !== '十' && !/[十百千]/.test(text[i + 1] ?? '')) return null;
  numeral.lastIndex = i;
  const m = numeral.exec(text);
  if (!m) return null;
  const end = i + m[0].length;
  const said = (number: number): DigitToken => ({ end, digits: String(number), kind: 'spoken' });
  if (m[1]) {
    // 八千八 is 8800, 八千零八 is 8008.
    const last = m[2] ? value(m[6]) * 10 : value(m[6]) * 100;
    return said(value(m[1]) * 1000 + value(m[2]) * 100 + value(m[3]) * 10 + value(m[4]) + value(m[5]) + last);
  }
  if (m[7]) {
    return said(value(m[7]) * 100 + value(m[8]) * 10 + value(m[9]) + value(m[10]) + value(m[11]) * 10);
  }
  return said((m[12] ? value(m[12]) : 1) * 10 + value(m[13]));
}

function englishAt(text: string, i: number): DigitToken | null {
  word.lastIndex = i;
  const found = word.exec(text)?.[0] ?? '';
  if (found.length > 9) return null;
  const said = found.toLowerCase();
  const end = i + found.length;
  const digit = englishDigits[said];
  if (digit !== undefined) return withUnit(text, end, digit);
  const teen = englishTeens[said];
  if (teen !== undefined) return { end, digits: teen, kind: 'spoken' };
  const ten = englishTens[said];
  if (ten !== undefined) return tensAt(text, end, ten);
  const count = times[said];
  if (count !== undefined) {
    wordBehind.lastIndex = end;
    const next = wordBehind.exec(text);
    const repeated = next?.[1] ?? '';
    const what =
      englishDigits[repeated.toLowerCase()] ??
      (/^\d$/.test(repeated) ? repeated : /^o$/i.test(repeated) ? '0' : undefined);
    return next && what !== undefined
      ? { end: end + next[0].length, digits: what.repeat(count), kind: 'spoken' }
      : null;
  }
  const slip = englishMisheard[said];
  return slip === undefined ? null : { end, digits: slip, kind: 'weak' };
}

/** "eight hundred", "five thousand" as they are said within numbers. */
function withUnit(text: string, end: number, digit: string): DigitToken {
  const unit = /^[ -](hundred|thousand)\b/i.exec(text.slice(end, end + 10));
  if (!unit) return { end, digits: digit, kind: 'spoken' };
  const zeros = unit[1]?.toLowerCase() === 'hundred' ? '00' : '000';
  return { end: end + unit[0].length, digits: digit + zeros, kind: 'spoken', counts: true };
}

function tensAt(text: string, end: number, ten: string): DigitToken {
  wordBehind.lastIndex = end;
  const next = wordBehind.exec(text);
  const unit = englishDigits[next?.[1]?.toLowerCase() ?? ''];
  return next && unit !== undefined && unit !== '0'
    ? { end: end + next[0].length, digits: ten + unit, kind: 'spoken' }
    : { end, digits: `${ten}0`, kind: 'spoken' };
}
