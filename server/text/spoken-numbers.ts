/** Characters that Chinese numbers are written with. */
export const chineseNumerals = '零〇一二三四五六七八九十百千万亿两廿';

const chineseDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const places: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 };
const groups: Readonly<Record<string, number>> = { 万: 1e4, 亿: 1e8 };

/**
 * The value of a number in Chinese numerals, digits or both (两万三, 一百零五, 3.5千, 二〇二四), or null. After a place the last
 * numeral counts the next lower one, as people say it: 三千五 is 3500.
 */
export function chineseNumber(words: string): number | null {
  const tokens = words.replaceAll('廿', '二十').match(/\d[\d,]*(?:\.\d+)?|\D/g) ?? [];
  if (tokens.length > 1 && tokens.every((token) => token in chineseDigits))
    return tokens.length < 3 ? null : Number(tokens.map((token) => chineseDigits[token]).join(''));
  let [total, section, digit, lastPlace] = [0, 0, Number.NaN, 1];
  for (const token of tokens) {
    const [place, group] = [places[token], groups[token]];
    const numeral = chineseDigits[token] ?? (/^\d/.test(token) ? Number(token.replaceAll(',', '')) : undefined);
    if (numeral !== undefined) {
      if (!Number.isNaN(digit)) return null;
      if (numeral === 0 && token !== '0') lastPlace = 1;
      else digit = numeral;
    } else if (place !== undefined) {
      if (Number.isNaN(digit) && (place !== 10 || section % 100 !== 0)) return null;
      section += (Number.isNaN(digit) ? 1 : digit) * place;
      [digit, lastPlace] = [Number.NaN, place];
    } else if (group !== undefined) {
      if (Number.isNaN(digit) && section === 0 && total === 0) return null;
      total = (total + section + (Number.isNaN(digit) ? 0 : digit)) * group;
      [section, digit, lastPlace] = [0, Number.NaN, group];
    } else return null;
  }
  const rest = Number.isNaN(digit) ? 0 : lastPlace > 10 && digit < 10 ? (digit * lastPlace) / 10 : digit;
  return total + section + rest;
}

const englishValues: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
    'eighteen nineteen'
  )
    .split(' ')
    .map((word, value) => [word, value]),
);
const tens: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, n) => [word, 20 + 10 * n]),
);
const englishScales: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

/** A pattern of the words that English numbers are made of; the first word of one of them is none of "hundred" and above. */
export const englishNumberWords = `(?<![a-z])(?:${[
  ...Object.keys(tens),
  ...Object.keys(englishValues).toReversed(),
  'hundred',
  ...Object.keys(englishScales),
].join('|')})(?![a-z])`;

/** The value of a number in English words ("twenty-five", "one thousand five hundred"), or null. */
export function englishNumber(words: string): number | null {
  let [total, section, last] = [0, 0, Number.POSITIVE_INFINITY];
  let started = false;
  for (const word of words.split(/[ -]+/)) {
    if (word === 'and' || word === '') continue;
    const value = englishValues[word] ?? tens[word];
    if (value !== undefined) {
      // "twenty twenty" and "five three" are read digit by digit; what they are is not known.
      if (value >= last) return null;
      section += value;
      last = word in tens ? 10 : 0;
    } else if (word === 'hundred') {
      if (!started || section === 0 || section >= 100) return null;
      section *= 100;
      last = 100;
    } else {
      if (!started) return null;
      total += section * (englishScales[word] ?? 1);
      [section, last] = [0, Number.POSITIVE_INFINITY];
    }
    started = true;
  }
  return total + section;
}
