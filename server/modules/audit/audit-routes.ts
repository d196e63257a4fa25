import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { instant, listOf, listQuery } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphProjection } from '../../ports/graph-projection.ts';
import type { TextIndex } from '../../ports/text-index.ts';
import type { KeyedHash, Projector, PublishedState } from '../../publishing/index.ts';
import { verifyAudit } from './verify-chain.ts';
import { verifyProjections } from './verify-projections.ts';

const auditEntrySchema = z.object({
  id: z.int(),
  seq: z.int(),
  at: instant,
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  subject: z.string(),
  position: z.int().nullable(),
  details: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
const auditListQuery = listQuery(['seq'], {
  actor: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
});

interface Row {
  seq: number;
  at: Date;
  actor: string;
  actor_name: string;
  action: string;
  subject: string;
  position: number | null;
  details: Record<string, unknown>;
  hash: string;
}

interface Options {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly projector: Projector;
  readonly state: PublishedState;
  readonly textIndex: TextIndex;
  /** Forgets the projections and reads the whole log again. */
  readonly rebuild: () => Promise<void>;
  /** The graph server that follows the log, if there is one. */
  readonly graphServer?: GraphProjection | null;
}

const auditVerificationSchema = z.object({
  ok: z.boolean(),
  entries: z.int(),
  decisions: z.int(),
  headHash: z.string(),
  faults: z.array(z.object({ seq: z.int().nullable(), fault: z.string() })),
});
const graphVerificationSchema = z.object({
  ok: z.boolean(),
  position: z.int(),
  nodes: z.int(),
  edges: z.int(),
  versions: z.int(),
  faults: z.array(
    z.object({
      projection: z.enum(['graph', 'text', 'neo4j']),
      fault: z.enum(['missing', 'extra', 'stale']),
      itemId: z.string(),
      version: z.int(),
    }),
  ),
});

export function auditRoutes(options: Options): readonly Route[] {
  const { database, hash, projector, state, textIndex, rebuild, graphServer = null } = options;
  const verify = () => verifyProjections(database, projector, state, textIndex, graphServer);
  return [
    route({
      method: 'get',
      path: '/v1/audit',
      operationId: 'listAudit',
      summary: 'Who decided what, when, the newest first',
      tag: 'audit',
      access: 'audit:read',
      query: auditListQuery,
      response: { status: 200, schema: listOf(auditEntrySchema) },
      handle: async ({ query }) => ({ status: 200, body: await listAudit(database, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/audit/verification',
      operationId: 'verifyAudit',
      summary: 'Compute the audit chain anew and say what does not hold',
      tag: 'audit',
      access: 'audit:read',
      response: { status: 200, schema: auditVerificationSchema },
      handle: async () => ({ status: 200, body: await verifyAudit(database, hash) }),
    }),
    route({
      method: 'get',
      path: '/v1/graph/verification',
      operationId: 'verifyGraph',
      summary: 'Hold the graph, the text index and the graph server against the published log',
      tag: 'audit',
      access: 'graph:verify',
      response: { status: 200, schema: graphVerificationSchema },
      handle: async () => ({ status: 200, body: await verify() }),
    }),
    route({
      method: 'post',
      path: '/v1/graph/rebuild',
      operationId: 'rebuildGraph',
      summary: 'Build the graph and the text index anew from the published log, mend the graph server, and verify them',
      tag: 'audit',
      access: 'graph:rebuild',
      response: { status: 200, schema: graphVerificationSchema },
      async handle() {
        await rebuild();
        await rebuildGraphServer(graphServer);
        return { status: 200, body: await verify() };
      },
    }),
  ];
}

async function rebuildGraphServer(graphServer: GraphProjection | null): Promise<void> {
  try {
    await graphServer?.rebuild();
  } catch (cause) {
    throw new DomainError(
      'unavailable',
      'The graph server could not be mended; the graph in memory goes on answering. Rebuild again when it is back',
      {},
      { cause },
    );
  }
}

async function listAudit(database: Database, query: z.output<typeof auditListQuery>) {
  const params = [query.actor ?? null, query.action ?? null];
  const where = "($1::text is null or a.actor = $1) and ($2::text is null or a.action like $2 || '%')";
  const total = await database.query<{ total: number }>(
    `select count(*)::int as total from audit_log a where ${where}`,
    params,
  );
  const page = await database.query<Row>(
    `select a.*, coalesce(u.display_name, a.actor) as actor_name from audit_log a left join users u on u.id = a.actor where ${where}
      order by a.seq ${query.order} limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
    params,
  );
  const items = page.rows.map((row) => ({
    id: Number(row.seq),
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: row.actor,
    actorName: row.actor_name,
    action: row.action,
    subject: row.subject,
    position: row.position === null ? null : Number(row.position),
    details: row.details,
    hash: row.hash,
  }));
  return { items, total: total.rows[0]?.total ?? 0 };
}
