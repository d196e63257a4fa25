import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { listOf } from '../../http/lists.ts';
import { type Route, route, type SseMessage } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphProjection } from '../../ports/graph-projection.ts';
import type { TextIndex } from '../../ports/text-index.ts';
import type { KeyedHash, Projector, PublishedState } from '../../publishing/index.ts';
import {
  type AuditEntryView,
  auditEntrySchema,
  auditFilterQuery,
  auditListQuery,
  entriesOf,
  listAudit,
} from './audit-entries.ts';
import { exportAudit, exportFormats } from './export-audit.ts';
import { auditVerification, verifyAudit } from './verify-chain.ts';
import { verifyProjections } from './verify-projections.ts';

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

const exportQuery = auditFilterQuery.extend({ format: z.enum(exportFormats).default('jsonl') });
const contentTypes = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' } as const;

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
      method: 'post',
      path: '/v1/audit/verifications',
      operationId: 'followAuditVerification',
      summary:
        'Compute the audit chain anew, as an event stream: progress events, then the result with the entries that its faults name',
      tag: 'audit',
      access: 'audit:read',
      response: { status: 200, contentType: 'text/event-stream' },
      handle: async ({ signal }) => ({ stream: verificationEvents(database, hash, signal) }),
    }),
    route({
      method: 'get',
      path: '/v1/audit/export',
      operationId: 'exportAudit',
      summary:
        'The audit log, or the part of it that is asked for, as JSON lines or CSV; the export is itself recorded',
      tag: 'audit',
      access: 'audit:read',
      query: exportQuery,
      response: { status: 200, contentType: 'application/x-ndjson' },
      async handle({ query: { format, ...filter }, principal }) {
        return {
          status: 200,
          headers: {
            'content-type': contentTypes[format],
            'content-disposition': `attachment; filename="audit.${format}"`,
          },
          content: await exportAudit(database, filter, format, principal.id),
        };
      },
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

async function* verificationEvents(
  database: Database,
  hash: KeyedHash,
  signal: AbortSignal,
): AsyncGenerator<SseMessage> {
  const verification = auditVerification(database, hash);
  for (;;) {
    const step = await verification.next();
    if (signal.aborted) return;
    if (!step.done) {
      yield { event: 'progress', data: step.value };
      continue;
    }
    const seqs = step.value.faults.flatMap(({ seq }) => (seq === null ? [] : [seq]));
    const named = new Map<number, AuditEntryView>(
      (await entriesOf(database, seqs)).map((entry) => [entry.seq, entry] as const),
    );
    const faults = step.value.faults.map((fault) => ({
      ...fault,
      entry: fault.seq === null ? null : (named.get(fault.seq) ?? null),
    }));
    yield { event: 'result', data: { ...step.value, faults } };
    return;
  }
}
