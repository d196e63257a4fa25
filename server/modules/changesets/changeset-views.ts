import { z } from 'zod';
import { changesetStatuses, governances, roles } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor, SqlValue } from '../../ports/database.ts';
import { type KeyedHash, movedItems } from '../../publishing/index.ts';
import { reviewNeeds } from '../proposals/index.ts';
import {
  basesOf,
  type ChangesetRow,
  changesetColumns,
  presentContent,
  readContent,
  readMarks,
} from './changeset-rows.ts';

export const changesetSummarySchema = z.object({
  id: z.string(),
  title: z.string(),
  status: changesetStatuses.schema,
  /** From when on it holds; null: from the moment when it is published. */
  effectiveAt: instant.nullable(),
  /** The zone in which that moment was chosen. */
  zone: z.string().nullable(),
  /** The regulation or product that is replaced. */
  target: z.object({ itemId: z.string(), kind: z.string(), label: z.string() }).nullable(),
  createdBy: z.string(),
  createdByName: z.string(),
  /** Items that lean on what changes, and how many of them wait for a decision. */
  itemsCount: z.int(),
  undecidedCount: z.int(),
  proposalsCount: z.int(),
  createdAt: instant,
  updatedAt: instant,
  etag: z.int(),
});

const changesetReviewSchema = z.object({
  id: z.string(),
  reviewerId: z.string(),
  reviewerName: z.string(),
  actingRole: roles.schema,
  decision: z.enum(['approve', 'request_changes']),
  comment: z.string(),
  createdAt: instant,
  /** It judges the content as it stands now. */
  current: z.boolean(),
});

export const changesetDetailSchema = changesetSummarySchema.extend({
  rationale: z.string(),
  contentHash: z.string(),
  governance: governances.schema,
  reviewsDone: z.int(),
  reviewsNeeded: z.int(),
  missingRoles: z.array(roles.schema),
  reviews: z.array(changesetReviewSchema),
  /** Whoever had a hand in it; none of them reviews it. */
  authors: z.array(z.string()),
  proposals: z.array(z.object({ id: z.string(), title: z.string(), origin: z.string(), partsCount: z.int() })),
  /** Items on which was decided since it was drawn up. */
  moved: z.array(
    z.object({
      itemId: z.string(),
      label: z.string().nullable(),
      baseVersion: z.int().nullable(),
      latestVersion: z.int().nullable(),
    }),
  ),
  source: z.object({ sourceId: z.string(), title: z.string(), revision: z.int() }).nullable(),
  publishedAt: instant.nullable(),
  publishedByName: z.string().nullable(),
  position: z.int().nullable(),
});

export const changesetListQuery = listQuery(['updatedAt', 'createdAt', 'effectiveAt', 'title'], {
  status: changesetStatuses.schema.optional(),
});

const sortColumns = {
  updatedAt: 'c.updated_at',
  createdAt: 'c.created_at',
  effectiveAt: 'c.effective_at',
  title: 'c.title',
} as const;

interface ViewRow extends ChangesetRow {
  created_by_name: string;
  published_by_name: string | null;
  target_kind: string | null;
  target_label: string | null;
  items: number;
  undecided: number;
  proposals: number;
}

const viewColumns = `${changesetColumns}, coalesce(u.display_name, c.created_by) as created_by_name,
    (select p.display_name from users p where p.id = c.published_by) as published_by_name, t.kind as target_kind,
    (select v.label from item_versions v where v.item_id = c.target_id order by v.version desc limit 1) as target_label,
    (select count(*)::int from changeset_items x where x.changeset_id = c.id and x.cause = 'impact') as items,
    (select count(*)::int from changeset_items x where x.changeset_id = c.id and x.action is null) as undecided,
    (select count(*)::int from proposals p where p.changeset_id = c.id and p.status <> 'withdrawn') as proposals`;
const viewJoins = 'left join users u on u.id = c.created_by left join items t on t.id = c.target_id';

function toSummary(row: ViewRow): z.infer<typeof changesetSummarySchema> {
  const target =
    row.target_id === null || row.target_kind === null
      ? null
      : { itemId: row.target_id, kind: row.target_kind, label: row.target_label ?? row.target_id };
  return {
    id: row.id,
    title: row.title,
    status: row.status,
    effectiveAt: row.effective_at?.toISOString() ?? null,
    zone: row.zone,
    target,
    createdBy: row.created_by,
    createdByName: row.created_by_name,
    itemsCount: row.items,
    undecidedCount: row.undecided,
    proposalsCount: row.proposals,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    etag: row.etag,
  };
}

