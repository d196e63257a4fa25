import type { ItemKind } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState, PublishedVersion } from '../../publishing/index.ts';
import { type Verification, type Verified, verifiedAt } from './verification.ts';

/** One item in force, as far as its health is concerned. */
export interface Living {
  readonly itemId: string;
  readonly kind: ItemKind;
  readonly version: PublishedVersion;
  readonly verified: Verified | null;
}

/** All verifications by `item@version`. */
export async function readVerifications(executor: Executor): Promise<ReadonlyMap<string, readonly Verification[]>> {
  const found = await executor.query<{
    item_id: string;
    version: number;
    verified_by: string;
    verified_at: Date;
    until: Date;
  }>('select item_id, version, verified_by, verified_at, until from item_verifications order by verified_at');
  const byVersion = new Map<string, Verification[]>();
  for (const row of found.rows) {
    const key = versionKey(row.item_id, row.version);
    const list = byVersion.get(key) ?? [];
    list.push({ at: row.verified_at, until: row.until, by: row.verified_by });
    byVersion.set(key, list);
  }
  return byVersion;
}

const versionKey = (itemId: string, version: number) => `${itemId}@${version}`;

// Names of wholes say nothing that could be out of date.
const wholes: readonly ItemKind[] = ['product', 'regulation', 'complaint_type', 'need'];

/** Everything that says something in force at that moment. */
export function livingItems(
  state: PublishedState,
  verifications: ReadonlyMap<string, readonly Verification[]>,
  at: PointInTime,
): readonly Living[] {
  const living: Living[] = [];
  for (const item of state.items()) {
    if (item.sort !== 'node' || wholes.includes(item.kind)) continue;
    const version = state.inForce(item.itemId, at);
    if (version === null) continue;
    const marks = verifications.get(versionKey(item.itemId, version.version)) ?? [];
    living.push({ itemId: item.itemId, kind: item.kind, version, verified: verifiedAt(version, marks, at.asOf) });
  }
  return living;
}
