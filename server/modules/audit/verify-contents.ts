import type { Executor } from '../../ports/database.ts';
import { type KeyedHash, readSegmentTexts, versionSeal } from '../../publishing/index.ts';
import { type Faults, faultsShown, pageSize } from './faults.ts';

interface VersionRow {
  item_id: string;
  version: number;
  sort: string;
  kind: string;
  from_id: string | null;
  to_id: string | null;
  label: string | null;
  content: unknown;
  conditions: unknown;
  audience: string[];
  governance: string;
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  content_hash: string;
  seal: string;
  erased: boolean;
}

interface EvidenceRow {
  item_id: string;
  version: number;
  kind: string;
  segment_id: string;
  start_unit: number;
  end_unit: number;
  quote_hash: string;
}

const nameOf = (row: { item_id: string; version: number }) => `version ${row.version} of ${row.item_id}`;

/** What is published reads, and rests on the same words, as when it was decided; only what was erased is left out. */
export async function verifyContents(executor: Executor, hash: KeyedHash, faults: Faults): Promise<void> {
  let after = { itemId: '', version: 0 };
  for (;;) {
    const page = await executor.query<VersionRow>(
      `select v.item_id, v.version, i.sort, i.kind, i.from_id, i.to_id, v.label, v.content, v.conditions, v.audience, v.governance,
              v.confidence, v.valid_from, v.valid_to, v.content_hash, v.seal, v.erased_at is not null as erased
         from item_versions v join items i on i.id = v.item_id
        where (v.item_id, v.version) > ($1, $2) order by v.item_id, v.version limit $3`,
      [after.itemId, after.version, pageSize],
    );
    const last = page.rows.at(-1);
    if (!last) return;
    const evidence = await readSpans(executor, after, { itemId: last.item_id, version: last.version });
    for (const row of page.rows) {
      const gone = row.erased && row.content === null && row.label === null;
      if (!gone && !isAsPublished(hash, row, evidence.get(nameOf(row)) ?? []))
        faults.push({ seq: null, fault: `${nameOf(row)} was changed after it was published` });
    }
    await verifyQuotes(executor, hash, [...evidence.values()].flat(), faults);
    after = { itemId: last.item_id, version: last.version };
    if (page.rows.length < pageSize || faults.length >= faultsShown) return;
  }
}

function isAsPublished(hash: KeyedHash, row: VersionRow, spans: readonly EvidenceRow[]): boolean {
  const { content, conditions, audience, governance, sort, kind, label, confidence } = row;
  const statement = {
    content,
    conditions,
    audience,
    governance,
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: row.valid_to?.toISOString() ?? null,
  };
  const evidence = spans.map((span) => ({
    kind: span.kind,
    segmentId: span.segment_id,
    start: span.start_unit,
    end: span.end_unit,
    quoteHash: span.quote_hash,
  }));
  const [fromId, toId, contentHash] = [row.from_id, row.to_id, row.content_hash];
  const sealed = { sort, kind, fromId, toId, label: label ?? '', confidence, contentHash, evidence };
  return hash.ofJson(statement) === contentHash && versionSeal(hash, sealed) === row.seal;
}

async function readSpans(
  executor: Executor,
  after: { itemId: string; version: number },
  last: { itemId: string; version: number },
): Promise<ReadonlyMap<string, EvidenceRow[]>> {
  const found = await executor.query<EvidenceRow>(
    `select item_id, version, kind, segment_id, start_unit, end_unit, quote_hash from evidence
      where (item_id, version) > ($1, $2) and (item_id, version) <= ($3, $4) order by item_id, version, ordinal`,
    [after.itemId, after.version, last.itemId, last.version],
  );
  const spans = new Map<string, EvidenceRow[]>();
  for (const row of found.rows) {
    const known = spans.get(nameOf(row));
    if (known) known.push(row);
    else spans.set(nameOf(row), [row]);
  }
  return spans;
}

/** The words that evidence names are still those that were quoted. */
async function verifyQuotes(
  executor: Executor,
  hash: KeyedHash,
  spans: readonly EvidenceRow[],
  faults: Faults,
): Promise<void> {
  const texts = await readSegmentTexts(
    executor,
    spans.map((span) => span.segment_id),
  );
  for (const span of spans) {
    const text = texts.get(span.segment_id);
    if (text === null) continue;
    if (text === undefined || hash.of(text.slice(span.start_unit, span.end_unit)) !== span.quote_hash)
      faults.push({ seq: null, fault: `the words behind ${nameOf(span)} were changed after it was published` });
  }
}
