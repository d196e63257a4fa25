import { isContentPair, isContentWord } from '../text-terms.ts';

const longestChinese = 6;
const longestEnglish = 3;
const edge =
  /^[的了是我你您他她它们这那哪在有过去来吗呢吧啊呀么怎着没很太到要想个把被给跟和与或也都就还又只再会能说请让叫不对嗯哦一二三四五六七八九十两几多少元块年月日号天次为之以从向零点分钟刻]|[的了是我你您他她它们这那哪在有过来吗呢吧啊呀么怎着没很太要想个把被给跟和与或也都就还又只再会能说请让叫不对嗯哦一二三四五六七八九十两几为之以从向零点分]$/;

/** A text as plainWords gives it, and the part of it whose words count more: what the customer said. */
export interface SpokenText {
  readonly all: string;
  readonly customer: string;
}

/**
 * The phrases that tell a group of texts from the others: in many of the group and in few of the rest, more so if
 * customers use them; whole words rather than parts of them. Every text counts a phrase once. Best first. All
 * texts are such as plainWords gives.
 */
export function tellingPhrases(spoken: readonly SpokenText[], rest: readonly string[], limit: number): string[] {
  const group = spoken.map((text) => text.all);
  const byCustomers = documentFrequencies(spoken.map((text) => text.customer));
  const inside = documentFrequencies(group);
  const wanted = new Set([...inside].filter(([, n]) => n >= Math.max(2, group.length * 0.3)).map(([phrase]) => phrase));
  const extended = extensions(group, wanted);
  const whole = [...wanted].filter((phrase) => (extended.get(phrase) ?? 0) < 0.75 * (inside.get(phrase) ?? 0));
  const scored = whole.map((phrase) => {
    const share = (inside.get(phrase) ?? 0) / group.length;
    const heard = (byCustomers.get(phrase) ?? 0) / group.length;
    const elsewhere = (rest.filter((text) => text.includes(phrase)).length + 0.5) / (rest.length + 1);
    const length = /\p{Script=Han}/u.test(phrase) ? phrase.length / 2 : phrase.split(' ').length;
    return { phrase, score: share * (0.25 + heard) * Math.log(share / elsewhere) * (1 + 0.35 * Math.log2(length)) };
  });
  const kept: string[] = [];
  for (const { phrase, score } of scored.sort((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1))) {
    if (score <= 0 || kept.length >= limit) break;
    if (!kept.some((other) => sharesWords(other, phrase))) kept.push(phrase);
  }
  return kept;
}

/** In how many texts a Chinese phrase is part of the same longer word: the most frequent neighbour on either side. */
function extensions(texts: readonly string[], phrases: ReadonlySet<string>): Map<string, number> {
  const neighbours = new Map<string, Map<string, number>>();
  for (const text of texts) {
    const seen = new Set<string>();
    for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu)) {
      for (let i = 0; i < run.length; i++) {
        for (let n = 2; n <= longestChinese && i + n <= run.length; n++) {
          const phrase = run.slice(i, i + n);
          if (!phrases.has(phrase)) continue;
          for (const side of [`<${run[i - 1] ?? ''}`, `>${run[i + n] ?? ''}`])
            if (side.length > 1) seen.add(`${phrase}${side}`);
        }
      }
    }
    for (const entry of seen) {
      const [phrase, side] = [entry.slice(0, -2), entry.slice(-2)];
      const counts = neighbours.get(phrase) ?? new Map<string, number>();
      neighbours.set(phrase, counts.set(side, (counts.get(side) ?? 0) + 1));
    }
  }
  return new Map([...neighbours].map(([phrase, counts]) => [phrase, Math.max(...counts.values())]));
}

function sharesWords(a: string, b: string): boolean {
  if (/[a-z]/i.test(a)) return a.split(' ').some((word) => b.split(' ').includes(word));
  for (let i = 0; i + 1 < b.length; i++) if (a.includes(b.slice(i, i + 2))) return true;
  return false;
}

function documentFrequencies(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const phrase of new Set(phrasesOf(text))) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return counts;
}

function* phrasesOf(text: string): Generator<string> {
  for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu)) yield* chinesePhrases(run);
  for (const [run] of text.matchAll(/[A-Za-z][A-Za-z' -]*[A-Za-z]/g))
    yield* englishPhrases(run.toLowerCase().split(/\s+/));
}

function* chinesePhrases(run: string): Generator<string> {
  for (let i = 0; i + 1 < run.length; i++) {
    for (let n = 2; n <= longestChinese && i + n <= run.length; n++) {
      if (!isContentPair(run[i + n - 2] ?? '', run[i + n - 1] ?? '')) break;
      const phrase = run.slice(i, i + n);
      if (!edge.test(phrase)) yield phrase;
    }
  }
}

function* englishPhrases(words: readonly string[]): Generator<string> {
  for (let i = 0; i < words.length; i++) {
    for (let n = 1; n <= longestEnglish && i + n <= words.length; n++) {
      if (!isContentWord(words[i + n - 1] ?? '')) break;
      yield words.slice(i, i + n).join(' ');
    }
  }
}
