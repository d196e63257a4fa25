import { z } from 'zod';
import { instantSchema, maxStoredInt, type VersionState } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { decideOnVersions, type KeyedHash, type PublishedState, versionState } from '../../publishing/index.ts';
import type { ProposalsService } from '../proposals/index.ts';
import { itemFlowSchema, readItemFlow } from './item-flow.ts';
import {
  itemDetailSchema,
  itemListQuery,
  itemSummarySchema,
  listItems,
  readItem,
  readVersions,
  versionViewSchema,
} from './item-views.ts';
import { revertingPart } from './revert-version.ts';

const timeQuery = z.strictObject({ asOf: instantSchema.optional(), knownAt: instantSchema.optional() });
const versionParams = z.strictObject({
  id: z.string().min(1).max(100),
  version: z.coerce.number().int().min(1).max(maxStoredInt),
});
const reasonBody = z.strictObject({
  reason: z.string().trim().min(3, { error: 'say why; it is kept with the decision' }).max(2_000),
});

const summaries = {
  retract: 'Take a version out of force for good; it leaves every screen at once',
  suspend: 'Take a version out of force until it is resumed',
  resume: 'Put a suspended version back in force',
} as const;

export function itemsRoutes(
  database: Database,
  hash: KeyedHash,
  state: PublishedState,
  wakeUps: WakeUps,
  redact: (text: string) => string,
  proposals: Pick<ProposalsService, 'propose'>,
): readonly Route[] {
  return [
    revertRoute(database, redact, proposals),
    route({
      method: 'get',
      path: '/v1/items',
      operationId: 'listItems',
      summary: 'Items that were published, with the state of each',
      tag: 'curation',
      access: 'items:read',
      query: itemListQuery,
      response: { status: 200, schema: listOf(itemSummarySchema) },
      async handle({ query }) {
        const at = state.now();
        const inState = query.state === undefined ? null : idsInState(state, query.state);
        return { status: 200, body: await listItems(database, query, at, inState) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/items/{id}',
      operationId: 'getItem',
      summary: 'An item at a point of both times, with evidence and relations',
      tag: 'curation',
      access: 'items:read',
      params: idParams,
      query: timeQuery,
      response: { status: 200, schema: itemDetailSchema },
      async handle({ params, query }) {
        const now = state.now();
        const at = { asOf: query.asOf ?? now.asOf, knownAt: query.knownAt ?? now.knownAt };
        return { status: 200, body: await readItem(database, params.id, at) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/items/{id}/flow',
      operationId: 'getItemFlow',
      summary: 'The steps of an item and the ways between them at a point of both times, with what calls say of each',
      tag: 'curation',
      access: 'items:read',
      params: idParams,
      query: timeQuery,
      response: { status: 200, schema: itemFlowSchema },
      async handle({ params, query }) {
        const now = state.now();
        const at = { asOf: query.asOf ?? now.asOf, knownAt: query.knownAt ?? now.knownAt };
        return { status: 200, body: await readItemFlow(database, params.id, at) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/items/{id}/versions',
      operationId: 'listVersions',
      summary: 'Every version with all decisions on it',
      tag: 'curation',
      access: 'items:read',
      params: idParams,
      response: { status: 200, schema: listOf(versionViewSchema) },
      async handle({ params }) {
        const versions = await readVersions(database, params.id, state.now());
        return { status: 200, body: { items: versions, total: versions.length } };
      },
    }),
    ...(['retract', 'suspend', 'resume'] as const).map((action) =>
      route({
        method: 'post',
        path: `/v1/items/{id}/versions/{version}/${action}`,
        operationId: `${action}Version`,
        summary: summaries[action],
        tag: 'curation',
        access: 'decisions:write',
        idempotent: true,
        params: versionParams,
        body: reasonBody,
        response: { status: 201, schema: z.object({ position: z.int(), decidedAt: instant }) },
        async handle({ params, body, principal }) {
          const record = { action, approval: 'expert', decidedBy: principal.id, reason: redact(body.reason) } as const;
          const decision = await database.transaction((tx) =>
            decideOnVersions(tx, hash, record, [{ itemId: params.id, version: params.version }]),
          );
          wakeUps.notify('decisions');
          return { status: 201, body: { position: decision.position, decidedAt: decision.decidedAt.toISOString() } };
        },
      }),
    ),
  ];
}

function revertRoute(
  database: Database,
  redact: (text: string) => string,
  proposals: Pick<ProposalsService, 'propose'>,
): Route {
  return route({
    method: 'post',
    path: '/v1/items/{id}/versions/{version}/revert',
    operationId: 'proposeReversion',
    summary: 'Propose an earlier version again; it is reviewed as any change',
    tag: 'curation',
    access: 'proposals:write',
    idempotent: true,
    params: versionParams,
    body: reasonBody,
    response: { status: 201, schema: z.object({ proposalId: z.string() }) },
    async handle({ params, body, principal }) {
      const { collectionId, label, part } = await revertingPart(database, params.id, params.version);
      const draft = {
        title: `${label} · v${params.version}`.slice(0, 500),
        origin: 'revert',
        rationale: redact(body.reason),
        parts: [part],
      };
      const proposed = await proposals.propose(draft, { collectionId, proposedBy: principal.id });
      if (!proposed)
        throw new DomainError('conflict', 'This version says what the latest one says, or is proposed again already');
      return { status: 201, body: { proposalId: proposed.id } };
    },
  });
}

/** Items whose shown version is in that state, from memory: the states of all items at once are too much for a page. */
function idsInState(state: PublishedState, wanted: VersionState): string[] {
  const at = state.now();
  const ids: string[] = [];
  for (const item of state.items()) {
    const shown = state.inForce(item.itemId, at) ?? item.versions.at(-1);
    if (shown && versionState(shown, item.versions, at) === wanted) ids.push(item.itemId);
  }
  return ids;
}
