import { z } from 'zod';
import { type Evidence, evidenceKinds } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';

/** Evidence as people read it: the words, what stands around them, and where. */
export const evidenceViewSchema = z.object({
  kind: evidenceKinds.schema,
  segmentId: z.string(),
  start: z.int(),
  end: z.int(),
  quote: z.string(),
  before: z.string(),
  after: z.string(),
  sourceId: z.string(),
  sourceTitle: z.string(),
  sourceType: z.string(),
  locator: z.string(),
  /** Time in the recording, for a call. */
  startMs: z.int().nullable(),
  erased: z.boolean(),
});
export type EvidenceView = z.infer<typeof evidenceViewSchema>;

const contextUnits = 160;

interface SegmentRow {
  id: string;
  text: string;
  locator: string;
  start_ms: number | null;
  source_id: string;
  title: string;
  type: string;
  erased: boolean;
}

/** Reads the words behind each span; spans into the same segment read it once. */
export async function readEvidence(
  executor: Executor,
  evidence: readonly Evidence[],
): Promise<readonly EvidenceView[]> {
  if (evidence.length === 0) return [];
  const found = await executor.query<SegmentRow>(
    `select s.id, s.text, s.locator, s.start_ms, o.id as source_id, o.title, o.type, s.erased_at is not null as erased
       from segments s join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id
      where s.id = any($1)`,
    [[...new Set(evidence.map(({ span }) => span.segmentId))]],
  );
  const segments = new Map(found.rows.map((row) => [row.id, row]));
  return evidence.flatMap(({ kind, span }) => {
    const segment = segments.get(span.segmentId);
    if (!segment) return [];
    const { start, end } = span;
    return [
      {
        kind,
        segmentId: span.segmentId,
        start,
        end,
        quote: segment.text.slice(start, end),
        before: segment.text.slice(Math.max(0, start - contextUnits), start),
        after: segment.text.slice(end, end + contextUnits),
        sourceId: segment.source_id,
        sourceTitle: segment.title,
        sourceType: segment.type,
        locator: segment.locator,
        startMs: segment.start_ms,
        erased: segment.erased,
      },
    ];
  });
}
