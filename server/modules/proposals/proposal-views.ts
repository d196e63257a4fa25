import { z } from 'zod';
import {
  applicabilitySchema,
  audiences,
  type Evidence,
  type Governance,
  governances,
  itemKinds,
  proposalStatuses,
  type Role,
  relationTypes,
  roles,
} from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor, SqlValue } from '../../ports/database.ts';
import { movedParts } from '../../publishing/index.ts';
import { evidenceViewSchema, readEvidence } from '../sources/index.ts';
import { type ReviewMark, reviewNeeds } from './proposal.ts';
import { unfinished } from './proposal-rows.ts';

const partKinds = [...itemKinds, ...relationTypes] as const;

export const proposalSummarySchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  title: z.string(),
  type: z.enum(['item', 'bundle']),
  origin: z.string(),
  status: proposalStatuses.schema,
  governance: governances.schema,
  partsCount: z.int(),
  /** Kinds of the items in it. */
  kinds: z.array(z.string()),
  proposedBy: z.string(),
  proposedByName: z.string(),
  priority: z.number(),
  /** Why it stands where it does in the queue: calls x risk x age, whose weight doubles every two weeks. */
  urgency: z.object({
    /** Calls behind it, and calls that saw what it changes in the last four weeks. */
    calls: z.int(),
    /** 1: ordinary words; up to 4: much is at stake. */
    risk: z.number(),
    ageDays: z.number(),
    score: z.number(),
  }),
  /** Names the content, for a decision on exactly that. */
  contentHash: z.string(),
  /** Who is editing it now; null: nobody. */
  lock: z.object({ holderId: z.string(), holderName: z.string(), since: instant, lapsesAt: instant }).nullable(),
  /** The changeset that it goes live with, which is reviewed as a whole. */
  changesetId: z.string().nullable(),
  reviewsDone: z.int(),
  reviewsNeeded: z.int(),
  createdAt: instant,
  updatedAt: instant,
  etag: z.int(),
});

export const reviewSchema = z.object({
  id: z.string(),
  proposalId: z.string(),
  reviewerId: z.string(),
  reviewerName: z.string(),
  actingRole: roles.schema,
  decision: z.enum(['approve', 'reject', 'request_changes']),
  comment: z.string(),
  createdAt: instant,
  /** It judges the content as it stands now. */
  current: z.boolean(),
});

export const proposalDetailSchema = proposalSummarySchema.extend({
  rationale: z.string(),
  /** Whoever changed it since it was proposed; like the proposer, they do not review it. */
  editedBy: z.array(z.string()),
  /** The proposal that it was split off; null: it was not. */
  derivedFrom: z.string().nullable(),
  /** The proposal that took it in; null: none did. */
  mergedInto: z.string().nullable(),
  /** Parts whose item was decided upon since it was drawn up. */
  moved: z.array(
    z.object({
      ordinal: z.int(),
      itemId: z.string(),
      baseVersion: z.int().nullable(),
      latestVersion: z.int().nullable(),
    }),
  ),
  missingRoles: z.array(roles.schema),
  reviews: z.array(reviewSchema),
  publishedPosition: z.int().nullable(),
});

export const partViewSchema = z.object({
  ordinal: z.int(),
  sort: z.enum(['node', 'edge']),
  kind: z.enum(partKinds),
  itemId: z.string(),
  key: z.string(),
  label: z.string(),
  fromId: z.string().nullable(),
  toId: z.string().nullable(),
  fromLabel: z.string().nullable(),
  toLabel: z.string().nullable(),
  baseVersion: z.int().nullable(),
  /** The latest version that was published, to compare with. */
  base: z.object({ version: z.int(), content: z.record(z.string(), z.unknown()).nullable() }).nullable(),
  content: z.record(z.string(), z.unknown()),
  conditions: applicabilitySchema,
  audience: z.array(audiences.schema),
  governance: governances.schema,
  confidence: z.number(),
  validFrom: instant.nullable(),
  validTo: instant.nullable(),
  struck: z.boolean(),
  evidence: z.array(evidenceViewSchema),
});

export const proposalListQuery = listQuery(['urgency', 'priority', 'createdAt', 'updatedAt', 'title', 'partsCount'], {
  status: proposalStatuses.schema.optional(),
  type: z.enum(['item', 'bundle']).optional(),
  origin: z.string().max(100).optional(),
  kind: z.enum(partKinds).optional(),
  collectionId: z.string().max(100).optional(),
});

const sortColumns = {
  urgency: 'p.queue_rank',
  priority: 'p.priority',
  createdAt: 'p.created_at',
  updatedAt: 'p.updated_at',
  title: 'p.title',
  partsCount: 'p.parts_count',
} as const;

