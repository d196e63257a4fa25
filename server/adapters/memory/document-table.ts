import { type ItemKind, itemKinds } from '../../../graph-schema/index.ts';
import type { IndexedVersion } from '../../ports/text-index.ts';

export const fields = ['body', 'title', 'context', 'phrases'] as const;

/** What a snapshot keeps of the documents, by document number. */
export interface DocumentColumns {
  readonly itemIds: string[];
  readonly versions: number[];
  readonly kinds: string[];
  readonly collections: string[];
  /** Tokens of each field, as `fields` orders them. */
  readonly lengths: readonly Uint32Array[];
}

export interface DocumentFilter {
  readonly kinds?: readonly ItemKind[];
  readonly collectionIds?: readonly string[];
}

/** Which version each document number stands for, and how long its fields are. */
export interface DocumentTable {
  /** Numbers given so far; those of forgotten versions are counted until the index is rebuilt without them. */
  readonly size: number;
  readonly living: number;
  has(itemId: string, version: number): boolean;
  add(
    version: Pick<IndexedVersion, 'itemId' | 'version' | 'kind' | 'collectionId'>,
    lengths: readonly number[],
  ): number;
  /** False when it is not there. */
  forget(itemId: string, version: number): boolean;
  isAlive(document: number): boolean;
  itemId(document: number): string;
  version(document: number): number;
  kind(document: number): ItemKind;
  lengths(field: number): Uint32Array;
  /** Mean length of a field over the living documents in which it is not empty; 1 when there are none. */
  meanLength(field: number): number;
  filter(filter: DocumentFilter): (document: number) => boolean;
  columns(): DocumentColumns;
}

interface Totals {
  tokens: number;
  documents: number;
}

export function documentTable(): DocumentTable {
  const itemIds: string[] = [];
  const versions: number[] = [];
  const kinds: ItemKind[] = [];
  const collections: string[] = [];
  const alive: boolean[] = [];
  const byItem = new Map<string, number[]>();
  const totals: Totals[] = fields.map(() => ({ tokens: 0, documents: 0 }));
  let lengthsByField = fields.map(() => new Uint32Array(1024));
  let living = 0;

  const find = (itemId: string, version: number) =>
    byItem.get(itemId)?.find((document) => versions[document] === version && alive[document]) ?? -1;

  function count(document: number, sign: 1 | -1): void {
    for (const [field, total] of totals.entries()) {
      const length = lengthsByField[field]?.[document] ?? 0;
      total.tokens += sign * length;
      if (length > 0) total.documents += sign;
    }
    living += sign;
  }

  return {
    get size() {
      return itemIds.length;
    },
    get living() {
      return living;
    },
    has: (itemId, version) => find(itemId, version) >= 0,
    add(added, lengths) {
      const document = itemIds.push(added.itemId) - 1;
      versions.push(added.version);
      kinds.push(added.kind);
      collections.push(added.collectionId);
      alive.push(true);
      if ((lengthsByField[0]?.length ?? 0) <= document) lengthsByField = lengthsByField.map(doubled);
      for (const [field, column] of lengthsByField.entries()) column[document] = lengths[field] ?? 0;
      const siblings = byItem.get(added.itemId);
      if (siblings) siblings.push(document);
      else byItem.set(added.itemId, [document]);
      count(document, 1);
      return document;
    },
    forget(itemId, version) {
      const document = find(itemId, version);
      if (document < 0) return false;
      alive[document] = false;
      count(document, -1);
      return true;
    },
    isAlive: (document) => alive[document] === true,
    itemId: (document) => itemIds[document] ?? '',
    version: (document) => versions[document] ?? 0,
    kind: (document) => kinds[document] ?? itemKinds[0],
    lengths: (field) => lengthsByField[field] ?? new Uint32Array(0),
    meanLength(field) {
      const total = totals[field];
      return total && total.documents > 0 ? total.tokens / total.documents : 1;
    },
    filter({ kinds: wantedKinds, collectionIds }) {
      const kindSet = wantedKinds && new Set<ItemKind | undefined>(wantedKinds);
      const collectionSet = collectionIds && new Set<string | undefined>(collectionIds);
      return (document) =>
        alive[document] === true &&
        (!kindSet || kindSet.has(kinds[document])) &&
        (!collectionSet || collectionSet.has(collections[document]));
    },
    columns: () => ({
      itemIds,
      versions,
      kinds,
      collections,
      lengths: lengthsByField.map((column) => column.subarray(0, itemIds.length)),
    }),
  };
}

function doubled(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}
