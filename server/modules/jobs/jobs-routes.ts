import { z } from 'zod';
import { maxStoredInt } from '../../../graph-schema/index.ts';
import { listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { jobListQuery, jobSchema, listJobs, replayJob } from './job-views.ts';
import {
  listSetAsideDecisions,
  type ReplayDecision,
  replaySetAsideDecision,
  setAsideDecisionListQuery,
  setAsideDecisionSchema,
} from './set-aside-decisions.ts';

interface Options {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  readonly replay: ReplayDecision;
}

const jobParams = z.strictObject({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const decisionParams = z.strictObject({
  projection: z.string().min(1).max(300),
  position: z.coerce.number().int().min(1).max(maxStoredInt),
});

/** For whoever runs the service: what work is waiting, running, stuck, and to have it tried again. */
export function jobsRoutes({ database, wakeUps, replay }: Options): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/jobs',
      operationId: 'listJobs',
      summary: 'Jobs that were asked for, the newest first; those that are done for a week',
      tag: 'operations',
      access: 'jobs:read',
      query: jobListQuery,
      response: { status: 200, schema: listOf(jobSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listJobs(database, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/jobs/{id}/replay',
      operationId: 'replayJob',
      summary: 'Have a job tried again that failed as often as it may',
      tag: 'operations',
      access: 'jobs:replay',
      params: jobParams,
      response: { status: 200, schema: jobSchema },
      async handle({ params, principal }) {
        const job = await replayJob(database, params.id, principal.id);
        wakeUps.notify('outbox');
        return { status: 200, body: job };
      },
    }),
    route({
      method: 'get',
      path: '/v1/set-aside-decisions',
      operationId: 'listSetAsideDecisions',
      summary: 'Decisions that a projection could not take in; what they are about is withheld there',
      tag: 'operations',
      access: 'jobs:read',
      query: setAsideDecisionListQuery,
      response: { status: 200, schema: listOf(setAsideDecisionSchema) },
      handle: async ({ query }) => ({ status: 200, body: await listSetAsideDecisions(database, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/set-aside-decisions/{projection}/{position}/replay',
      operationId: 'replaySetAsideDecision',
      summary: 'Have a projection of this process try a decision again that it set aside',
      tag: 'operations',
      access: 'jobs:replay',
      params: decisionParams,
      response: { status: 200, schema: z.object({ takenIn: z.boolean() }) },
      handle: async ({ params, principal }) => ({
        status: 200,
        body: await replaySetAsideDecision(database, replay, params, principal.id),
      }),
    }),
  ];
}
