import { z } from 'zod';
import {
  applicabilitySchema,
  approvals,
  audiences,
  decisionActions,
  type Evidence,
  itemKinds,
  relationTypes,
  roles,
  type VersionState,
  versionStates,
} from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor, SqlValue } from '../../ports/database.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import { inForceAt, type VersionInTime, versionReviews, versionState } from '../../publishing/index.ts';
import { evidenceViewSchema, readEvidence } from '../sources/index.ts';

const anyKind = [...itemKinds, ...relationTypes] as const;

export const itemSummarySchema = z.object({
  id: z.string(),
  sort: z.enum(['node', 'edge']),
  kind: z.enum(anyKind),
  label: z.string(),
  collectionId: z.string(),
  version: z.int(),
  state: versionStates.schema,
  approval: approvals.schema,
  confidence: z.number(),
  audience: z.array(audiences.schema),
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  decidedAt: instant,
  decidedBy: z.string(),
  decidedByName: z.string(),
});
export type ItemSummary = z.infer<typeof itemSummarySchema>;

const decisionViewSchema = z.object({
  position: z.int(),
  action: decisionActions.schema,
  decidedAt: instant,
  by: z.string(),
  byName: z.string(),
  reason: z.string(),
});

/** Who approved a version; none where a rule or the system put it in force. */
const approvedBySchema = z.array(z.object({ by: z.string(), byName: z.string(), role: roles.schema, at: instant }));

export const versionViewSchema = z.object({
  id: z.string(),
  version: z.int(),
  state: versionStates.schema,
  label: z.string().nullable(),
  content: z.record(z.string(), z.unknown()).nullable(),
  conditions: applicabilitySchema,
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  /** When its content was erased; null: it was not. */
  erasedAt: instant.nullable(),
  position: z.int(),
  decidedAt: instant,
  approval: approvals.schema,
  decidedBy: z.string(),
  decidedByName: z.string(),
  approvedBy: approvedBySchema,
  proposalId: z.string().nullable(),
  decisions: z.array(decisionViewSchema),
  evidence: z.array(evidenceViewSchema),
});

export const itemDetailSchema = itemSummarySchema.extend({
  key: z.string(),
  approvedBy: approvedBySchema,
  content: z.record(z.string(), z.unknown()).nullable(),
  conditions: applicabilitySchema,
  evidence: z.array(evidenceViewSchema),
  relations: z.array(
    z.object({
      edgeId: z.string(),
      type: z.enum(relationTypes),
      direction: z.enum(['out', 'in']),
      otherId: z.string(),
      otherLabel: z.string(),
      otherKind: z.enum(itemKinds),
    }),
  ),
});

export const itemListQuery = listQuery(['decidedAt', 'label', 'kind'], {
  kind: z.enum(anyKind).optional(),
  sortOf: z.enum(['node', 'edge']).default('node'),
  state: versionStates.schema.optional(),
  collectionId: z.string().max(100).optional(),
});

interface VersionRow {
  item_id: string;
  sort: 'node' | 'edge';
  kind: (typeof anyKind)[number];
  key: string;
  collection_id: string;
  version: number;
  label: string | null;
  content: Record<string, unknown> | null;
  conditions: z.infer<typeof applicabilitySchema>;
  audience: z.infer<typeof audiences.schema>[];
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  erased_at: Date | null;
  proposal_id: string | null;
  decisions: {
    position: number;
    action: z.infer<typeof decisionActions.schema>;
    decidedAt: string;
    by: string;
    byName: string;
    reason: string;
    approval: z.infer<typeof approvals.schema>;
  }[];
}

interface Version extends VersionInTime {
  readonly row: VersionRow;
}

const versionColumns = `v.item_id, i.sort, i.kind, i.key, i.collection_id, v.version, v.label, v.content, v.conditions, v.audience, v.confidence,
  v.valid_from, v.valid_to, v.erased_at, v.proposal_id,
  (select jsonb_agg(jsonb_build_object('position', d.position, 'action', d.action, 'decidedAt', d.decided_at, 'by', d.decided_by,
            'byName', coalesce(u.display_name, d.decided_by), 'reason', d.reason, 'approval', d.approval) order by d.position)
     from decision_entries e join decisions d on d.position = e.position left join users u on u.id = d.decided_by
    where e.item_id = v.item_id and e.version = v.version) as decisions`;

