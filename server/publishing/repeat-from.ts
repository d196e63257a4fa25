import type { Executor } from '../ports/database.ts';
import type { VersionRef } from './decide.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { type SealedEvidence, versionSeal } from './version-seal.ts';

interface VersionRow {
  sort: string;
  kind: string;
  from_id: string | null;
  to_id: string | null;
  label: string;
  content: unknown;
  conditions: unknown;
  audience: string[];
  governance: string;
  confidence: number;
  valid_to: Date | null;
  version: number;
}

interface EvidenceRow {
  kind: string;
  segment_id: string;
  start_unit: number;
  end_unit: number;
  quote_hash: string;
}

/**
 * Writes the same words again as the next version, valid from a moment to come, in the decision at `position`. Whoever
 * withdraws that version puts the item out of force from then on, and leaves what holds until then untouched: an
 * interval need not be edited, and no job has to run.
 */
export async function repeatFrom(
  tx: Executor,
  hash: KeyedHash,
  { itemId, version }: VersionRef,
  position: number,
  from: Date,
): Promise<VersionRef> {
  const found = await tx.query<VersionRow>(
    `select i.sort, i.kind, i.from_id, i.to_id, v.label, v.content, v.conditions, v.audience, v.governance, v.confidence, v.valid_to,
            (select max(o.version) from item_versions o where o.item_id = v.item_id) + 1 as version
       from item_versions v join items i on i.id = v.item_id where v.item_id = $1 and v.version = $2`,
    [itemId, version],
  );
  const row = found.rows[0];
  if (!row) throw new Error(`there is no version ${version} of ${itemId}`);
  const spans = await tx.query<EvidenceRow>(
    'select kind, segment_id, start_unit, end_unit, quote_hash from evidence where item_id = $1 and version = $2 order by ordinal',
    [itemId, version],
  );
  const evidence = spans.rows.map(
    (span): SealedEvidence => ({
      kind: span.kind,
      segmentId: span.segment_id,
      start: span.start_unit,
      end: span.end_unit,
      quoteHash: span.quote_hash,
    }),
  );
  const { content, conditions, audience, governance, label, confidence, sort, kind } = row;
  const interval = { validFrom: from.toISOString(), validTo: row.valid_to?.toISOString() ?? null };
  const contentHash = hash.ofJson({ content, conditions, audience, governance, ...interval });
  const [fromId, toId] = [row.from_id, row.to_id];
  const seal = versionSeal(hash, { sort, kind, fromId, toId, label, confidence, contentHash, evidence });
  await tx.query(
    `insert into item_versions (item_id, version, position, label, content, conditions, audience, governance, confidence, valid_from,
                                valid_to, content_hash, seal, proposal_id)
     select item_id, $3, $4, label, content, conditions, audience, governance, confidence, $5, valid_to, $6, $7, proposal_id
       from item_versions where item_id = $1 and version = $2`,
    [itemId, version, row.version, position, from, contentHash, seal],
  );
  await tx.query(
    `insert into evidence (item_id, version, ordinal, kind, segment_id, start_unit, end_unit, quote_hash)
     select item_id, $3, ordinal, kind, segment_id, start_unit, end_unit, quote_hash from evidence where item_id = $1 and version = $2`,
    [itemId, version, row.version],
  );
  return { itemId, version: row.version };
}
