import { z } from 'zod';
import { type Evidence, itemKindSchema } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { appendAudit } from '../../publishing/index.ts';
import { evidenceViewSchema, readEvidence } from '../sources/index.ts';

const mergeSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  kind: itemKindSchema,
  aliasKey: z.string(),
  aliasName: z.string(),
  canonicalKey: z.string(),
  canonicalName: z.string(),
  reason: z.enum(['alias', 'near_duplicate']),
  /** 0..1. */
  similarity: z.number(),
  sourceId: z.string(),
  sourceTitle: z.string(),
  otherSource: z.string().nullable(),
  otherTitle: z.string().nullable(),
  evidence: z.array(z.unknown()),
  mergedBy: z.string(),
  mergedByName: z.string(),
  mergedAt: instant,
  undoneBy: z.string().nullable(),
  undoneByName: z.string().nullable(),
  undoneAt: instant.nullable(),
});
const mergeDetailSchema = mergeSchema.extend({
  /** What the document that was joined says, and what the other one does. */
  aliasEvidence: z.array(evidenceViewSchema),
  canonicalEvidence: z.array(evidenceViewSchema),
  /** Under whose name it stands now; null: nothing is left of it. */
  itemId: z.string().nullable(),
});

interface Row {
  id: string;
  collection_id: string;
  kind: string;
  alias_key: string;
  alias_name: string;
  canonical_key: string;
  canonical_name: string;
  reason: 'alias' | 'near_duplicate';
  similarity: number;
  source_id: string;
  source_title: string;
  other_source: string | null;
  other_title: string | null;
  evidence: Evidence[];
  merged_by: string;
  merged_by_name: string;
  merged_at: Date;
  undone_by: string | null;
  undone_by_name: string | null;
  undone_at: Date | null;
  item_id: string | null;
}

const MERGES = `
  select m.*, o.title as source_title, other.title as other_title, i.id as item_id,
         coalesce(joiner.display_name, m.merged_by) as merged_by_name,
         coalesce(undoer.display_name, m.undone_by) as undone_by_name
    from item_merges m
    join sources o on o.id = m.source_id
    left join sources other on other.id = m.other_source
    left join items i on i.collection_id = m.collection_id and i.sort = 'node' and i.kind = m.kind and i.key = m.canonical_key
    left join users joiner on joiner.id = m.merged_by
    left join users undoer on undoer.id = m.undone_by`;

interface Options {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  /** Asks for a run that mines the document anew; its id. */
  readonly mineAnew: (tx: Executor, sourceId: string, startedBy: string) => Promise<string | null>;
}

export function mergesRoutes({ database, wakeUps, mineAnew }: Options): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/merges',
      operationId: 'listMerges',
      summary: 'Which items of documents were taken for one, by whom and why',
      tag: 'items',
      access: 'proposals:read',
      query: listQuery(['mergedAt'], {}),
      response: { status: 200, schema: listOf(mergeSchema) },
      async handle({ query }) {
        const total = await database.query<{ total: number }>('select count(*)::int as total from item_merges');
        const page = await database.query<Row>(
          `${MERGES} order by m.id ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
        );
        return { status: 200, body: { items: page.rows.map(viewOf), total: total.rows[0]?.total ?? 0 } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/merges/{id}',
      operationId: 'getMerge',
      summary: 'Two items that were taken for one, with the words of both documents',
      tag: 'items',
      access: 'proposals:read',
      params: idParams,
      response: { status: 200, schema: mergeDetailSchema },
      async handle({ params }) {
        const row = await readMerge(database, params.id);
        const words = await readEvidence(database, row.evidence);
        const body = {
          ...viewOf(row),
          aliasEvidence: words.filter(({ sourceId }) => sourceId === row.source_id),
          canonicalEvidence: words.filter(({ sourceId }) => sourceId !== row.source_id),
          itemId: row.item_id,
        };
        return { status: 200, body };
      },
    }),
    route({
      method: 'post',
      path: '/v1/merges/{id}/undo',
      operationId: 'undoMerge',
      summary: 'Take two items apart for good; the document is mined anew and comes as an item of its own',
      tag: 'items',
      access: 'reviews:write',
      params: idParams,
      response: { status: 200, schema: mergeSchema.extend({ miningRun: z.string().nullable() }) },
      async handle({ params, principal }) {
        const undone = await database.transaction(async (tx) => {
          const row = await undo(tx, params.id, principal.id);
          return { row, run: await mineAnew(tx, row.source_id, principal.id) };
        });
        wakeUps.notify('outbox');
        return { status: 200, body: { ...viewOf(undone.row), miningRun: undone.run } };
      },
    }),
  ];
}

async function readMerge(executor: Executor, id: string): Promise<Row> {
  const found = await executor.query<Row>(`${MERGES} where m.id = $1`, [id]);
  const row = found.rows[0];
  if (!row) throw new DomainError('not_found', `There is no merge ${id}; list them with GET /v1/merges`);
  return row;
}

async function undo(tx: Executor, id: string, undoneBy: string): Promise<Row> {
  const undone = await tx.query(
    'update item_merges set undone_by = $2, undone_at = now() where id = $1 and undone_at is null',
    [id, undoneBy],
  );
  const row = await readMerge(tx, id);
  if (undone.rowCount === 0) throw new DomainError('conflict', 'These items were taken apart already');
  await appendAudit(tx, { actor: undoneBy, action: 'merge.undo', subject: id });
  return row;
}

function viewOf(row: Row): z.infer<typeof mergeSchema> {
  return {
    id: row.id,
    collectionId: row.collection_id,
    kind: itemKindSchema.parse(row.kind),
    aliasKey: row.alias_key,
    aliasName: row.alias_name,
    canonicalKey: row.canonical_key,
    canonicalName: row.canonical_name,
    reason: row.reason,
    similarity: row.similarity,
    sourceId: row.source_id,
    sourceTitle: row.source_title,
    otherSource: row.other_source,
    otherTitle: row.other_title,
    evidence: row.evidence,
    mergedBy: row.merged_by,
    mergedByName: row.merged_by_name,
    mergedAt: row.merged_at.toISOString(),
    undoneBy: row.undone_by,
    undoneByName: row.undone_by_name,
    undoneAt: row.undone_at?.toISOString() ?? null,
  };
}
