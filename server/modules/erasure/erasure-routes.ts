import { z } from 'zod';
import { instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { countsSchema, erasureReportSchema } from './erasure.ts';
import type { ErasureService } from './erasure-service.ts';

const id = z.string().trim().min(1).max(500);
const erasureBody = z
  .strictObject({
    /** The customer's id as the files and the call platform write it; it is not stored. */
    customerId: id.optional(),
    /** The customer's keyed pseudonym, where the id is not known any more. */
    pseudonym: z
      .string()
      .trim()
      .regex(/^[0-9a-f]{32}$/, 'a pseudonym is 32 hexadecimal digits')
      .optional(),
    sourceId: z.string().trim().min(1).max(100).optional(),
    /** Say what would be erased, and change nothing. */
    dryRun: z.boolean().default(false),
  })
  .refine(
    (body) => [body.customerId, body.pseudonym, body.sourceId].filter((name) => name !== undefined).length === 1,
    {
      error: 'name one of customerId, pseudonym and sourceId',
    },
  );

const erasureSchema = z.object({
  id: z.string(),
  target: z.enum(['customer', 'source']),
  requestedBy: z.string(),
  counts: countsSchema,
  position: z.int().nullable(),
  erasedAt: instant,
  finishedAt: instant.nullable(),
});

interface Options {
  readonly erasures: ErasureService;
  readonly database: Database;
  readonly pseudonym: (customerId: string) => string;
}

export function erasureRoutes({ erasures, database, pseudonym }: Options): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/erasures',
      operationId: 'erase',
      summary: 'Forget a customer or a source: everything that was said, and what rests on it alone',
      tag: 'sources',
      access: 'erasures:write',
      body: erasureBody,
      response: { status: 200, schema: erasureReportSchema },
      async handle({ body, principal }) {
        const { customerId, pseudonym: known, sourceId, dryRun } = body;
        const target =
          sourceId === undefined
            ? ({ kind: 'customer', pseudonym: known ?? pseudonym(customerId ?? '') } as const)
            : ({ kind: 'source', sourceId } as const);
        return { status: 200, body: await erasures.erase(target, principal.id, dryRun) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/erasures',
      operationId: 'listErasures',
      summary: 'What was erased when, in counts; whose it was is not told',
      tag: 'sources',
      access: 'erasures:write',
      query: listQuery(['erasedAt'], {}),
      response: { status: 200, schema: listOf(erasureSchema) },
      async handle({ query }) {
        const total = await database.query<{ total: number }>('select count(*)::int as total from erasures');
        const page = await database.query<{
          id: string;
          target: 'customer' | 'source';
          requested_by: string;
          counts: unknown;
          position: number | null;
          erased_at: Date;
          finished_at: Date | null;
        }>(
          `select id, target, requested_by, counts, position, erased_at, finished_at from erasures
            order by seq ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
        );
        const items = page.rows.map(({ requested_by, erased_at, finished_at, position, ...row }) => ({
          ...row,
          requestedBy: requested_by,
          position: position === null ? null : Number(position),
          erasedAt: erased_at.toISOString(),
          finishedAt: finished_at?.toISOString() ?? null,
        }));
        return { status: 200, body: { items, total: total.rows[0]?.total ?? 0 } };
      },
    }),
  ];
}
