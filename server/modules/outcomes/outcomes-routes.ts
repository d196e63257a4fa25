import { z } from 'zod';
import { defaultCollection } from '../../default-collection.ts';
import { idParams, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { outcomeReportSchema } from './outcome-report.ts';
import { callOutcomeView, listReports, outcomeListQuery, outcomeReportView, readCallOutcome } from './outcome-views.ts';
import type { OutcomesService } from './outcomes-service.ts';

const reportBody = z.strictObject({
  collectionId: z
    .string()
    .regex(/^[\w.-]{1,60}$/, { error: 'has 1 to 60 letters, digits, dots, dashes' })
    .default(defaultCollection),
  /** One or many; all are stored, or none. */
  reports: z.array(outcomeReportSchema).min(1).max(1_000),
});
const reportAnswer = z.object({
  stored: z.int(),
  unchanged: z.int(),
  waiting: z.int(),
  reports: z.array(
    z.object({ callRef: z.string(), source: z.string(), status: z.enum(['new', 'unchanged']), waiting: z.boolean() }),
  ),
});

export function outcomesRoutes(service: OutcomesService, database: Database): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/outcomes',
      operationId: 'reportOutcomes',
      summary: 'How calls ended, as a source tells it; a report that comes before its call waits for it',
      tag: 'calls',
      access: 'outcomes:write',
      idempotent: true,
      body: reportBody,
      response: { status: 200, schema: reportAnswer },
      async handle({ body, principal }) {
        const reports = await service.report(body.collectionId, principal.id, body.reports);
        const stored = reports.filter(({ status }) => status === 'new').length;
        const waiting = reports.filter((report) => report.waiting).length;
        return { status: 200, body: { stored, unchanged: reports.length - stored, waiting, reports } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/outcomes',
      operationId: 'listOutcomes',
      summary: 'Reports of how calls ended, the newest first',
      tag: 'calls',
      access: 'outcomes:read',
      query: outcomeListQuery,
      response: { status: 200, schema: listOf(outcomeReportView) },
      handle: async ({ query }) => ({ status: 200, body: await listReports(database, service, query) }),
    }),
    route({
      method: 'get',
      path: '/v1/sources/{id}/outcome',
      operationId: 'getSourceOutcome',
      summary: "How a source's call ended: what counts, and every report behind it",
      tag: 'sources',
      access: 'outcomes:read',
      params: idParams,
      response: { status: 200, schema: callOutcomeView },
      handle: async ({ params }) => ({ status: 200, body: await readCallOutcome(database, service.rules, params.id) }),
    }),
  ];
}
