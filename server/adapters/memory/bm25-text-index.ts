import type { TextHit, TextIndex, TextQuery } from '../../ports/text-index.ts';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.ts';
import { documentScorer, type Scores } from './document-scores.ts';
import { type DocumentTable, documentTable } from './document-table.ts';
import { decodeSnapshot, encodeSnapshot, type IndexParts } from './index-snapshot.ts';
import { invertedIndex, rebuilt } from './inverted-index.ts';
import { countContentWords } from './query-terms.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { topDocuments } from './top-documents.ts';
import { weightedTerms } from './weighted-terms.ts';
import { wholeEntry } from './whole-entry.ts';
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
    add(versions) {
      const { documents, index, wholes } = held;
      for (const added of versions) {
        if (documents.has(added.itemId, added.version)) continue;
        wholes.add(wholeEntry(added, !documents.hasItem(added.itemId)));
        documents.add(added, index.add(documents.size, added.text));
      }
    },
    remove(itemId, version) {
      const document = held.documents.forget(itemId, version);
      if (document >= 0) held.wholes.forget(document);
    },
    search(query) {
      const { documents, index } = held;
      const parts = [...query.parts, ...namesMeant(query, held)];
      const terms = weightedTerms({ parts }, index, documents.size, parameters.query);
      const scores = score(documents, index, terms.slice(0, parameters.query.mostTerms), documents.filter(query));
      const total = terms.reduce((sum, { mass }) => sum + mass, 0);
      return accepted(query, scores, documents).map((document) => describe(held, scores, total, document));
    },
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
