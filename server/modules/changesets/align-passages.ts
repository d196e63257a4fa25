/** A clause or a product's term as it is aligned: its words, and the number or name under which it stands. */
export interface Passage {
  readonly key: string;
  readonly text: string;
}

/** How one passage of the old text became one of the new. */
export type Alignment =
  | {
      readonly change: 'unchanged' | 'changed' | 'renumbered';
      readonly before: number;
      readonly after: number;
      /** Share of their words that both have, 0..1. */
      readonly likeness: number;
    }
  | {
      readonly change: 'added';
      readonly after: number;
      /** The old passage most of whose words it took over, where that one was split. */
      readonly splitFrom: number | null;
    }
  | {
      readonly change: 'removed';
      readonly before: number;
      /** The new passage that took over most of its words, where two became one. */
      readonly mergedInto: number | null;
    };

/** Below this two passages under different numbers are not the same one. */
const leastMoved = 0.5;
/** Under the same number much less will do: it was rewritten. */
const leastInPlace = 0.2;
/** Share of the smaller passage's words that must stand in the larger one for a split or a merger. */
const leastContained = 0.65;
/** Passages of fewer characters are in any other by chance. */
const shortest = 8;

type Grams = ReadonlyMap<string, number>;

interface Candidate {
  readonly before: number;
  readonly after: number;
  readonly likeness: number;
  readonly samePlace: boolean;
}

/**
 * Finds for each passage what became of it, by what it says and not by its number alone: the most alike are joined
 * first, each with one other. What is left was added, removed, split off or merged. In the order of the new text, each
 * removed passage behind the one that stood before it.
 */
export function alignPassages(before: readonly Passage[], after: readonly Passage[]): readonly Alignment[] {
  const olds = before.map(({ text }) => gramsOf(text));
  const news = after.map(({ text }) => gramsOf(text));
  const joined = join(candidates(before, after, olds, news));
  const kept = new Map(joined.map((pair) => [pair.after, pair]));
  const gone = new Set(before.keys());
  for (const pair of joined) gone.delete(pair.before);
  const aligned: Alignment[] = after.map((passage, index) => {
    const pair = kept.get(index);
    if (!pair) return { change: 'added', after: index, splitFrom: holderOf(news[index], olds) };
    const { before: from, likeness, samePlace } = pair;
    const same = plain(before[from]?.text ?? '') === plain(passage.text);
    const change = samePlace ? (same ? 'unchanged' : 'changed') : 'renumbered';
    return { change, before: from, after: index, likeness: same ? 1 : likeness };
  });
  return withRemoved(
    aligned,
    [...gone].map((index) => ({ change: 'removed', before: index, mergedInto: holderOf(olds[index], news) })),
  );
}

/** Text as it is compared: without white space, width and case. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/** Pairs of neighbouring characters with how often they occur: alike for Chinese, which has no spaces, and for English. */
function gramsOf(text: string): Grams {
  const letters = [...plain(text)];
  const grams = new Map<string, number>();
  const add = (gram: string) => grams.set(gram, (grams.get(gram) ?? 0) + 1);
  if (letters.length === 1) add(letters[0] ?? '');
  for (let i = 0; i + 1 < letters.length; i += 1) add(`${letters[i]}${letters[i + 1]}`);
  return grams;
}

const sizeOf = (grams: Grams): number => [...grams.values()].reduce((sum, count) => sum + count, 0);

function shared(a: Grams, b: Grams): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [gram, count] of small) sum += Math.min(count, large.get(gram) ?? 0);
  return sum;
}

/** Dice's coefficient over the pairs of characters (Dice 1945); two empty texts are the same. */
function likenessOf(a: Grams, b: Grams): number {
  const size = sizeOf(a) + sizeOf(b);
  return size === 0 ? 1 : (2 * shared(a, b)) / size;
}

function candidates(
  before: readonly Passage[],
  after: readonly Passage[],
  olds: readonly Grams[],
  news: readonly Grams[],
): Candidate[] {
  const found: Candidate[] = [];
  const sizes = news.map(sizeOf);
  for (const [i, old] of olds.entries()) {
    const size = sizeOf(old);
    for (const [j, fresh] of news.entries()) {
      const samePlace = before[i]?.key === after[j]?.key;
      const least = samePlace ? leastInPlace : leastMoved;
      const other = sizes[j] ?? 0;
      // Of two lengths no likeness can come that is higher than this, so most pairs need not be compared.
      if (2 * Math.min(size, other) < least * (size + other)) continue;
      const likeness = likenessOf(old, fresh);
      if (likeness >= least) found.push({ before: i, after: j, likeness, samePlace });
    }
  }
  return found;
}

/** The most alike first; among equals those under the same number, then those that stand closest to where they stood. */
function join(found: readonly Candidate[]): readonly Candidate[] {
  const distance = ({ before, after }: Candidate) => Math.abs(before - after);
  const ordered = [...found].sort(
    (a, b) =>
      b.likeness - a.likeness ||
      Number(b.samePlace) - Number(a.samePlace) ||
      distance(a) - distance(b) ||
      a.before - b.before ||
      a.after - b.after,
  );
  const [olds, news] = [new Set<number>(), new Set<number>()];
  return ordered.filter((pair) => {
    if (olds.has(pair.before) || news.has(pair.after)) return false;
    olds.add(pair.before);
    news.add(pair.after);
    return true;
  });
}

/** The passage that holds most of these words; null when none does. */
function holderOf(grams: Grams | undefined, others: readonly Grams[]): number | null {
  const size = grams ? sizeOf(grams) : 0;
  if (!grams || size < shortest) return null;
  let [best, most] = [-1, 0];
  for (const [index, other] of others.entries()) {
    const share = shared(grams, other) / size;
    if (share > most) [best, most] = [index, share];
  }
  return most >= leastContained ? best : null;
}

function withRemoved(
  aligned: readonly Alignment[],
  removed: readonly (Alignment & { change: 'removed' })[],
): Alignment[] {
  const placeOf = new Map(
    aligned.flatMap((entry, place) => ('before' in entry ? [[entry.before, place] as const] : [])),
  );
  const behind = new Map<number, Alignment[]>();
  for (const entry of removed) {
    let place = -1;
    for (let index = entry.before - 1; index >= 0 && place < 0; index -= 1) place = placeOf.get(index) ?? -1;
    behind.set(place, [...(behind.get(place) ?? []), entry]);
  }
  return [...(behind.get(-1) ?? []), ...aligned.flatMap((entry, place) => [entry, ...(behind.get(place) ?? [])])];
}
