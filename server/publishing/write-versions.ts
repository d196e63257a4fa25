import type { Evidence } from '../../graph-schema/index.ts';
import type { Executor } from '../ports/database.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { readSegmentTexts, type SealedEvidence, versionSeal } from './version-seal.ts';

interface PartRow {
  ordinal: number;
  item_id: string;
  sort: string;
  kind: string;
  from_id: string | null;
  to_id: string | null;
  label: string;
  confidence: number;
  content_hash: string;
  evidence: Evidence[];
}

const pageSize = 2_000;

/** Writes the parts that were not struck out as the next version of each item, sealed with the words behind it. */
export async function writeVersions(
  tx: Executor,
  hash: KeyedHash,
  proposalId: string,
  position: number,
): Promise<void> {
  await writeParts(tx, hash, proposalId, position);
  await writeEntries(tx, position);
}

/** Names every version of a position among the entries of its decision. */
export async function writeEntries(tx: Executor, position: number): Promise<void> {
  await tx.query(
    `insert into decision_entries (position, item_id, version)
     select position, item_id, version from item_versions where position = $1`,
    [position],
  );
}

/** Writes the versions alone; their decision's entries are written when all of them are there. */
export async function writeParts(tx: Executor, hash: KeyedHash, proposalId: string, position: number): Promise<void> {
  let after = -1;
  for (;;) {
    const { rows } = await tx.query<PartRow>(
      `select p.ordinal, p.item_id, i.sort, i.kind, i.from_id, i.to_id, p.label, p.confidence, p.content_hash, p.evidence
         from proposal_parts p join items i on i.id = p.item_id
        where p.proposal_id = $1 and not p.struck and p.ordinal > $2 order by p.ordinal limit ${pageSize}`,
      [proposalId, after],
    );
    await writePage(tx, hash, proposalId, position, rows);
    after = rows.at(-1)?.ordinal ?? after;
    if (rows.length < pageSize) break;
  }
}

async function writePage(
  tx: Executor,
  hash: KeyedHash,
  proposalId: string,
  position: number,
  parts: readonly PartRow[],
): Promise<void> {
  const texts = await readSegmentTexts(
    tx,
    parts.flatMap((part) => part.evidence.map(({ span }) => span.segmentId)),
  );
  const evidenceOf = (part: PartRow): SealedEvidence[] =>
    part.evidence.map(({ kind, span: { segmentId, start, end } }) => {
      const quoteHash = hash.of((texts.get(segmentId) ?? '').slice(start, end));
      return { kind, segmentId, start, end, quoteHash };
    });
  const sealed = parts.map((part) => {
    const evidence = evidenceOf(part);
    const { sort, kind, from_id: fromId, to_id: toId, label, confidence, content_hash: contentHash } = part;
    const seal = versionSeal(hash, { sort, kind, fromId, toId, label, confidence, contentHash, evidence });
    return { ordinal: part.ordinal, itemId: part.item_id, seal, evidence };
  });
  const written = await tx.query<{ item_id: string; version: number }>(
    `insert into item_versions (item_id, version, position, label, content, conditions, audience, governance, confidence,
                                valid_from, valid_to, content_hash, seal, proposal_id)
     select p.item_id, coalesce(latest.version, 0) + 1, $2, p.label, p.content, p.conditions, p.audience, p.governance,
            p.confidence, p.valid_from, p.valid_to, p.content_hash, r.seal, p.proposal_id
       from jsonb_to_recordset($3::jsonb) as r (ordinal int, seal text)
       join proposal_parts p on p.proposal_id = $1 and p.ordinal = r.ordinal
       left join lateral (select max(v.version) as version from item_versions v where v.item_id = p.item_id) latest on true
     returning item_id, version`,
    [proposalId, position, JSON.stringify(sealed.map(({ ordinal, seal }) => ({ ordinal, seal })))],
  );
  const versions = new Map(written.rows.map((row) => [row.item_id, row.version]));
  const evidence = sealed.flatMap((part) =>
    part.evidence.map((span, index) => ({
      ...span,
      itemId: part.itemId,
      version: versions.get(part.itemId),
      ordinal: index + 1,
    })),
  );
  await tx.query(
    `insert into evidence (item_id, version, ordinal, kind, segment_id, start_unit, end_unit, quote_hash)
     select r."itemId", r.version, r.ordinal, r.kind, r."segmentId", r.start, r."end", r."quoteHash"
       from jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int, ordinal int, kind text, "segmentId" text,
            start int, "end" int, "quoteHash" text)`,
    [JSON.stringify(evidence)],
  );
}
