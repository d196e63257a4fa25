import { parseNumeral } from '../numerals.ts';

const english = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, n) => [word, n] as const),
);
const tens = new Map(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, n) => [word, (n + 2) * 10] as const),
);

const grouped = '\\d{1,3}(?:[,，]\\d{3})+(?:\\.\\d+)?';
const words = [...english.keys(), ...tens.keys()].join('|');

/** A number written in digits, as the inside of a group. */
export const digitNumber = `(?<![\\d.,:A-Za-z_]|[A-Za-z]-)(?:${grouped}|\\d+(?:\\.\\d+)?)`;
/** A number in digits, Chinese numerals or English words (forty-five), as the inside of a group. */
export const anyNumber = `${digitNumber}|(?<![第零〇一二两兩三四五六七八九十百千])[零〇一二两兩三四五六七八九十百千]+|\\b(?:${words})(?:-(?:${words}))?\\b`;

/** Reads a number as it was matched; null when it is none. */
export function readNumber(text: string): number | null {
  const plain = text.trim().toLowerCase();
  if (/^\d/.test(plain)) return Number(plain.replace(/[,，]/g, ''));
  const [first = '', second = ''] = plain.split('-');
  const small = english.get(first) ?? tens.get(first);
  if (small !== undefined) return small + (english.get(second) ?? 0);
  return parseNumeral(plain);
}