interface SummaryRow {
  id: string;
  collection_id: string;
  title: string;
  type: 'item' | 'bundle';
  origin: string;
  status: z.infer<typeof proposalStatuses.schema>;
  governance: Governance;
  parts_count: number;
  kinds: string[] | null;
  proposed_by: string;
  proposed_by_name: string;
  priority: number;
  calls_affected: number;
  risk_weight: number;
  age_days: number;
  lock: { holderId: string; holderName: string; since: string; lapsesAt: string } | null;
  derived_from: string | null;
  merged_into: string | null;
  changeset_id: string | null;
  created_at: Date;
  updated_at: Date;
  etag: number;
  approvals: (Omit<ReviewMark, 'decision'> & { decision: ReviewMark['decision'] })[] | null;
  rationale: string;
  edited_by: string[];
  content_hash: string;
}

const summaryColumns = `p.id, p.collection_id, p.title, p.type, p.origin, p.status, p.governance, p.parts_count, p.proposed_by, p.edited_by, p.rationale,
  p.content_hash, coalesce(u.display_name, p.proposed_by) as proposed_by_name, p.priority, p.calls_affected, p.risk_weight,
  extract(epoch from now() - p.created_at)::double precision / 86400 as age_days, p.derived_from, p.merged_into, p.changeset_id, p.created_at, p.updated_at, p.etag,
  (select jsonb_build_object('holderId', l.holder_id, 'holderName', h.display_name, 'since', l.since, 'lapsesAt', l.lapses_at)
     from proposal_locks l join users h on h.id = l.holder_id where l.proposal_id = p.id and l.lapses_at > now()) as lock,
  (select array_agg(distinct n.kind) from (select kind from proposal_parts where proposal_id = p.id and sort = 'node' limit 500) n) as kinds,
  (select jsonb_agg(jsonb_build_object('reviewerId', r.reviewer_id, 'actingRole', r.acting_role, 'decision', r.decision, 'proposalEtag', r.proposal_etag))
     from reviews r where r.proposal_id = p.id) as approvals`;

const visible = `p.content_hash <> '${unfinished}'`;

/** After two weeks a proposal weighs twice as much; `queue_rank` holds the same as a logarithm. */
const doublingDays = 14;

function urgencyOf({ calls_affected: calls, risk_weight: risk, age_days: ageDays }: SummaryRow) {
  return { calls, risk, ageDays, score: (1 + calls) * risk * 2 ** (ageDays / doublingDays) };
}

function toSummary(row: SummaryRow): z.infer<typeof proposalSummarySchema> {
  const needs = reviewNeeds(row.governance, row.etag, row.approvals ?? []);
  return {
    id: row.id,
    collectionId: row.collection_id,
    title: row.title,
    type: row.type,
    origin: row.origin,
    status: row.status,
    governance: row.governance,
    partsCount: row.parts_count,
    kinds: row.kinds ?? [],
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    priority: row.priority,
    urgency: urgencyOf(row),
    contentHash: row.content_hash,
    lock: row.lock && {
      ...row.lock,
      since: new Date(row.lock.since).toISOString(),
      lapsesAt: new Date(row.lock.lapsesAt).toISOString(),
    },
    changesetId: row.changeset_id,
    reviewsDone: needs.done,
    reviewsNeeded: needs.needed,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    etag: row.etag,
  };
}

/** One page of proposals. */
export async function listProposals(executor: Executor, query: z.output<typeof proposalListQuery>) {
  const filters: [string, SqlValue | undefined][] = [
    ['p.status = ?', query.status],
    ['p.type = ?', query.type],
    ['p.origin = ?', query.origin],
    ['p.collection_id = ?', query.collectionId],
    ['exists (select 1 from proposal_parts k where k.proposal_id = p.id and k.kind = ?)', query.kind],
    ["p.title ilike '%' || ? || '%'", query.q === undefined ? undefined : likeText(query.q)],
  ];
  const params: SqlValue[] = [];
  const where = [visible];
  for (const [sql, value] of filters) {
    if (value === undefined) continue;
    params.push(value);
    where.push(sql.replace('?', `$${params.length}`));
  }
  const { rows, total } = await readPage<SummaryRow>(executor, query, {
    columns: summaryColumns,
    from: 'proposals p',
    joins: 'left join users u on u.id = p.proposed_by',
    where: where.join(' and '),
    params,
    key: 'p.id',
    sort: sortColumns[query.sort],
  });
  return { items: rows.map(toSummary), total };
}

/** A proposal with its reviews and what is still needed. Throws not_found. */
export async function readProposal(executor: Executor, id: string): Promise<z.infer<typeof proposalDetailSchema>> {
  const found = await executor.query<SummaryRow>(
    `select ${summaryColumns} from proposals p left join users u on u.id = p.proposed_by where p.id = $1 and ${visible}`,
    [id],
  );
  const row = found.rows[0];
  if (!row) throw notFound('proposal', id);
  const open = row.status === 'in_review' || row.status === 'changes_requested';
  const published = await executor.query<{ position: number }>(
    `select position from decisions
      where proposal_id = $1 or (changeset_id = $2 and action = 'publish' and $3) order by position limit 1`,
    [id, row.changeset_id, row.status === 'approved'],
  );
  return {
    ...toSummary(row),
    rationale: row.rationale,
    editedBy: row.edited_by,
    derivedFrom: row.derived_from,
    mergedInto: row.merged_into,
    moved: open ? [...(await movedParts(executor, id))] : [],
    missingRoles: [...reviewNeeds(row.governance, row.etag, row.approvals ?? []).missingRoles] as Role[],
    reviews: await readReviews(executor, id),
    publishedPosition: published.rows[0] ? Number(published.rows[0].position) : null,
  };
}

