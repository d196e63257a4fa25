import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StoredSegment, StoredSource } from '../../../ingest/ports.ts';

type Row = readonly [
  id: string,
  ordinal: number,
  kind: StoredSegment['kind'],
  locator: string,
  text: string,
  role: StoredSegment['role'] | null,
  startMs: number | null,
  endMs: number | null,
];

// Miners come back to a call a few times in a row.
const keptOpen = 8;
let open: { readonly packed: Buffer; readonly segments: readonly StoredSegment[] }[] = [];

/**
 * A stored call that keeps its words packed and unpacks them when they are asked for, so that all calls of a
 * collection fit into memory. Calls have no headings, and none is kept.
 */
export function packCall({ segments, ...call }: StoredSource): StoredSource {
  const rows = segments.map(
    ({ id, ordinal, kind, locator, text, role, startMs, endMs }): Row => [
      id,
      ordinal,
      kind,
      locator,
      text,
      role ?? null,
      startMs ?? null,
      endMs ?? null,
    ],
  );
  // What zlib returns is a small part of a large buffer that it would keep alive.
  const packed = Buffer.from(deflateRawSync(JSON.stringify(rows), { level: constants.Z_BEST_SPEED }));
  return {
    ...call,
    get segments() {
      return unpack(packed);
    },
  };
}

function unpack(packed: Buffer): readonly StoredSegment[] {
  const found = open.find((entry) => entry.packed === packed);
  if (found) return found.segments;
  const rows = JSON.parse(inflateRawSync(packed).toString('utf8')) as Row[];
  const segments = rows.map(
    ([id, ordinal, kind, locator, text, role, startMs, endMs]): StoredSegment => ({
      id,
      ordinal,
      kind,
      locator,
      text,
      ...(role == null ? {} : { role }),
      ...(startMs === null ? {} : { startMs }),
      ...(endMs === null ? {} : { endMs }),
    }),
  );
  open = [{ packed, segments }, ...open.slice(0, keptOpen - 1)];
  return segments;
}
