import { z } from 'zod';
import { type Route, route } from '../../http/route.ts';
import type { CompositionSwitches } from './composition-switches.ts';

const params = z.strictObject({ id: z.string().min(1).max(300) });
const switchSchema = z.strictObject({
  /** Whether a model may compose from the collection's text. */
  on: z.boolean(),
});

/** For whoever runs the service: from which collections a model may compose. */
export function compositionRoutes(switches: CompositionSwitches): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/collections/{id}/composition',
      operationId: 'readComposition',
      summary: 'Whether a model may compose from the text of a collection',
      tag: 'operations',
      access: 'collections:read',
      params,
      response: { status: 200, schema: switchSchema },
      handle: async ({ params: { id } }) => ({ status: 200, body: { on: await switches.read(id) } }),
    }),
    route({
      method: 'put',
      path: '/v1/collections/{id}/composition',
      operationId: 'switchComposition',
      summary: 'Let a model compose from the text of a collection, or not, in every process within five seconds',
      tag: 'operations',
      access: 'collections:write',
      params,
      body: switchSchema,
      response: { status: 200, schema: switchSchema },
      async handle({ params: { id }, body, principal }) {
        await switches.switchTo(id, body.on, principal.id);
        return { status: 200, body };
      },
    }),
  ];
}
