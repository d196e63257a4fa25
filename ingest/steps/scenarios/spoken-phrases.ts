import type { KnownProduct, StoredSource } from '../../ports.ts';
import { unifyScript } from '../unify-script.ts';
import { createWordReader } from './chinese-words.ts';
import type { createPacer } from './give-way.ts';
import { countPhrases, type PhraseCounts, phrasesOf, phraseText, type SpokenPhrases } from './telling-phrases.ts';

// Calls that are read to know what is said everywhere.
const backgroundCalls = 600;

/** What the calls of one language say, phrase by phrase. */
export interface PhraseReader {
  of(call: StoredSource): SpokenPhrases;
  /** How often phrases occur in the calls that are not among these. */
  outside(calls: readonly StoredSource[]): PhraseCounts;
}

/** Learns the terms of the calls; names of products are left out of phrases, since they are units of their own. */
export async function createPhraseReader(
  calls: readonly StoredSource[],
  products: readonly KnownProduct[],
  giveWay: ReturnType<typeof createPacer>,
): Promise<PhraseReader> {
  const names = productNames(products);
  const stride = Math.max(1, Math.ceil(calls.length / backgroundCalls));
  const sample = calls.filter((_, i) => i % stride === 0);
  const texts: string[] = [];
  for (const call of sample) {
    texts.push(phraseText(wordsOf(call, false), names));
    await giveWay();
  }
  const words = await createWordReader(texts, giveWay);
  const read = new Map<StoredSource, ReadonlySet<string>>();
  const counts = new Map<string, number>();
  for (const [i, call] of sample.entries()) {
    const phrases = phrasesOf(texts[i] ?? '', words);
    read.set(call, phrases);
    for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    await giveWay();
  }
  const of = (call: StoredSource): SpokenPhrases => ({
    all: read.get(call) ?? phrasesOf(phraseText(wordsOf(call, false), names), words),
    customer: phrasesOf(phraseText(wordsOf(call, true), names), words),
  });
  return {
    of,
    outside: (members) => {
      const own = members.map((call) => read.get(call)).filter((phrases) => phrases !== undefined);
      const left = new Map(counts);
      for (const [phrase, n] of countPhrases(own)) left.set(phrase, (left.get(phrase) ?? 0) - n);
      return { texts: sample.length - own.length, counts: left };
    },
  };
}

const wordsOf = (call: StoredSource, customerOnly: boolean) =>
  call.segments
    .filter((segment) => !customerOnly || segment.role === 'customer')
    .map((segment) => segment.text)
    .join('\n');

function productNames(products: readonly KnownProduct[]): RegExp | null {
  const names = products
    .flatMap((product) => [product.name, ...product.aliases])
    .map((name) => unifyScript(name.trim()).toLowerCase())
    .filter((name) => name.length >= 2)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return names.length === 0 ? null : new RegExp([...new Set(names)].join('|'), 'g');
}

/** The phrase in the script of the calls, where one of them says it; phrases are compared in Simplified Chinese. */
export function asWritten(phrase: string, calls: readonly StoredSource[]): string {
  for (const { segments } of calls) {
    for (const { text } of segments) {
      const plain = unifyScript(text);
      const at = plain.length === text.length ? plain.indexOf(phrase) : -1;
      if (at >= 0) return text.slice(at, at + phrase.length);
    }
  }
  return phrase;
}
