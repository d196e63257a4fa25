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
  /** Its number, or -1 when it is not there. */
  forget(itemId: string, version: number): number;
  isAlive(document: number): boolean;
  itemId(document: number): string;
  version(document: number): number;
  kind(document: number): ItemKind;
  lengths(field: number): Uint32Array;
  /** Mean length of a field over the living documents in which it is not empty; 1 when there are none. */
  meanLength(field: number): number;
  /** Rises with every change of what it holds. */
  readonly revision: number;
  /** Whether a version of the item is there. */
  hasItem(itemId: string): boolean;
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
  // By document: 0 for a forgotten one, else 1; and the numbers of its kind and its collection among `collectionNumbers`.
  let alive = new Uint32Array(1024);
  let kindOf = new Uint32Array(1024);
  let collectionOf = new Uint32Array(1024);
  const collectionNumbers = new Map<string, number>();
  const byItem = new Map<string, number[]>();
  const totals: Totals[] = fields.map(() => ({ tokens: 0, documents: 0 }));
  let lengthsByField = fields.map(() => new Uint32Array(1024));
  let living = 0;
  let revision = 0;

  const find = (itemId: string, version: number) =>
    byItem.get(itemId)?.find((document) => versions[document] === version && alive[document] === 1) ?? -1;

  function count(document: number, sign: 1 | -1): void {
    for (const [field, total] of totals.entries()) {
      const length = lengthsByField[field]?.[document] ?? 0;
      total.tokens += sign * length;
      if (length > 0) total.documents += sign;
    }
    living += sign;
    revision += 1;
  }

  function makeRoom(document: number): void {
    if (alive.length > document) return;
    [alive, kindOf, collectionOf] = [doubled(alive), doubled(kindOf), doubled(collectionOf)];
    lengthsByField = lengthsByField.map(doubled);
  }

  function numberOf(collectionId: string): number {
    const known = collectionNumbers.get(collectionId) ?? collectionNumbers.size;
    collectionNumbers.set(collectionId, known);
    return known;
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
      makeRoom(document);
      alive[document] = 1;
      kindOf[document] = itemKinds.indexOf(added.kind);
      collectionOf[document] = numberOf(added.collectionId);
      for (const [field, column] of lengthsByField.entries()) column[document] = lengths[field] ?? 0;
      const siblings = byItem.get(added.itemId);
      if (siblings) siblings.push(document);
      else byItem.set(added.itemId, [document]);
      count(document, 1);
      return document;
    },
    forget(itemId, version) {
      const document = find(itemId, version);
      if (document < 0) return -1;
      alive[document] = 0;
      count(document, -1);
      return document;
    },
    isAlive: (document) => alive[document] === 1,
    get revision() {
      return revision;
    },
    hasItem: (itemId) => byItem.get(itemId)?.some((document) => alive[document] === 1) ?? false,
    itemId: (document) => itemIds[document] ?? '',
    version: (document) => versions[document] ?? 0,
    kind: (document) => kinds[document] ?? itemKinds[0],
    lengths: (field) => lengthsByField[field] ?? new Uint32Array(0),
    meanLength(field) {
      const total = totals[field];
      return total && total.documents > 0 ? total.tokens / total.documents : 1;
    },
    filter({ kinds: wantedKinds, collectionIds }) {
      const kindWanted = Uint8Array.from(itemKinds, (kind) => (wantedKinds?.includes(kind) === false ? 0 : 1));
      const collectionWanted = new Uint8Array(collectionNumbers.size).fill(collectionIds ? 0 : 1);
      for (const collectionId of collectionIds ?? []) {
        const number = collectionNumbers.get(collectionId);
        if (number !== undefined) collectionWanted[number] = 1;
      }
      return (document) =>
        alive[document] === 1 &&
        kindWanted[kindOf[document] ?? 0] === 1 &&
        collectionWanted[collectionOf[document] ?? 0] === 1;
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