interface ReviewRow {
  id: string;
  proposal_id: string;
  reviewer_id: string;
  reviewer_name: string;
  acting_role: Role;
  decision: ReviewMark['decision'];
  comment: string;
  created_at: Date;
  current: boolean;
}

/** Reviews of one proposal, or of all, the newest first. */
export async function readReviews(
  executor: Executor,
  proposalId: string | null,
  limit = 200,
): Promise<z.infer<typeof reviewSchema>[]> {
  const found = await executor.query<ReviewRow>(
    `select r.id, r.proposal_id, r.reviewer_id, coalesce(u.display_name, r.reviewer_id) as reviewer_name, r.acting_role, r.decision, r.comment,
            r.created_at, r.proposal_etag = p.etag as current
       from reviews r join proposals p on p.id = r.proposal_id left join users u on u.id = r.reviewer_id
      where $1::text is null or r.proposal_id = $1
      order by r.created_at desc, r.id desc limit ${limit}`,
    [proposalId],
  );
  return found.rows.map((row) => ({
    id: row.id,
    proposalId: row.proposal_id,
    reviewerId: row.reviewer_id,
    reviewerName: row.reviewer_name,
    actingRole: row.acting_role,
    decision: row.decision,
    comment: row.comment,
    createdAt: row.created_at.toISOString(),
    current: row.current,
  }));
}

interface PartViewRow {
  ordinal: number;
  sort: 'node' | 'edge';
  kind: (typeof partKinds)[number];
  item_id: string;
  key: string;
  label: string;
  from_id: string | null;
  to_id: string | null;
  from_label: string | null;
  to_label: string | null;
  base_version: number | null;
  latest_version: number | null;
  latest_content: Record<string, unknown> | null;
  content: Record<string, unknown>;
  conditions: z.infer<typeof applicabilitySchema>;
  audience: z.infer<typeof audiences.schema>[];
  governance: Governance;
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  struck: boolean;
  evidence: Evidence[];
}

const endLabel = (column: string) => `(select coalesce(
   (select n.label from proposal_parts n where n.proposal_id = p.proposal_id and n.item_id = p.${column}),
   (select v.label from item_versions v where v.item_id = p.${column} order by v.version desc limit 1),
   (select i.key from items i where i.id = p.${column})))`;

/** One page of a proposal's parts, in order, with the version that each would replace and the words behind it. */
export async function listParts(executor: Executor, proposalId: string, page: number, perPage: number) {
  const total = await executor.query<{ total: number }>('select parts_count as total from proposals where id = $1', [
    proposalId,
  ]);
  const first = total.rows[0];
  if (!first) throw notFound('proposal', proposalId);
  const found = await executor.query<PartViewRow>(
    `select p.ordinal, p.sort, p.kind, p.item_id, p.key, p.label, p.from_id, p.to_id, ${endLabel('from_id')} as from_label,
            ${endLabel('to_id')} as to_label, p.base_version, latest.version as latest_version, latest.content as latest_content,
            p.content, p.conditions, p.audience, p.governance, p.confidence, p.valid_from, p.valid_to, p.struck, p.evidence
       from proposal_parts p
       left join lateral (select v.version, v.content from item_versions v
                           where v.item_id = p.item_id and v.proposal_id is distinct from p.proposal_id
                           order by v.version desc limit 1) latest on true
      where p.proposal_id = $1 order by p.ordinal limit $2 offset $3`,
    [proposalId, perPage, (page - 1) * perPage],
  );
  const items: z.infer<typeof partViewSchema>[] = [];
  const words = await readEvidence(
    executor,
    found.rows.flatMap((row) => row.evidence),
  );
  const bySpan = new Map(words.map((view) => [`${view.segmentId} ${view.start} ${view.end} ${view.kind}`, view]));
  for (const row of found.rows) {
    items.push({
      ordinal: row.ordinal,
      sort: row.sort,
      kind: row.kind,
      itemId: row.item_id,
      key: row.key,
      label: row.label,
      fromId: row.from_id,
      toId: row.to_id,
      fromLabel: row.from_label,
      toLabel: row.to_label,
      baseVersion: row.base_version,
      base: row.latest_version === null ? null : { version: row.latest_version, content: row.latest_content },
      content: row.content,
      conditions: row.conditions,
      audience: row.audience,
      governance: row.governance,
      confidence: row.confidence,
      validFrom: row.valid_from?.toISOString() ?? null,
      validTo: row.valid_to?.toISOString() ?? null,
      struck: row.struck,
      evidence: row.evidence.flatMap(
        ({ kind, span }) => bySpan.get(`${span.segmentId} ${span.start} ${span.end} ${kind}`) ?? [],
      ),
    });
  }
  return { items, total: first.total };
}
