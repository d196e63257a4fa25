import { z } from 'zod';
import type { HttpMetrics } from '../../http/metrics.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { Projector } from '../../publishing/index.ts';
import { withinTime } from '../../within-time.ts';

interface Options {
  readonly database: Database;
  /** Null in a process that serves no guidance. */
  readonly projector: Pick<Projector, 'lagMs' | 'position' | 'setAside'> | null;
  readonly metrics: HttpMetrics;
  readonly isClosing: () => boolean;
}

const maxLagMs = 2_000;
const answerMs = 2_000;
const liveSchema = z.object({ status: z.literal('live') });
const readySchema = z.object({
  status: z.enum(['ready', 'not_ready']),
  position: z.int(),
  reasons: z.array(z.string()),
  /** Decisions that this process could not take in, by their positions; what they are about is withheld here. */
  setAside: z.array(z.int()),
});

/** For whoever runs the service: is it alive, may it get traffic, how is it doing. */
export function healthRoutes({ database, projector, metrics, isClosing }: Options): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/health/live',
      operationId: 'getLiveness',
      summary: 'The process answers',
      tag: 'operations',
      access: 'public',
      response: { status: 200, schema: liveSchema },
      handle: async () => ({ status: 200, body: { status: 'live' } }),
    }),
    route({
      method: 'get',
      path: '/health/ready',
      operationId: 'getReadiness',
      summary: 'The database answers and this process is at the head of the published log; 503 if not',
      tag: 'operations',
      access: 'public',
      response: { status: 200, schema: readySchema },
      async handle() {
        const reasons: string[] = [];
        if (isClosing()) reasons.push('stopping');
        // Whoever asks wants an answer while the database hangs.
        const answered = await withinTime(database.query('select 1'), answerMs, () => new Error('late')).catch(
          () => null,
        );
        if (answered === null) reasons.push('the database does not answer');
        if (projector && projector.lagMs() > maxLagMs) reasons.push('behind the published log');
        const ready = reasons.length === 0;
        return {
          status: ready ? 200 : 503,
          body: {
            status: ready ? 'ready' : 'not_ready',
            position: projector?.position ?? 0,
            reasons,
            setAside: projector?.setAside().map(({ position }) => position) ?? [],
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      operationId: 'getMetrics',
      summary: 'Prometheus text format',
      tag: 'operations',
      access: 'public',
      response: { status: 200, contentType: 'text/plain' },
      handle: async () => ({ text: await metrics.text(), contentType: metrics.contentType }),
    }),
  ];
}
