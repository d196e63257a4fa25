import type { WholeStanding } from '../../ports/text-index.ts';
import { logPageRank, type Reference } from './page-rank.ts';
import type { WholeEntry } from './whole-entry.ts';
import type { WholeNames } from './whole-names.ts';

/** The standing of every whole, from what all documents say; `wholes` holds each document's whole, -1: none. */
export function wholeStandings(
  entries: readonly (WholeEntry | undefined)[],
  wholes: readonly number[],
  names: WholeNames,
): { of(whole: number): WholeStanding } {
  const sizes = itemLogarithms(entries, wholes, names.size);
  const authorities = logPageRank(names.size, references(entries, wholes, names));
  const [meanSize, meanAuthority] = [sizes.logarithms, authorities].map((values) =>
    collectionMeans(values, sizes.items, names),
  );
  return {
    of(whole) {
      const collectionId = names.collectionOf(whole);
      return {
        collectionId,
        name: names.nameOf(whole),
        authority: (authorities[whole] ?? 0) - (meanAuthority?.get(collectionId) ?? 0),
        size: (sizes.logarithms[whole] ?? 0) - (meanSize?.get(collectionId) ?? 0),
      };
    },
  };
}

function itemLogarithms(entries: readonly (WholeEntry | undefined)[], wholes: readonly number[], count: number) {
  const items = new Float64Array(count);
  for (const [document, whole] of wholes.entries()) {
    if (whole >= 0 && entries[document]?.countsAsItem) items[whole] = (items[whole] ?? 0) + 1;
  }
  return { items, logarithms: items.map((value) => Math.log(1 + value)) };
}

/** Who refers to whom; a whole that refers again and again counts more, by the logarithm. */
function references(
  entries: readonly (WholeEntry | undefined)[],
  wholes: readonly number[],
  names: WholeNames,
): Reference[] {
  const counts = new Map<number, number>();
  const meant = new Map<string, number>();
  for (const [document, entry] of entries.entries()) {
    const from = wholes[document] ?? -1;
    if (!entry || from < 0) continue;
    for (const words of entry.cited) {
      const key = `${entry.collectionId}\n${words}`;
      const to = meant.get(key) ?? names.find(entry.collectionId, words);
      meant.set(key, to);
      if (to < 0 || to === from) continue;
      const pair = from * names.size + to;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return [...counts].map(([pair, count]) => ({
    from: Math.floor(pair / names.size),
    to: pair % names.size,
    weight: 1 + Math.log(count),
  }));
}

/** The mean over the items of each collection that belong to a whole. */
function collectionMeans(values: Float64Array, items: Float64Array, names: WholeNames): Map<string, number> {
  const sums = new Map<string, { total: number; items: number }>();
  for (let whole = 0; whole < names.size; whole++) {
    const sum = sums.get(names.collectionOf(whole)) ?? { total: 0, items: 0 };
    sum.total += (values[whole] ?? 0) * (items[whole] ?? 0);
    sum.items += items[whole] ?? 0;
    sums.set(names.collectionOf(whole), sum);
  }
  return new Map(
    [...sums].map(([collectionId, { total, items: count }]) => [collectionId, total / Math.max(1, count)]),
  );
}
