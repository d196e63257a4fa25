import type { IndexedVersion, TextHit, TextIndex, TextQuery, TextSearch } from '../../ports/text-index.ts';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.ts';
import { documentScorer, type Scores } from './document-scores.ts';
import { type DocumentTable, documentTable } from './document-table.ts';
import { heardStatistics } from './heard-statistics.ts';
import { heardWords } from './heard-words.ts';
import { decodeSnapshot, encodeSnapshot, type IndexParts } from './index-snapshot.ts';
import { invertedIndex, rebuilt } from './inverted-index.ts';
import { addVersions, layeredStatistics } from './layered-parts.ts';
import { countContentWords } from './query-terms.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { topDocuments } from './top-documents.ts';
import { type WeightedTerm, weightedTerms } from './weighted-terms.ts';
import { wholeTable } from './whole-table.ts';

const emptyParts = (): IndexParts => ({ documents: documentTable(), index: invertedIndex(), wholes: wholeTable() });

/** BM25F over Han character pairs, single Han characters and stemmed words, in memory. */
export function bm25TextIndex(parameters: Bm25Parameters = bm25Parameters): TextIndex {
  let held = emptyParts();
  const score = documentScorer(parameters);

  return {
    get size() {
      return held.documents.living;
    },
    add: (versions) => addVersions(held, versions),
    layered: (versions) => layeredSearch(() => held, versions, parameters),
    remove(itemId, version) {
      const document = held.documents.forget(itemId, version);
      if (document >= 0) held.wholes.forget(document);
    },
    search(query) {
      const { documents, index } = held;
      const { terms, total } = askedTerms(query, [...query.parts, ...namesMeant(query, held)], (parts) =>
        weightedTerms({ parts }, index, documents.size, parameters.query),
      );
      const scores = score(documents, index, terms.slice(0, parameters.query.mostTerms), documents.filter(query));
      return accepted(query, scores, documents).map((document) => describe(held, scores, total, document));
    },
    heard: (text, collectionIds) => heardWords(text, heardStatistics(held, collectionIds)),
    contentWords: countContentWords,
    *versions() {
      const { documents } = held;
      for (let document = 0; document < documents.size; document++) {
        if (documents.isAlive(document)) {
          yield { itemId: documents.itemId(document), version: documents.version(document) };
        }
      }
    },
    clear() {
      held = emptyParts();
    },
    async save(file, at) {
      // A forgotten version is not found from then on; its words leave the memory here, before anything is written.
      if (held.documents.living < held.documents.size) held = livingOnly(held);
      await writeSnapshot(file, encodeSnapshot(at, held));
    },
    async load(file) {
      const snapshot = await readSnapshot(file);
      const decoded = snapshot && decodeSnapshot(snapshot);
      if (!decoded) return null;
      held = decoded.parts;
      return decoded.at;
    },
  };
}

/**
 * Scores the layer's versions beside those of the index, by terms weighed over both. Neither is written to; lengths count
 * against the index's means, and a whole that the index knows keeps its standing there.
 */
function layeredSearch(
  current: () => IndexParts,
  versions: readonly IndexedVersion[],
  parameters: Bm25Parameters,
): TextSearch {
  const layer = emptyParts();
  addVersions(layer, versions);
  const [scoreIndex, scoreLayer] = [documentScorer(parameters), documentScorer(parameters)];
  const layerDocuments: DocumentTable = {
    ...layer.documents,
    meanLength: (field) => (current().documents.living > 0 ? current() : layer).documents.meanLength(field),
  };
  const { mostTerms } = parameters.query;
  return {
    get size() {
      return current().documents.living + layer.documents.living;
    },
    heard: (text, collectionIds) => heardWords(text, heardStatistics(current(), collectionIds)),
    contentWords: countContentWords,
    search(query) {
      const held = current();
      const statistics = layeredStatistics(held.index, layer.index);
      const parts = [...query.parts, ...namesMeant(query, held), ...namesMeant(query, layer)];
      const { terms, total } = askedTerms(query, parts, (asked) =>
        weightedTerms({ parts: asked }, statistics, held.documents.size + layer.documents.size, parameters.query),
      );
      const looked = terms.slice(0, mostTerms);
      const numbered = (number: (term: number) => number): WeightedTerm[] =>
        looked.map(({ term, mass }) => ({ term: term < 0 ? term : number(term), mass }));
      const below = scoreIndex(held.documents, held.index, numbered(statistics.inIndex), held.documents.filter(query));
      const above = scoreLayer(
        layerDocuments,
        layer.index,
        numbered(statistics.inLayer),
        layer.documents.filter(query),
      );
      const hits = [
        ...accepted(query, below, held.documents).map((document) => describe(held, below, total, document)),
        ...accepted(query, above, layer.documents).map((document) =>
          stoodBelow(describe(layer, above, total, document), held),
        ),
      ];
      return hits.sort((a, b) => b.score - a.score).slice(0, query.limit);
    },
  };
}