function toVersion(row: VersionRow): Version {
  const [published, ...later] = row.decisions;
  if (!published) throw new Error(`version ${row.version} of ${row.item_id} was never decided`);
  return {
    row,
    version: row.version,
    position: published.position,
    decidedAt: new Date(published.decidedAt),
    interval: { from: row.valid_from, to: row.valid_to },
    later: later.flatMap(({ position, action, decidedAt }) =>
      action === 'publish' ? [] : [{ position, action, decidedAt: new Date(decidedAt) }],
    ),
  };
}

/** All versions of these items, the oldest first. */
export async function versionsOf(executor: Executor, itemIds: readonly string[]): Promise<Map<string, Version[]>> {
  const found = await executor.query<VersionRow>(
    `select ${versionColumns} from item_versions v join items i on i.id = v.item_id where v.item_id = any($1) order by v.item_id, v.version`,
    [itemIds],
  );
  const byItem = new Map<string, Version[]>();
  for (const row of found.rows) {
    const list = byItem.get(row.item_id) ?? [];
    list.push(toVersion(row));
    byItem.set(row.item_id, list);
  }
  return byItem;
}

const stateOf = (version: Version, all: readonly Version[], at: PointInTime): VersionState =>
  version.row.erased_at === null ? versionState(version, all, at) : 'erased';

/** What an item shows as in lists: the version in force, else the one known last. */
function shownVersion(all: readonly Version[], at: PointInTime): Version | undefined {
  return inForceAt(all, at) ?? all.findLast((version) => version.decidedAt <= at.knownAt);
}

function toSummary(version: Version, all: readonly Version[], at: PointInTime): ItemSummary {
  const { row } = version;
  const published = row.decisions[0];
  return {
    id: row.item_id,
    sort: row.sort,
    kind: row.kind,
    label: row.label ?? row.key,
    collectionId: row.collection_id,
    version: row.version,
    state: stateOf(version, all, at),
    approval: published?.approval ?? 'system',
    confidence: row.confidence,
    audience: row.audience,
    validFrom: row.valid_from?.toISOString() ?? null,
    validTo: row.valid_to?.toISOString() ?? null,
    decidedAt: version.decidedAt.toISOString(),
    decidedBy: published?.by ?? '',
    decidedByName: published?.byName ?? '',
  };
}

// As the indexes of the table have them: a hundred thousand items are paged without sorting them.
const sortColumns = { decidedAt: 'v.position', label: 'left(v.label, 200)', kind: 'i.kind' } as const;

/** One page of items that were ever published. `inState` narrows to the ids that are in the state asked for. */
export async function listItems(
  executor: Executor,
  query: z.output<typeof itemListQuery>,
  at: PointInTime,
  inState: readonly string[] | null,
) {
  const params: SqlValue[] = [
    query.sortOf,
    query.kind ?? null,
    query.collectionId ?? null,
    query.q === undefined ? null : likeText(query.q),
  ];
  let where = `i.sort = $1 and ($2::text is null or i.kind = $2) and ($3::text is null or i.collection_id = $3) and ($4::text is null or v.label ilike '%' || $4 || '%')`;
  if (inState !== null) {
    params.push(inState);
    where += ' and i.id = any($5)';
  }
  // The latest version of each, found from the versions: their index is in the order of the list.
  const from = `item_versions v join items i on i.id = v.item_id
    and not exists (select 1 from item_versions n where n.item_id = v.item_id and n.version > v.version)`;
  const { rows, total } = await readPage<{ id: string }>(executor, query, {
    columns: 'v.item_id as id',
    from,
    where,
    params,
    key: 'v.item_id',
    sort: sortColumns[query.sort],
  });
  const ids = rows.map((row) => row.id);
  const versions = await versionsOf(executor, ids);
  const items = ids.flatMap((id) => {
    const all = versions.get(id) ?? [];
    const shown = shownVersion(all, at);
    return shown ? [toSummary(shown, all, at)] : [];
  });
  return { items, total };
}

async function evidenceOf(executor: Executor, refs: readonly { itemId: string; version: number }[]) {
  const found = await executor.query<{
    item_id: string;
    version: number;
    kind: Evidence['kind'];
    segment_id: string;
    start_unit: number;
    end_unit: number;
  }>(
    `select e.item_id, e.version, e.kind, e.segment_id, e.start_unit, e.end_unit
       from evidence e join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int) on r."itemId" = e.item_id and r.version = e.version
      order by e.item_id, e.version, e.ordinal`,
    [JSON.stringify(refs)],
  );
  return found.rows.map((row) => ({
    itemId: row.item_id,
    version: row.version,
    evidence: { kind: row.kind, span: { segmentId: row.segment_id, start: row.start_unit, end: row.end_unit } },
  }));
}

