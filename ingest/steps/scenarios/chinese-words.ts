import type { createPacer } from './give-way.ts';
import { isPhraseWord } from './phrase-words.ts';

// The word lists of ICU, which Node brings along.
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const run = /\p{Script=Han}{2,}/gu;

/** Pairs are joined to words while they occur at least this often, and this much more often than by chance (log). */
const fewestPairs = 3;
const leastSurprise = 2.5;
const rounds = 2;
const longestWord = 5;

// Characters of grammar, which are part of no term.
const grammar = new Set(
  '的地得了是我你您他她它咱们这那哪有没不也都就又才吗呢吧啊呀嘛么什怎很太更最要想会能可把被给让跟和与或及而但若如因为所以对向从到在着过请问说叫个二三四五六七八九十几两零百千万多少元块毛第每各该此其比内'.split(
    '',
  ),
);
// Words that count things; behind a number they begin no term, elsewhere they may.
const measures = new Set(
  '张笔条次份家位项套件封部台期天年月日号句段页层遍趟把只支首口辆间所座栋些种类样名分点'.split(''),
);
const counts = /[一二三四五六七八九十百千万几两零多这那哪每某有第半各\d]$/;

/** Reads the words of Chinese runs in a text (Simplified). */
export interface WordReader {
  /** The words of each unbroken run of Chinese characters. */
  runs(text: string): string[][];
}

/**
 * A reader that knows the terms of the given texts: what ICU cuts into single characters is joined again where those
 * stand together far more often than by chance (pointwise mutual information), in a few rounds.
 */
export async function createWordReader(
  texts: readonly string[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<WordReader> {
  let corpus: string[][] = [];
  for (const text of texts) {
    corpus.push(...cutRuns(text));
    await giveWay();
  }
  const joins: ReadonlyMap<string, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const pairs = await surprisingPairs(corpus, giveWay);
    joins.push(pairs);
    corpus = corpus.map((words) => joined(words, pairs));
    await giveWay();
  }
  return { runs: (text) => cutRuns(text).map((words) => joins.reduce(joined, words)) };
}

function cutRuns(text: string): string[][] {
  return [...text.matchAll(run)].map(([own]) => [...segmenter.segment(own)].map(({ segment }) => segment));
}

function mayJoin(before: string, a: string, b: string): boolean {
  if (a.length > 1 && b.length > 1) return false;
  if ([a, b].some((word) => word.length > 1 && !isPhraseWord(word))) return false;
  if (a.length + b.length > longestWord || grammar.has(a) || grammar.has(b)) return false;
  return !(measures.has(a) && counts.test(before)) && !(measures.has(b) && counts.test(a));
}

/** The pairs to join, with how surprising each is. */
async function surprisingPairs(
  corpus: readonly (readonly string[])[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<Map<string, number>> {
  const [words, pairs] = [new Map<string, number>(), new Map<string, number>()];
  const parts = new Map<string, readonly [string, string]>();
  let total = 0;
  for (const [k, own] of corpus.entries()) {
    if (k % 256 === 0) await giveWay();
    own.forEach((word, i) => {
      total++;
      words.set(word, (words.get(word) ?? 0) + 1);
      const next = own[i + 1];
      if (next === undefined || !mayJoin(own[i - 1] ?? '', word, next)) return;
      const pair = `${word}|${next}`;
      parts.set(pair, [word, next]);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    });
  }
  const kept = new Map<string, number>();
  for (const [pair, [a, b]] of parts) {
    const n = pairs.get(pair) ?? 0;
    const surprise = Math.log((n * total) / ((words.get(a) ?? 1) * (words.get(b) ?? 1)));
    if (n >= fewestPairs && surprise >= leastSurprise) kept.set(pair, surprise);
  }
  return kept;
}

function joined(words: readonly string[], pairs: ReadonlyMap<string, number>): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word = '', next] = [words[i], words[i + 1]];
    const surprise = pairs.get(`${word}|${next}`) ?? 0;
    // 提前还款 is 提前 and 还款: of two joins that share a word the more surprising one is made.
    const stronger = (pairs.get(`${next}|${words[i + 2]}`) ?? 0) > surprise;
    const fits = next !== undefined && surprise > 0 && !stronger && mayJoin(out.at(-1) ?? '', word, next);
    out.push(fits ? word + next : word);
    if (fits) i++;
  }
  return out;
}
