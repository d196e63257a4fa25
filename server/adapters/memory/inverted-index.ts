import type { ItemText } from '../../../graph-schema/index.ts';
import { fields } from './document-table.ts';
import { type Postings, postings } from './postings.ts';
import { pairKey, type TermTable, termTable } from './term-table.ts';
import { stemTerm, tokenise } from './tokenise.ts';

/** The terms of texts and where they occur; counts of a term in a field stop at 255. */
export interface InvertedIndex {
  readonly terms: TermTable;
  readonly postings: Postings;
  /** Adds a text under the next document number, which must be larger than all before; returns its fields' lengths. */
  add(document: number, text: ItemText): readonly number[];
}

export function invertedIndex(terms: TermTable = termTable(), lists: Postings = postings()): InvertedIndex {
  // Packed counts of the document at hand, by term; zero again after each.
  let counts = new Uint32Array(1 << 16);
  const touched: number[] = [];

  function countTerm(key: number, field: number): void {
    const term = terms.intern(key);
    if (term >= counts.length) {
      const larger = new Uint32Array(counts.length * 2);
      larger.set(counts);
      counts = larger;
    }
    const packed = counts[term] ?? 0;
    if (packed === 0) touched.push(term);
    const shift = 8 * field;
    if (((packed >>> shift) & 0xff) < 0xff) counts[term] = packed + (1 << shift);
  }

  function countField(text: string, field: number): number {
    let length = 0;
    tokenise(text, {
      word(word, stem) {
        length += 1;
        countTerm(terms.internWord(word), field);
        if (stem !== null) countTerm(terms.internWord(stemTerm(stem)), field);
      },
      ideographs(folded, start, end) {
        length += end - start;
        let previous = -1;
        for (let at = start; at < end; at++) {
          const unit = folded.charCodeAt(at);
          countTerm(unit, field);
          if (previous >= 0) countTerm(pairKey(previous, unit), field);
          previous = unit;
        }
      },
      quantity: ({ term }) => countTerm(terms.internWord(term), field),
    });
    return length;
  }

  return {
    terms,
    postings: lists,
    add(document, text) {
      const lengths = fields.map((name, field) => {
        const words = name === 'phrases' ? text.phrases.join('\n') : text[name];
        return words === '' ? 0 : countField(words, field);
      });
      for (const term of touched) {
        lists.append(term, document, counts[term] ?? 0);
        counts[term] = 0;
      }
      touched.length = 0;
      return lengths;
    },
  };
}

/** The same postings without those of documents that `keep` turns down, under the numbers that it gives instead. */
export function rebuilt(index: InvertedIndex, keep: (document: number) => number): InvertedIndex {
  const terms = termTable();
  const lists = postings();
  for (let term = 0; term < index.terms.size; term++) {
    let renumbered = -1;
    index.postings.each(term, (document, frequencies) => {
      const kept = keep(document);
      if (kept < 0) return;
      if (renumbered < 0) {
        const key = index.terms.keyOf(term);
        const word = index.terms.wordOf(key);
        renumbered = terms.intern(word === undefined ? key : terms.internWord(word));
      }
      lists.append(renumbered, kept, frequencies);
    });
  }
  return invertedIndex(terms, lists);
}