/** One page of changesets. */
export async function listChangesets(executor: Executor, query: z.output<typeof changesetListQuery>) {
  const params: SqlValue[] = [query.status ?? null, query.q === undefined ? null : likeText(query.q)];
  const where = `($1::text is null or c.status = $1) and ($2::text is null or c.title ilike '%' || $2 || '%')`;
  const { rows, total } = await readPage<ViewRow>(executor, query, {
    columns: viewColumns,
    from: 'changesets c',
    joins: viewJoins,
    where,
    params,
    key: 'c.id',
    sort: sortColumns[query.sort],
    nulls: 'last',
  });
  return { items: rows.map(toSummary), total };
}

/** A changeset with its reviews and what is still needed. Throws not_found. */
export async function readChangeset(
  executor: Executor,
  hash: KeyedHash,
  id: string,
): Promise<z.infer<typeof changesetDetailSchema>> {
  const found = await executor.query<ViewRow>(`select ${viewColumns} from changesets c ${viewJoins} where c.id = $1`, [
    id,
  ]);
  const row = found.rows[0];
  if (!row) throw notFound('changeset', id);
  const content = await readContent(executor, hash, row);
  const needs = reviewNeeds(content.governance, presentContent, await readMarks(executor, id, content.hash));
  const proposalIds = content.members.map((member) => member.id);
  const pending = row.status === 'open' || row.status === 'in_review' || row.status === 'approved';
  return {
    ...toSummary(row),
    rationale: row.rationale,
    contentHash: content.hash,
    governance: content.governance,
    reviewsDone: needs.done,
    reviewsNeeded: needs.needed,
    missingRoles: [...needs.missingRoles],
    reviews: await readReviews(executor, id, content.hash),
    authors: [...content.authors],
    proposals: await readProposals(executor, proposalIds),
    moved: pending ? [...(await movedItems(executor, proposalIds, basesOf(content)))] : [],
    source: await readSource(executor, row.revision_id),
    publishedAt: row.published_at?.toISOString() ?? null,
    publishedByName: row.published_by_name ?? row.published_by,
    position: row.position === null ? null : Number(row.position),
  };
}

async function readProposals(executor: Executor, ids: readonly string[]) {
  const found = await executor.query<{ id: string; title: string; origin: string; parts_count: number }>(
    'select id, title, origin, parts_count from proposals where id = any($1) order by id',
    [ids],
  );
  return found.rows.map(({ parts_count, ...proposal }) => ({ ...proposal, partsCount: parts_count }));
}

async function readSource(executor: Executor, revisionId: string | null) {
  if (revisionId === null) return null;
  const found = await executor.query<{ source_id: string; title: string; revision: number }>(
    'select r.source_id, s.title, r.revision from source_revisions r join sources s on s.id = r.source_id where r.id = $1',
    [revisionId],
  );
  const row = found.rows[0];
  return row ? { sourceId: row.source_id, title: row.title, revision: row.revision } : null;
}

interface ReviewRow {
  id: string;
  reviewer_id: string;
  reviewer_name: string;
  acting_role: z.infer<typeof roles.schema>;
  decision: 'approve' | 'request_changes';
  comment: string;
  content_hash: string;
  created_at: Date;
}

async function readReviews(executor: Executor, id: string, contentHash: string) {
  const found = await executor.query<ReviewRow>(
    `select r.id, r.reviewer_id, coalesce(u.display_name, r.reviewer_id) as reviewer_name, r.acting_role, r.decision, r.comment,
            r.content_hash, r.created_at
       from changeset_reviews r left join users u on u.id = r.reviewer_id where r.changeset_id = $1
      order by r.created_at desc, r.id desc limit 200`,
    [id],
  );
  return found.rows.map((row) => ({
    id: row.id,
    reviewerId: row.reviewer_id,
    reviewerName: row.reviewer_name,
    actingRole: row.acting_role,
    decision: row.decision,
    comment: row.comment,
    createdAt: row.created_at.toISOString(),
    current: row.content_hash === contentHash,
  }));
}
