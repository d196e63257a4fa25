import { z } from 'zod';
import { itemKindSchema } from '../../../graph-schema/index.ts';
import type { LogPoint } from '../../ports/text-index.ts';
import { type DocumentTable, documentTable, fields } from './document-table.ts';
import { type InvertedIndex, invertedIndex } from './inverted-index.ts';
import { postings } from './postings.ts';
import type { Snapshot } from './snapshot-file.ts';
import { termTable } from './term-table.ts';
import { type WholeTable, wholeTable } from './whole-table.ts';

/** What makes up the index. */
export interface IndexParts {
  readonly documents: DocumentTable;
  readonly index: InvertedIndex;
  readonly wholes: WholeTable;
}

const headerSchema = z.object({
  at: z.object({ position: z.int().min(0), hash: z.string() }),
  itemIds: z.array(z.string()),
  versions: z.array(z.int()),
  kinds: z.array(z.string()),
  collections: z.array(z.string()),
  /** By document; a name's number among `names`, -1: none. */
  wholes: z.array(z.int()),
  names: z.array(z.string()),
  cited: z.array(z.array(z.string())),
  words: z.array(z.string()),
  usedOfLastPage: z.int().min(0),
});

/** Everything the index holds, copied, so that it may change while it is written. Of no use while it holds forgotten documents. */
export function encodeSnapshot(at: LogPoint, { documents, index, wholes }: IndexParts): Snapshot {
  const { itemIds, versions, kinds, collections, lengths } = documents.columns();
  const { keys, words } = index.terms.state();
  const { pages, used, heads, tails, counts } = index.postings.state();
  const numbers = new Map<string, number>();
  const entries = itemIds.map((_, document) => wholes.entry(document));
  const numberOf = (name: string) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const wholeOf = entries.map((entry) => (entry?.whole == null ? -1 : numberOf(entry.whole)));
  const header: z.infer<typeof headerSchema> = {
    at,
    itemIds,
    versions,
    kinds,
    collections,
    wholes: wholeOf,
    names: [...numbers.keys()],
    cited: entries.map((entry) => [...(entry?.cited ?? [])]),
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
export function decodeSnapshot(snapshot: Snapshot): { readonly at: LogPoint; readonly parts: IndexParts } | null {
  const parsed = headerSchema.safeParse(snapshot.header);
  if (!parsed.success) return null;
  const { at, words, usedOfLastPage } = parsed.data;
  const lengths = snapshot.arrays.slice(0, fields.length);
  const [keys, heads, tails, counts, ...pages] = snapshot.arrays.slice(fields.length);
  if (!keys || !heads || !tails || !counts || pages.length === 0) return null;
  const tables = decodeDocuments(parsed.data, lengths);
  if (!tables) return null;
  const lists = postings({ pages, used: usedOfLastPage, heads, tails, counts });
  return { at, parts: { ...tables, index: invertedIndex(termTable({ keys, words }), lists) } };
}

function decodeDocuments(
  { itemIds, versions, kinds, collections, wholes: wholeOf, names, cited }: z.infer<typeof headerSchema>,
  lengths: readonly Uint32Array[],
): Pick<IndexParts, 'documents' | 'wholes'> | null {
  const [documents, wholes] = [documentTable(), wholeTable()];
  for (const [document, itemId] of itemIds.entries()) {
    const kind = itemKindSchema.safeParse(kinds[document]);
    if (!kind.success) return null;
    const collectionId = collections[document] ?? '';
    wholes.add({
      collectionId,
      whole: names[wholeOf[document] ?? -1] ?? null,
      cited: cited[document] ?? [],
      countsAsItem: !documents.hasItem(itemId),
    });
    documents.add(
      { itemId, version: versions[document] ?? 0, kind: kind.data, collectionId },
      lengths.map((column) => column[document] ?? 0),
    );
  }
  return { documents, wholes };
}
