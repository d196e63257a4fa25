import type { Executor } from '../ports/database.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** One span behind a version, with the keyed hash of its words, which stays when they are erased. */
export interface SealedEvidence {
  readonly kind: string;
  readonly segmentId: string;
  readonly start: number;
  readonly end: number;
  readonly quoteHash: string;
}

/** All that a published version is, beside what its content hash covers. */
export interface SealedVersion {
  readonly sort: string;
  readonly kind: string;
  readonly fromId: string | null;
  readonly toId: string | null;
  readonly label: string;
  readonly confidence: number;
  readonly contentHash: string;
  readonly evidence: readonly SealedEvidence[];
}

/** The keyed hash over a version as it was published: what it is called, states, joins and rests on. */
export function versionSeal(hash: KeyedHash, version: SealedVersion): string {
  const { sort, kind, fromId, toId, label, confidence, contentHash } = version;
  const evidence = version.evidence.map((span) => [span.kind, span.segmentId, span.start, span.end, span.quoteHash]);
  return hash.ofJson({ sort, kind, fromId, toId, label, confidence, contentHash, evidence });
}

/** The texts of segments by id; null where the text was erased. */
export async function readSegmentTexts(
  executor: Executor,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, string | null>> {
  const found = await executor.query<{ id: string; text: string | null }>(
    'select id, case when erased_at is null then text end as text from segments where id = any($1)',
    [[...new Set(ids)]],
  );
  return new Map(found.rows.map(({ id, text }) => [id, text]));
}
