import { z } from 'zod';
import { languages, segmentKinds, sourceTypes, speakerRoles } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { idParams, instant, likeText, listOf, listQuery, pageFields } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Database, Executor, SqlValue } from '../../ports/database.ts';

const sourceSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  type: sourceTypes.schema,
  key: z.string(),
  title: z.string(),
  language: languages.schema.nullable(),
  revision: z.int(),
  segments: z.int(),
  createdAt: instant,
  /** The expert whose own words it is, for an attestation. */
  author: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** When it was erased; null: it was not. */
  erasedAt: instant.nullable(),
});
const sourceDetailSchema = sourceSchema.extend({
  metadata: z.record(z.string(), z.unknown()),
  revisions: z.array(z.object({ id: z.string(), revision: z.int(), createdAt: instant, runId: z.string().nullable() })),
});
const segmentSchema = z.object({
  id: z.string(),
  ordinal: z.int(),
  kind: segmentKinds.schema,
  locator: z.string(),
  heading: z.string().nullable(),
  role: speakerRoles.schema.nullable(),
  startMs: z.int().nullable(),
  endMs: z.int().nullable(),
  text: z.string(),
});

const sourceListQuery = listQuery(['createdAt', 'title'], {
  type: sourceTypes.schema.optional(),
  collectionId: z.string().max(100).optional(),
});
const segmentQuery = z.strictObject({
  revision: z.coerce.number().int().min(1).optional(),
  /** Answers with the page that holds this segment, of the revision that holds it; `page` is then left out of account. */
  around: z.string().min(1).max(100).optional(),
  ...pageFields(200),
  sort: z.string().optional(),
  order: z.enum(['asc', 'desc']).optional(),
});

interface SourceRow {
  id: string;
  collection_id: string;
  type: z.infer<typeof sourceTypes.schema>;
  key: string;
  title: string;
  language: z.infer<typeof languages.schema> | null;
  revision: number;
  segments: number;
  created_at: Date;
  author_id: string | null;
  author_name: string | null;
  erased_at: Date | null;
  metadata: Record<string, unknown>;
}

const columns = `o.id, o.collection_id, o.type, o.key, o.title, o.language, o.created_at, o.metadata, o.erased_at, r.revision,
  a.author_id, coalesce(u.display_name, a.author_id) as author_name,
  (select count(*)::int from segments s where s.revision_id = r.id) as segments`;
const latestRevision = `join lateral (select id, revision from source_revisions x where x.source_id = o.id order by x.revision desc limit 1) r on true
  left join attestations a on a.source_id = o.id left join users u on u.id = a.author_id`;
const sortColumns = { createdAt: 'o.created_at', title: 'left(o.title, 200)' } as const;

const toSource = (row: SourceRow): z.infer<typeof sourceSchema> => ({
  id: row.id,
  collectionId: row.collection_id,
  type: row.type,
  key: row.key,
  title: row.title,
  language: row.language,
  revision: row.revision,
  segments: row.segments,
  createdAt: row.created_at.toISOString(),
  author: row.author_id === null ? null : { id: row.author_id, name: row.author_name ?? row.author_id },
  erasedAt: row.erased_at?.toISOString() ?? null,
});

async function listSources(executor: Executor, query: z.output<typeof sourceListQuery>) {
  const params: SqlValue[] = [
    query.type ?? null,
    query.collectionId ?? null,
    query.q === undefined ? null : likeText(query.q),
  ];
  const where = `($1::text is null or o.type = $1) and ($2::text is null or o.collection_id = $2) and ($3::text is null or o.title ilike '%' || $3 || '%' or o.key ilike '%' || $3 || '%')`;
  const { rows, total } = await readPage<SourceRow>(executor, query, {
    columns,
    from: 'sources o',
    joins: latestRevision,
    where,
    params,
    key: 'o.id',
    sort: sortColumns[query.sort],
  });
  return { items: rows.map(toSource), total };
}

async function readSource(executor: Executor, id: string): Promise<z.infer<typeof sourceDetailSchema>> {
  const found = await executor.query<SourceRow>(`select ${columns} from sources o ${latestRevision} where o.id = $1`, [
    id,
  ]);
  const row = found.rows[0];
  if (!row) throw notFound('source', id);
  const revisions = await executor.query<{ id: string; revision: number; created_at: Date; run_id: string | null }>(
    'select id, revision, created_at, run_id from source_revisions where source_id = $1 order by revision desc',
    [id],
  );
  return {
    ...toSource(row),
    metadata: row.metadata,
    revisions: revisions.rows.map((revision) => ({
      id: revision.id,
      revision: revision.revision,
      createdAt: revision.created_at.toISOString(),
      runId: revision.run_id,
    })),
  };
}

interface SegmentRow {
  id: string;
  ordinal: number;
  kind: z.infer<typeof segmentKinds.schema>;
  locator: string;
  heading: string | null;
  role: z.infer<typeof speakerRoles.schema> | null;
  start_ms: number | null;
  end_ms: number | null;
  text: string;
}

async function listSegments(executor: Executor, sourceId: string, query: z.output<typeof segmentQuery>) {
  const revision = await executor.query<{ id: string; ordinal: number | null }>(
    `select r.id, s.ordinal from source_revisions r left join segments s on s.revision_id = r.id and s.id = $3
      where r.source_id = $1 and ($2::int is null or r.revision = $2) and ($3::text is null or s.id is not null)
      order by r.revision desc limit 1`,
    [sourceId, query.revision ?? null, query.around ?? null],
  );
  const revisionId = revision.rows[0]?.id;
  if (revisionId === undefined) throw notFound('revision of source', sourceId);
  const ordinal = revision.rows[0]?.ordinal ?? null;
  const page = ordinal === null ? query.page : Math.floor(ordinal / query.perPage) + 1;
  const total = await executor.query<{ total: number }>(
    'select count(*)::int as total from segments where revision_id = $1',
    [revisionId],
  );
  const found = await executor.query<SegmentRow>(
    `select id, ordinal, kind, locator, heading, role, start_ms, end_ms, text from segments where revision_id = $1
      order by ordinal limit $2 offset $3`,
    [revisionId, query.perPage, (page - 1) * query.perPage],
  );
  const items = found.rows.map(({ start_ms, end_ms, ...row }) => ({ ...row, startMs: start_ms, endMs: end_ms }));
  return { items, total: total.rows[0]?.total ?? 0, page };
}

export function sourcesRoutes(database: Database): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/sources',
      operationId: 'listSources',
      summary: 'Recordings, transcripts, documents and attestations',
      tag: 'sources',
      access: 'sources:read',
      query: sourceListQuery,
      response: { status: 200, schema: listOf(sourceSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listSources(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/sources/{id}',
      operationId: 'getSource',
      summary: 'A source and its revisions',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: sourceDetailSchema },
      handle: async ({ params }) => ({ status: 200, body: await readSource(database, params.id) }),
    }),
    route({
      method: 'get',
      path: '/v1/sources/{id}/segments',
      operationId: 'listSegments',
      summary: 'The redacted text of a revision, cut into segments; the latest revision unless another is named',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      query: segmentQuery,
      response: { status: 200, schema: listOf(segmentSchema).extend({ page: z.int() }) },
      handle: async ({ params, query }) => ({ status: 200, body: await listSegments(database, params.id, query) }),
    }),
  ];
}