/** By version, whoever approved it, in the order in which they did. */
async function approversOf(executor: Executor, itemId: string) {
  const found = await executor.query<{
    version: number;
    reviews: (z.infer<typeof approvedBySchema>[number] & { decision: string })[];
  }>(`select v.version, ${versionReviews} as reviews from item_versions v where v.item_id = $1`, [itemId]);
  return new Map(
    found.rows.map(({ version, reviews }) => [
      version,
      reviews.flatMap(({ decision, by, byName, role, at }) =>
        decision === 'approve' ? [{ by, byName, role, at: new Date(at).toISOString() }] : [],
      ),
    ]),
  );
}

/** An item as it stands at a point of both times, with its relations both ways. Throws not_found. */
export async function readItem(
  executor: Executor,
  id: string,
  at: PointInTime,
): Promise<z.infer<typeof itemDetailSchema>> {
  const all = (await versionsOf(executor, [id])).get(id) ?? [];
  const shown = shownVersion(all, at);
  if (!shown) throw notFound('published item', id);
  const evidence = await evidenceOf(executor, [{ itemId: id, version: shown.version }]);
  return {
    ...toSummary(shown, all, at),
    key: shown.row.key,
    approvedBy: (await approversOf(executor, id)).get(shown.version) ?? [],
    content: shown.row.content,
    conditions: shown.row.conditions,
    evidence: [
      ...(await readEvidence(
        executor,
        evidence.map((entry) => entry.evidence),
      )),
    ],
    relations: await readRelations(executor, id, at),
  };
}

interface RelationRow {
  edge_id: string;
  type: (typeof relationTypes)[number];
  direction: 'out' | 'in';
  other_id: string;
  other_kind: (typeof itemKinds)[number];
}

const relationsShown = 500;

async function readRelations(executor: Executor, id: string, at: PointInTime) {
  const found = await executor.query<RelationRow>(
    `select i.id as edge_id, i.kind as type, case when i.from_id = $1 then 'out' else 'in' end as direction, o.id as other_id, o.kind as other_kind
       from items i join items o on o.id = case when i.from_id = $1 then i.to_id else i.from_id end
      where (i.from_id = $1 or i.to_id = $1) and exists (select 1 from item_versions v where v.item_id = i.id)
      order by i.id limit ${relationsShown}`,
    [id],
  );
  const versions = await versionsOf(
    executor,
    found.rows.flatMap((row) => [row.edge_id, row.other_id]),
  );
  return found.rows.flatMap((row) => {
    const edge = inForceAt(versions.get(row.edge_id) ?? [], at);
    const other = inForceAt(versions.get(row.other_id) ?? [], at);
    if (!edge || !other) return [];
    return [
      {
        edgeId: row.edge_id,
        type: row.type,
        direction: row.direction,
        otherId: row.other_id,
        otherLabel: other.row.label ?? '',
        otherKind: row.other_kind,
      },
    ];
  });
}

/** Every version of an item, the newest first, with all decisions on it. Throws not_found. */
export async function readVersions(
  executor: Executor,
  id: string,
  at: PointInTime,
): Promise<z.infer<typeof versionViewSchema>[]> {
  const all = (await versionsOf(executor, [id])).get(id) ?? [];
  if (all.length === 0) throw notFound('published item', id);
  const evidence = await evidenceOf(
    executor,
    all.map(({ version }) => ({ itemId: id, version })),
  );
  const approvers = await approversOf(executor, id);
  const views: z.infer<typeof versionViewSchema>[] = [];
  for (const version of all.toReversed()) {
    const { row } = version;
    const published = row.decisions[0];
    const spans = evidence.filter((entry) => entry.version === version.version).map((entry) => entry.evidence);
    views.push({
      id: `${row.item_id}@${row.version}`,
      version: row.version,
      state: stateOf(version, all, at),
      label: row.label,
      content: row.content,
      conditions: row.conditions,
      validFrom: row.valid_from?.toISOString() ?? null,
      validTo: row.valid_to?.toISOString() ?? null,
      erasedAt: row.erased_at?.toISOString() ?? null,
      position: version.position,
      decidedAt: version.decidedAt.toISOString(),
      approval: published?.approval ?? 'system',
      decidedBy: published?.by ?? '',
      decidedByName: published?.byName ?? '',
      approvedBy: approvers.get(row.version) ?? [],
      proposalId: row.proposal_id,
      decisions: row.decisions.map(({ position, action, decidedAt, by, byName, reason }) => ({
        position,
        action,
        decidedAt: new Date(decidedAt).toISOString(),
        by,
        byName,
        reason,
      })),
      evidence: [...(await readEvidence(executor, spans))],
    });
  }
  return views;
}
