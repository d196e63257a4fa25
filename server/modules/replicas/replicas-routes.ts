import { z } from 'zod';
import { instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Executor } from '../../ports/database.ts';

const replicaSchema = z.object({
  id: z.string(),
  role: z.enum(['web', 'worker', 'all']),
  host: z.string(),
  pid: z.int(),
  /** The newest migration that its program knows. */
  schemaVersion: z.int(),
  /** The last decision that it applied; null when it has no projections. */
  position: z.int().nullable(),
  /** How many decisions it has yet to apply. */
  behind: z.int().nullable(),
  /** Seen within the last five seconds. */
  alive: z.boolean(),
  /** Decisions that it could not take in; what they are about is withheld there. */
  setAside: z.int(),
  startedAt: instant,
  seenAt: instant,
});
export type ReplicaView = z.infer<typeof replicaSchema>;

interface Row {
  id: string;
  role: ReplicaView['role'];
  host: string;
  pid: number;
  schema_version: number;
  position: number;
  head: number;
  alive: boolean;
  set_aside: number;
  started_at: Date;
  seen_at: Date;
}

/** The processes on this database, those that live first. */
export async function listReplicas(executor: Executor): Promise<readonly ReplicaView[]> {
  const found = await executor.query<Row>(
    `select r.*, r.seen_at > clock_timestamp() - interval '5 seconds' as alive,
            (select coalesce(max(position), 0) from decisions) as head,
            (select count(*)::int from set_aside_decisions s where s.projection = 'state:' || r.id) as set_aside
       from replicas r order by alive desc, r.started_at, r.id`,
  );
  return found.rows.map((row) => {
    const position = row.role === 'worker' ? null : Number(row.position);
    return {
      id: row.id,
      role: row.role,
      host: row.host,
      pid: row.pid,
      schemaVersion: row.schema_version,
      position,
      behind: position === null ? null : Math.max(0, Number(row.head) - position),
      alive: row.alive,
      setAside: row.set_aside,
      startedAt: row.started_at.toISOString(),
      seenAt: row.seen_at.toISOString(),
    };
  });
}

/** For whoever runs the service: which processes there are, and how far each is. */
export function replicasRoutes(executor: Executor): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/replicas',
      operationId: 'listReplicas',
      summary: 'The processes on this database, and how far each has followed the published log',
      tag: 'operations',
      access: 'replicas:read',
      response: { status: 200, schema: listOf(replicaSchema) },
      async handle() {
        const items = [...(await listReplicas(executor))];
        return { status: 200, body: { items, total: items.length } };
      },
    }),
  ];
}
