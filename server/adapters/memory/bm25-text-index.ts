import type { TextHit, TextIndex, TextQuery } from '../../ports/text-index.ts';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.ts';
import { type DocumentTable, documentTable, fields } from './document-table.ts';
import { decodeSnapshot, encodeSnapshot } from './index-snapshot.ts';
import { type InvertedIndex, invertedIndex, rebuilt } from './inverted-index.ts';
import { countContentWords, queryTerms } from './query-terms.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { rankedQueue } from './top-hits.ts';

/** BM25F over Han character pairs, single Han characters and stemmed words, in memory. */
export function bm25TextIndex(parameters: Bm25Parameters = bm25Parameters): TextIndex {
  let documents = documentTable();
  let index = invertedIndex();

  // A forgotten version is not found from then on; its words leave the memory here, before anything is written.
  function dropForgotten(): void {
    if (documents.living === documents.size) return;
    const [table, numbers] = livingOnly(documents);
    index = rebuilt(index, (document) => numbers[document] ?? -1);
    documents = table;
  }

  return {
    get size() {
      return documents.living;
    },
    add(versions) {
      for (const added of versions) {
        if (documents.has(added.itemId, added.version)) continue;
        documents.add(added, index.add(documents.size, added.text));
      }
    },
    remove(itemId, version) {
      documents.forget(itemId, version);
    },
    search: (query) => search(query, documents, index, parameters),
    contentWords: countContentWords,
    *versions() {
      for (let document = 0; document < documents.size; document++) {
        if (documents.isAlive(document)) {
          yield { itemId: documents.itemId(document), version: documents.version(document) };
        }
      }
    },
    clear() {
      documents = documentTable();
      index = invertedIndex();
    },
    async save(file, at) {
      dropForgotten();
      await writeSnapshot(file, encodeSnapshot(at, documents, index));
    },
    async load(file) {
      const snapshot = await readSnapshot(file);
      const decoded = snapshot && decodeSnapshot(snapshot);
      if (!decoded) return null;
      ({ documents, index } = decoded);
      return decoded.at;
    },
  };
}

function livingOnly(documents: DocumentTable): [DocumentTable, Int32Array] {
  const table = documentTable();
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
    numbers[document] = table.add(
      version,
      lengths.map((column) => column[document] ?? 0),
    );
  }
  return [table, numbers];
}

interface WeightedTerm {
  /** -1 for a word that no version holds. */
  readonly term: number;
  /** Its idf times its weight in the question. */
  readonly mass: number;
}

function weightedTerms(
  query: TextQuery,
  documents: DocumentTable,
  index: InvertedIndex,
  parameters: Bm25Parameters,
): WeightedTerm[] {
  const weighted: WeightedTerm[] = [];
  for (const [key, weight] of queryTerms(query.parts, index.terms, parameters.query)) {
    const term = typeof key === 'number' ? index.terms.find(key) : -1;
    const count = term < 0 ? 0 : index.postings.count(term);
    weighted.push({ term, mass: Math.log(1 + (documents.size - count + 0.5) / (count + 0.5)) * weight });
  }
  return weighted.sort((a, b) => b.mass - a.mass);
}

function search(
  query: TextQuery,
  documents: DocumentTable,
  index: InvertedIndex,
  parameters: Bm25Parameters,
): TextHit[] {
  const scores = new Float32Array(documents.size);
  const covered = new Float32Array(documents.size);
  const touched = new Uint32Array(documents.size);
  let touchedCount = 0;
  const frequencyOf = fieldFrequency(documents, parameters);
  const { k1 } = parameters;

  const weighted = weightedTerms(query, documents, index, parameters);
  const total = weighted.reduce((sum, { mass }) => sum + mass, 0);
  for (const { term, mass } of weighted.slice(0, parameters.query.mostTerms)) {
    if (term < 0) continue;
    index.postings.each(term, (document, packed) => {
      if (covered[document] === 0) touched[touchedCount++] = document;
      const frequency = frequencyOf(document, packed);
      scores[document] = (scores[document] ?? 0) + (mass * frequency * (k1 + 1)) / (frequency + k1);
      covered[document] = (covered[document] ?? 0) + mass;
    });
  }

  const wanted = documents.filter(query);
  const queue = rankedQueue(touched.subarray(0, touchedCount).filter(wanted), scores);
  const hits: TextHit[] = [];
  while (hits.length < query.limit) {
    const document = queue.take();
    if (document < 0) break;
    const [itemId, version] = [documents.itemId(document), documents.version(document)];
    if (!query.accept(itemId, version)) continue;
    const [score, coverage] = [scores[document] ?? 0, Math.min(1, (covered[document] ?? 0) / total)];
    hits.push({ itemId, version, kind: documents.kind(document), score, coverage });
  }
  return hits;
}

/** The weighted, length-normalised frequency of a term in a document, from its packed counts. */
function fieldFrequency(documents: DocumentTable, parameters: Bm25Parameters) {
  const norms = fields.map((name, field) => {
    const { weight, b } = parameters[name];
    return { weight, base: 1 - b, slope: b / documents.meanLength(field), lengths: documents.lengths(field) };
  });
  const [body, title, context, phrases] = norms;
  const share = (norm: typeof body, document: number, count: number) =>
    norm && count > 0 ? (norm.weight * count) / (norm.base + norm.slope * (norm.lengths[document] ?? 0)) : 0;
  return (document: number, packed: number): number => {
    const inBody = share(body, document, packed & 0xff);
    if (packed <= 0xff) return inBody;
    return (
      inBody +
      share(title, document, (packed >>> 8) & 0xff) +
      share(context, document, (packed >>> 16) & 0xff) +
      share(phrases, document, packed >>> 24)
    );
  };
}
