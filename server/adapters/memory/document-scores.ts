import type { Bm25Parameters } from './bm25-parameters.ts';
import { type DocumentTable, fields } from './document-table.ts';
import type { InvertedIndex } from './inverted-index.ts';
import type { WeightedTerm } from './weighted-terms.ts';

/** What a question's terms give each document; valid until the next question is scored. */
export interface Scores {
  /** Documents that hold a term and are wanted, in no order. */
  readonly found: Uint32Array;
  readonly scores: Float32Array;
  /** The mass of the terms that a document holds. */
  readonly covered: Float32Array;
}

/** While fewer documents are found, every term may bring in new ones. */
const enoughFound = 1_000;
const unwanted = -1;

/** Scores documents by BM25F, term after term, in arrays that are kept from one question to the next. */
export function documentScorer(parameters: Bm25Parameters) {
  let [scores, covered, touched] = [new Float32Array(0), new Float32Array(0), new Uint32Array(0)];
  let touchedCount = 0;
  let norms: { readonly of: DocumentTable; readonly revision: number; readonly columns: Float32Array[] } | null = null;

  function clean(size: number): void {
    for (let n = 0; n < touchedCount; n++) {
      const document = touched[n] ?? 0;
      scores[document] = 0;
      covered[document] = 0;
    }
    touchedCount = 0;
    if (scores.length >= size) return;
    const room = Math.max(1_024, 2 * size);
    [scores, covered, touched] = [new Float32Array(room), new Float32Array(room), new Uint32Array(room)];
  }

  return (documents: DocumentTable, index: InvertedIndex, terms: readonly WeightedTerm[], wanted: Wanted): Scores => {
    clean(documents.size);
    if (norms?.of !== documents || norms.revision !== documents.revision) {
      norms = { of: documents, revision: documents.revision, columns: fieldNorms(documents, parameters) };
    }
    const [body, title, context, phrases] = norms.columns;
    if (!body || !title || !context || !phrases) throw new Error('a field has no column');
    const { k1 } = parameters;
    const known = terms.filter(({ term }) => term >= 0);
    let left = known.reduce((sum, { mass }) => sum + mass, 0);
    const tail = left * parameters.tail;
    let found = 0;
    for (const { term, mass } of known) {
      const open = left > tail || found < enoughFound;
      left -= mass;
      index.postings.eachSlice(term, (page, start, end) => {
        for (let at = start; at < end; at += 2) {
          const document = page[at] ?? 0;
          const before = covered[document] ?? 0;
          if (before === 0) {
            if (!open) continue;
            touched[touchedCount++] = document;
            if (wanted(document)) found += 1;
            else covered[document] = unwanted;
          }
          if ((covered[document] ?? 0) < 0) continue;
          const packed = page[at + 1] ?? 0;
          let frequency = (packed & 0xff) * (body[document] ?? 0);
          if (packed > 0xff) {
            frequency +=
              ((packed >>> 8) & 0xff) * (title[document] ?? 0) +
              ((packed >>> 16) & 0xff) * (context[document] ?? 0) +
              (packed >>> 24) * (phrases[document] ?? 0);
          }
          scores[document] = (scores[document] ?? 0) + (mass * frequency * (k1 + 1)) / (frequency + k1);
          covered[document] = before + mass;
        }
      });
    }
    return { found: touched.subarray(0, touchedCount), scores, covered };
  };
}

type Wanted = (document: number) => boolean;

/** What one occurrence counts in each document, by field: the field's weight over its normalised length. */
function fieldNorms(documents: DocumentTable, parameters: Bm25Parameters): Float32Array[] {
  return fields.map((name, field) => {
    const { weight, b } = parameters[name];
    const [base, slope] = [1 - b, b / documents.meanLength(field)];
    return documents
      .lengths(field)
      .subarray(0, documents.size)
      .reduce((column, length, document) => {
        column[document] = weight / (base + slope * length);
        return column;
      }, new Float32Array(documents.size));
  });
}
