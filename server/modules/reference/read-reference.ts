import { z } from 'zod';
import { applicabilitySchema, approvals, evidenceKinds, itemKindSchema } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { PublishedState } from '../../publishing/index.ts';

const passageSchema = z.object({
  kind: evidenceKinds.schema,
  sourceId: z.string(),
  title: z.string(),
  locator: z.string(),
  /** The words that are cited, and what stands around them in the source. */
  quote: z.string(),
  before: z.string(),
  after: z.string(),
});

export const referenceSchema = z.object({
  itemId: z.string(),
  version: z.int(),
  kind: itemKindSchema,
  label: z.string(),
  content: z.record(z.string(), z.unknown()),
  conditions: applicabilitySchema,
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  approval: approvals.schema,
  decidedAt: instant,
  /** Whether this version holds now; if not, which one does. */
  inForce: z.boolean(),
  replacedBy: z.int().nullable(),
  citations: z.array(passageSchema),
});
type Reference = z.infer<typeof referenceSchema>;

const surroundingUnits = 240;
const mostPassages = 20;

interface Row {
  kind: Reference['kind'];
  label: string;
  content: Record<string, unknown>;
  conditions: unknown;
  audience: string[];
  valid_from: Date | null;
  valid_to: Date | null;
  approval: Reference['approval'];
  decided_at: Date;
}

interface PassageRow {
  kind: z.infer<typeof passageSchema>['kind'];
  start_unit: number;
  end_unit: number;
  text: string;
  locator: string;
  source_id: string;
  title: string;
}

/**
 * What a card stands on, for whoever may ask for guidance: the version in force, or one that was cited, with its
 * passages. Throws `not_found` for what agents may not see, was erased, or never was in force.
 */
export async function readReference(
  executor: Executor,
  state: PublishedState,
  itemId: string,
  asked: number | undefined,
): Promise<Reference> {
  const current = state.inForce(itemId, state.now())?.version ?? null;
  const version = asked ?? current;
  const missing = () => notFound('item in force that agents may see,', itemId);
  if (version === null) throw missing();
  const found = await executor.query<Row>(
    `select i.kind, v.label, v.content, v.conditions, v.audience, v.valid_from, v.valid_to, d.approval, d.decided_at
       from item_versions v join items i on i.id = v.item_id and i.sort = 'node' join decisions d on d.position = v.position
      where v.item_id = $1 and v.version = $2 and v.content is not null and 'agent' = any(v.audience)
        and (v.valid_from is null or v.valid_from <= now())`,
    [itemId, version],
  );
  const row = found.rows[0];
  if (!row) throw missing();
  const inForce = current === version;
  return {
    itemId,
    version,
    kind: row.kind,
    label: row.label,
    content: row.content,
    conditions: applicabilitySchema.parse(row.conditions),
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: row.valid_to?.toISOString() ?? null,
    approval: row.approval,
    decidedAt: row.decided_at.toISOString(),
    inForce,
    replacedBy: inForce ? null : current,
    citations: await readPassages(executor, itemId, version),
  };
}

async function readPassages(executor: Executor, itemId: string, version: number) {
  const found = await executor.query<PassageRow>(
    `select e.kind, e.start_unit, e.end_unit, s.text, s.locator, o.id as source_id, o.title
       from evidence e join segments s on s.id = e.segment_id and s.erased_at is null
       join source_revisions r on r.id = s.revision_id join sources o on o.id = r.source_id and o.erased_at is null
      where e.item_id = $1 and e.version = $2 order by e.ordinal limit ${mostPassages}`,
    [itemId, version],
  );
  return found.rows.map(({ start_unit: start, end_unit: end, text, ...row }) => ({
    kind: row.kind,
    sourceId: row.source_id,
    title: row.title,
    locator: row.locator,
    quote: text.slice(start, end),
    before: text.slice(Math.max(0, start - surroundingUnits), start),
    after: text.slice(end, end + surroundingUnits),
  }));
}
