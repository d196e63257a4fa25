import type { VersionInTime } from '../../publishing/in-force.ts';
import type { ItemHistory } from '../../publishing/item-histories.ts';

/**
 * What a version carries in the graph: instants in milliseconds since 1970, an absent bound of its interval as no
 * property, and the decisions after its publishing as three parallel lists in the order of their positions.
 */
export interface VersionProperties {
  readonly version: number;
  readonly position: number;
  readonly decidedAt: number;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly laterPositions: readonly number[] | null;
  readonly laterDecidedAt: readonly number[] | null;
  readonly laterActions: readonly string[] | null;
}

export function versionProperties(version: VersionInTime): VersionProperties {
  const { later, interval } = version;
  const some = later.length > 0;
  return {
    version: version.version,
    position: version.position,
    decidedAt: version.decidedAt.getTime(),
    validFrom: interval.from?.getTime() ?? null,
    validTo: interval.to?.getTime() ?? null,
    laterPositions: some ? later.map(({ position }) => position) : null,
    laterDecidedAt: some ? later.map(({ decidedAt }) => decidedAt.getTime()) : null,
    laterActions: some ? later.map(({ action }) => action) : null,
  };
}

/** Whether two versions are the same as far as they were decided by that position. */
export function sameUpTo(a: VersionProperties, b: VersionProperties, position: number): boolean {
  return JSON.stringify(knownBy(a, position)) === JSON.stringify(knownBy(b, position));
}

function knownBy(v: VersionProperties, position: number) {
  const later = (v.laterPositions ?? []).flatMap((at, index) =>
    at <= position ? [[at, v.laterDecidedAt?.[index], v.laterActions?.[index]]] : [],
  );
  return [v.version, v.position, v.decidedAt, v.validFrom ?? null, v.validTo ?? null, later];
}

/** Histories cut into batches of about so many versions; an item stays whole. */
export async function* batchesOf(
  pages: AsyncIterable<readonly ItemHistory[]> | Iterable<readonly ItemHistory[]>,
  versions: number,
): AsyncGenerator<readonly ItemHistory[]> {
  let batch: ItemHistory[] = [];
  let size = 0;
  for await (const page of pages) {
    for (const history of page) {
      if (size > 0 && size + history.versions.length > versions) {
        yield batch;
        batch = [];
        size = 0;
      }
      batch.push(history);
      size += history.versions.length;
    }
  }
  if (size > 0) yield batch;
}

/** The histories by kind, since a label or a relation's name is part of the statement. */
export function byKind<H extends ItemHistory>(histories: readonly H[]): ReadonlyMap<H['kind'], readonly H[]> {
  const groups = new Map<H['kind'], H[]>();
  for (const history of histories) {
    const group = groups.get(history.kind);
    if (group) group.push(history);
    else groups.set(history.kind, [history]);
  }
  return groups;
}