/** The terms that score, and the mass of those that a version should hold: synonyms score only. */
function askedTerms(
  { synonyms = [] }: TextQuery,
  parts: TextQuery['parts'],
  weigh: (parts: TextQuery['parts']) => readonly WeightedTerm[],
): { readonly terms: readonly WeightedTerm[]; readonly total: number } {
  const needed = weigh(parts);
  const total = needed.reduce((sum, { mass }) => sum + mass, 0);
  return { terms: synonyms.length === 0 ? needed : weigh([...parts, ...synonyms]), total };
}

/** With the standing that its whole has in the index; without any where the index does not know it. */
function stoodBelow({ whole: named, ...hit }: TextHit, { wholes }: IndexParts): TextHit {
  const whole = named && wholes.standingNamed(named.collectionId, named.name);
  return whole ? { ...hit, whole } : hit;
}

/** A law that is named by an abbreviation is asked for by its name as well. */
function namesMeant({ parts, collectionIds }: TextQuery, { wholes }: IndexParts): TextQuery['parts'] {
  return parts.flatMap(({ text, weight }) =>
    wholes.spelledOut(text, collectionIds).map((name) => ({ text: name, weight })),
  );
}

function livingOnly({ documents, index, wholes }: IndexParts): IndexParts {
  const living = { documents: documentTable(), wholes: wholeTable() };
  const numbers = new Int32Array(documents.size).fill(-1);
  const { collections, lengths } = documents.columns();
  for (let document = 0; document < documents.size; document++) {
    if (!documents.isAlive(document)) continue;
    const version = {
      itemId: documents.itemId(document),
      version: documents.version(document),
      kind: documents.kind(document),
      collectionId: collections[document] ?? '',
    };
    const entry = wholes.entry(document);
    if (entry) living.wholes.add({ ...entry, countsAsItem: !living.documents.hasItem(version.itemId) });
    numbers[document] = living.documents.add(
      version,
      lengths.map((column) => column[document] ?? 0),
    );
  }
  return { ...living, index: rebuilt(index, (document) => numbers[document] ?? -1) };
}

/** Asks in the order of the scores until enough are accepted. */
function accepted({ limit, accept }: TextQuery, { found, scores }: Scores, documents: DocumentTable): number[] {
  const chosen: number[] = [];
  let asked = 0;
  for (let room = 4 * limit; chosen.length < limit; room *= 16) {
    const best = topDocuments(found, scores, room);
    for (; asked < best.length && chosen.length < limit; asked++) {
      const document = best[asked] ?? 0;
      if (accept(documents.itemId(document), documents.version(document))) chosen.push(document);
    }
    if (best.length < room) break;
  }
  return chosen;
}

function describe(
  { documents, wholes }: IndexParts,
  { scores, covered }: Scores,
  total: number,
  document: number,
): TextHit {
  const whole = wholes.standing(document);
  return {
    itemId: documents.itemId(document),
    version: documents.version(document),
    kind: documents.kind(document),
    score: scores[document] ?? 0,
    coverage: Math.min(1, (covered[document] ?? 0) / total),
    ...(whole && { whole }),
  };
}
