import { z } from 'zod';
import { itemKindSchema } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { appendAudit } from '../../publishing/index.ts';

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
  otherSource: z.string().nullable(),
  evidence: z.array(z.unknown()),
  mergedBy: z.string(),
  mergedAt: instant,
  undoneBy: z.string().nullable(),
  undoneAt: instant.nullable(),
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
  other_source: string | null;
  evidence: unknown[];
  merged_by: string;
  merged_at: Date;
  undone_by: string | null;
  undone_at: Date | null;
}

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
          `select * from item_merges order by id ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
        );
        return { status: 200, body: { items: page.rows.map(viewOf), total: total.rows[0]?.total ?? 0 } };
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

async function undo(tx: Executor, id: string, undoneBy: string): Promise<Row> {
  const found = await tx.query<Row>('select * from item_merges where id = $1 for update', [id]);
  const row = found.rows[0];
  if (!row) throw new DomainError('not_found', `There is no merge ${id}; list them with GET /v1/merges`);
  if (row.undone_at !== null) throw new DomainError('conflict', 'These items were taken apart already');
  const undone = await tx.query<Row>(
    'update item_merges set undone_by = $2, undone_at = now() where id = $1 returning *',
    [id, undoneBy],
  );
  await appendAudit(tx, { actor: undoneBy, action: 'merge.undo', subject: id });
  const after = undone.rows[0];
  if (!after) throw new Error('the merge was not written');
  return after;
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
    otherSource: row.other_source,
    evidence: row.evidence,
    mergedBy: row.merged_by,
    mergedAt: row.merged_at.toISOString(),
    undoneBy: row.undone_by,
    undoneAt: row.undone_at?.toISOString() ?? null,
  };
}
