import type { IndexedVersion } from '../../ports/text-index.ts';
import type { IndexParts } from './index-snapshot.ts';
import type { TermStatistics } from './query-terms.ts';
import { wholeEntry } from './whole-entry.ts';

// Terms and words that only the layer knows are numbered from here, far above the index's own.
const layerTerms = 2 ** 30;
const layerWords = 2 ** 33;

/** Statistics of an index and a layer of versions over it, as if they were one. */
export interface LayeredStatistics {
  readonly terms: TermStatistics['terms'];
  readonly postings: { count(term: number): number };
  /** A term's number in the index, or -1. */
  inIndex(term: number): number;
  /** A term's number in the layer, or -1. */
  inLayer(term: number): number;
}

export function layeredStatistics(index: IndexParts['index'], layer: IndexParts['index']): LayeredStatistics {
  const inIndex = (term: number) => (term < layerTerms ? term : -1);
  const inLayer = (term: number) => {
    if (term < 0) return -1;
    if (term >= layerTerms) return term - layerTerms;
    const key = index.terms.keyOf(term);
    const word = index.terms.wordOf(key);
    const layerKey = word === undefined ? key : layer.terms.findWord(word);
    return layerKey < 0 ? -1 : layer.terms.find(layerKey);
  };
  const heldBy = (parts: IndexParts['index'], term: number) => (term < 0 ? 0 : parts.postings.count(term));
  return {
    terms: {
      find(key) {
        const term = key >= layerWords ? -1 : index.terms.find(key);
        if (term >= 0) return term;
        const added = layer.terms.find(key >= layerWords ? key - layerWords : key);
        return added < 0 ? -1 : added + layerTerms;
      },
      findWord(word) {
        const key = index.terms.findWord(word);
        if (key >= 0) return key;
        const added = layer.terms.findWord(word);
        return added < 0 ? -1 : added + layerWords;
      },
    },
    postings: { count: (term) => heldBy(index, inIndex(term)) + heldBy(layer, inLayer(term)) },
    inIndex,
    inLayer,
  };
}

/** Adds versions to the parts of an index; what is there already is left as it is. */
export function addVersions({ documents, index, wholes }: IndexParts, versions: readonly IndexedVersion[]): void {
  for (const added of versions) {
    if (documents.has(added.itemId, added.version)) continue;
    wholes.add(wholeEntry(added, !documents.hasItem(added.itemId)));
    documents.add(added, index.add(documents.size, added.text));
  }
}
