import { z } from 'zod';
import { itemKindSchema } from '../../../graph-schema/index.ts';
import type { LogPoint } from '../../ports/text-index.ts';
import { type DocumentTable, documentTable, fields } from './document-table.ts';
import { type InvertedIndex, invertedIndex } from './inverted-index.ts';
import { postings } from './postings.ts';
import type { Snapshot } from './snapshot-file.ts';
import { termTable } from './term-table.ts';

const headerSchema = z.object({
  at: z.object({ position: z.int().min(0), hash: z.string() }),
  itemIds: z.array(z.string()),
  versions: z.array(z.int()),
  kinds: z.array(z.string()),
  collections: z.array(z.string()),
  words: z.array(z.string()),
  usedOfLastPage: z.int().min(0),
});

/** Everything the index holds, copied, so that it may change while it is written. */
export function encodeSnapshot(at: LogPoint, documents: DocumentTable, index: InvertedIndex): Snapshot {
  const { itemIds, versions, kinds, collections, lengths } = documents.columns();
  const { keys, words } = index.terms.state();
  const { pages, used, heads, tails, counts } = index.postings.state();
  const header: z.infer<typeof headerSchema> = {
    at,
    itemIds,
    versions,
    kinds,
    collections,
    words: [...words],
    usedOfLastPage: used,
  };
  const lists = [heads, tails, counts].map((column) => column.slice(0, keys.length));
  return {
    header,
    arrays: [...lengths.map((column) => column.slice()), keys, ...lists, ...pages.map((p) => p.slice())],
  };
}

/** The index that a snapshot holds; null when it does not make sense to this version of the program. */
export function decodeSnapshot(
  snapshot: Snapshot,
): { readonly at: LogPoint; readonly documents: DocumentTable; readonly index: InvertedIndex } | null {
  const parsed = headerSchema.safeParse(snapshot.header);
  if (!parsed.success) return null;
  const { at, itemIds, versions, kinds, collections, words, usedOfLastPage } = parsed.data;
  const lengths = snapshot.arrays.slice(0, fields.length);
  const [keys, heads, tails, counts, ...pages] = snapshot.arrays.slice(fields.length);
  if (!keys || !heads || !tails || !counts || pages.length === 0) return null;

  const documents = documentTable();
  for (const [document, itemId] of itemIds.entries()) {
    const kind = itemKindSchema.safeParse(kinds[document]);
    if (!kind.success) return null;
    const version = {
      itemId,
      version: versions[document] ?? 0,
      kind: kind.data,
      collectionId: collections[document] ?? '',
    };
    documents.add(
      version,
      lengths.map((column) => column[document] ?? 0),
    );
  }
  const terms = termTable({ keys, words });
  return {
    at,
    documents,
    index: invertedIndex(terms, postings({ pages, used: usedOfLastPage, heads, tails, counts })),
  };
}
