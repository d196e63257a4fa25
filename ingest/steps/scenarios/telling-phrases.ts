import { plainWords } from '../text-terms.ts';
import type { WordReader } from './chinese-words.ts';
import { isEnglishPhraseWord, isPhraseWord } from './phrase-words.ts';

const longestPhrase = 3;
const longestChinese = 8;

/** The phrases of one call, and those that its customer said, which count more. */
export interface SpokenPhrases {
  readonly all: ReadonlySet<string>;
  readonly customer: ReadonlySet<string>;
}

/** In how many texts of a background each phrase occurs. */
export interface PhraseCounts {
  readonly texts: number;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * The phrases that tell a group of texts from the others: in many of the group and in few of the rest, more so if
 * customers use them. A phrase is one to three whole words; one that is mostly part of the same longer phrase gives way
 * to it. Every text counts a phrase once. Best first.
 */
export function tellingPhrases(spoken: readonly SpokenPhrases[], rest: PhraseCounts, limit: number): string[] {
  const inside = countPhrases(spoken.map((call) => call.all));
  const heard = countPhrases(spoken.map((call) => call.customer));
  const least = Math.max(2, spoken.length * 0.3);
  const longer = longerPhrases(inside);
  const scored = [...inside]
    .filter(([phrase, n]) => n >= least && (longer.get(phrase) ?? 0) < 0.75 * n)
    .map(([phrase, n]) => {
      const share = n / spoken.length;
      const byCustomers = (heard.get(phrase) ?? 0) / spoken.length;
      const elsewhere = ((rest.counts.get(phrase) ?? 0) + 0.5) / (rest.texts + 1);
      const score = share * (0.2 + byCustomers) * Math.log(share / elsewhere) * fullness(phrase);
      return { phrase, score };
    })
    .sort((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1));
  const kept: string[] = [];
  for (const { phrase, score } of scored) {
    if (score <= 0 || kept.length >= limit) break;
    if (!kept.some((other) => sharesWords(other, phrase))) kept.push(phrase);
  }
  return kept.map(asShown);
}

const separator = '\u0001';
const asShown = (phrase: string) =>
  /\p{Script=Han}/u.test(phrase) ? phrase.replaceAll(separator, '') : phrase.replaceAll(separator, ' ');

/** How much more a phrase of several words says than one word: the action with its object, the thing with its kind. */
function fullness(phrase: string): number {
  const words = phrase.split(separator).length;
  const terse = /\p{Script=Han}/u.test(phrase) && asShown(phrase).length < 3;
  return words > 1 ? 1.6 : terse ? 1 : 1.3;
}

/** For each phrase, in how many texts it is part of its most frequent longer phrase. */
function longerPhrases(counts: ReadonlyMap<string, number>): Map<string, number> {
  const longer = new Map<string, number>();
  for (const [phrase, n] of counts) {
    const words = phrase.split(separator);
    for (let i = 0; i < words.length; i++) {
      for (let k = i + 1; k <= words.length; k++) {
        const part = words.slice(i, k).join(separator);
        if (part !== phrase) longer.set(part, Math.max(longer.get(part) ?? 0, n));
      }
    }
  }
  return longer;
}

/** Whether two English words are forms of one: report, reports, reported. */
function isFormOf(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^(?:e?s|e?d|ing|ment|ments)?$/.test(long.slice(short.length));
}

function sharesWords(a: string, b: string): boolean {
  if (!/\p{Script=Han}/u.test(a + b))
    return a.split(separator).some((one) => b.split(separator).some((two) => isFormOf(one, two)));
  const [one, other] = [asShown(a), asShown(b)];
  for (let i = 0; i + 1 < other.length; i++) if (one.includes(other.slice(i, i + 2))) return true;
  return false;
}

/** Counts in how many of the texts each phrase occurs. */
export function countPhrases(texts: readonly ReadonlySet<string>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const phrases of texts) for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  return counts;
}

/** What a call says, as phrases are read from it: one script, and a stop where a placeholder, a law's or a product's name is. */
export function phraseText(text: string, names: RegExp | null): string {
  const plain = plainWords(text.replace(/《[^》\n]*》/g, '。')).toLowerCase();
  return names ? plain.replace(names, '。') : plain;
}

/** The phrases of a text as phraseText gives it. */
export function phrasesOf(text: string, words: WordReader): Set<string> {
  const phrases = new Set<string>();
  for (const own of words.runs(text)) addSequences(phrases, own, isPhraseWord);
  for (const [run] of text.matchAll(/[a-z][a-z'’ -]*[a-z]/g)) {
    addSequences(phrases, run.replaceAll('’', "'").split(/\s+/), isEnglishPhraseWord);
  }
  return phrases;
}

function addSequences(phrases: Set<string>, words: readonly string[], says: (word: string) => boolean): void {
  for (let i = 0; i < words.length; i++) {
    for (let n = 1; n <= longestPhrase && i + n <= words.length; n++) {
      if (!says(words[i + n - 1] ?? '')) break;
      const own = words.slice(i, i + n);
      const length = own.join('').length;
      if (length > longestChinese && /\p{Script=Han}/u.test(own[0] ?? '')) break;
      if (length >= 2) phrases.add(own.join(separator));
    }
  }
}
