import { z } from 'zod';
import { changesetActions, changesetStatuses } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import type { Principal } from '../access/index.ts';
import {
  changesetItemSchema,
  deliverySchema,
  differenceSchema,
  readDelivery,
  readDifference,
  readItems,
} from './change-views.ts';
import {
  changesetDetailSchema,
  changesetListQuery,
  changesetSummarySchema,
  listChangesets,
  readChangeset,
} from './changeset-views.ts';
import type { ChangesetsService } from './changesets-service.ts';

const zone = z
  .string()
  .max(60)
  .refine((name) => isZone(name), { error: 'name a time zone as Asia/Shanghai' });
const title = z.string().trim().min(1).max(500);
const fields = {
  rationale: z.string().trim().max(4_000).optional(),
  /** A local time in `zone` (2026-04-01T00:00) or an instant; null: as soon as it is published. */
  effectiveAt: z.string().max(40).nullable().optional(),
  zone: zone.optional(),
};
const id = z.string().min(1).max(100);
const comment = z.string().trim().max(4_000).default('');

const decisionsBody = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        itemId: id,
        action: changesetActions.schema,
        note: comment,
        /** The edited words, with `update`. */
        content: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .min(1)
    .max(1_000),
});
const comparisonBody = z
  .strictObject({ targetId: id, sourceId: id.optional(), runId: id.optional() })
  .refine((body) => (body.sourceId === undefined) !== (body.runId === undefined), {
    path: ['sourceId'],
    error: 'name the document by sourceId, or the upload that brought it by runId',
  });
const reviewBody = z
  .strictObject({
    decision: z.enum(['approve', 'request_changes']),
    comment,
    contentHash: z.string().min(1).max(200),
  })
  .refine((body) => body.decision === 'approve' || body.comment.length > 0, {
    path: ['comment'],
    error: 'say why, so that whoever drew it up can act upon it',
  });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function person(principal: Principal) {
  if (principal.type !== 'user') throw new DomainError('forbidden', 'Only a person who signed in can review');
  return { id: principal.id, roles: principal.roles };
}

interface Options {
  readonly changesets: ChangesetsService;
  readonly database: Database;
  readonly hash: KeyedHash;
  /** Takes personal data out of what people write beside the contents. */
  readonly redact: (text: string) => string;
}

/** Changes that go live together. */
export function changesetsRoutes({ changesets, database, hash, redact }: Options): readonly Route[] {
  const detail = async (changesetId: string, status = 200) => {
    const body = await readChangeset(database, hash, changesetId);
    return { status, body, etag: body.etag };
  };
  const answer = { status: 200, schema: changesetDetailSchema } as const;
  const shared = { tag: 'curation', params: idParams } as const;
  const reading = { ...shared, method: 'get', access: 'changesets:read' } as const;
  const writing = { ...shared, access: 'changesets:write', ifMatch: true, response: answer } as const;
  const written = <T extends { title?: string | undefined; rationale?: string | undefined }>(body: T): T => ({
    ...body,
    ...(body.title === undefined ? {} : { title: redact(body.title) }),
    ...(body.rationale === undefined ? {} : { rationale: redact(body.rationale) }),
  });
  return [
    route({
      method: 'get',
      path: '/v1/changesets',
      operationId: 'listChangesets',
      summary: 'Changesets, the last changed first',
      tag: 'curation',
      access: 'changesets:read',
      query: changesetListQuery,
      response: { status: 200, schema: listOf(changesetSummarySchema) },
      handle: async ({ query }) => ({ status: 200, body: await listChangesets(database, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/changesets',
      operationId: 'createChangeset',
      summary: 'Open a changeset: changes that go live together, at once or from a moment on',
      tag: 'curation',
      access: 'changesets:write',
      idempotent: true,
      body: z.strictObject({ title, ...fields }),
      response: { status: 201, schema: changesetDetailSchema },
      handle: async ({ body, principal }) => detail(await changesets.create(principal.id, written(body)), 201),
    }),
    route({
      ...reading,
      path: '/v1/changesets/{id}',
      operationId: 'getChangeset',
      summary: 'A changeset with its reviews and what is still needed',
      response: answer,
      handle: ({ params }) => detail(params.id),
    }),
    route({
      ...writing,
      method: 'patch',
      path: '/v1/changesets/{id}',
      operationId: 'editChangeset',
      summary: 'Rename an open changeset, or set when it takes effect: everything in it then holds from that moment on',
      body: z.strictObject({ title: title.optional(), ...fields }),
      async handle({ params, body, ifMatch, principal }) {
        await changesets.edit(params.id, ifMatch, principal.id, written(body));
        return detail(params.id);
      },
    }),
    route({
      ...reading,
      path: '/v1/changesets/{id}/comparison',
      operationId: 'getComparison',
      summary: 'The difference clause by clause: added, changed, removed, renumbered, unchanged',
      response: { status: 200, schema: differenceSchema },
      handle: async ({ params }) => ({ status: 200, body: await readDifference(database, params.id) }),
    }),
    route({
      ...writing,
      method: 'post',
      path: '/v1/changesets/{id}/comparison',
      operationId: 'compareVersion',
      summary:
        'Compare an uploaded document, as the new version of a regulation or product, with what is in force, and draw up what follows from it',
      body: comparisonBody,
      async handle({ params, body, ifMatch, principal }) {
        await changesets.compare(params.id, ifMatch, principal.id, body);
        return detail(params.id);
      },
    }),
    route({
      ...reading,
      path: '/v1/changesets/{id}/items',
      operationId: 'listChangesetItems',
      summary: 'What leans on what changes, the most used first, and what becomes of each',
      response: { status: 200, schema: listOf(changesetItemSchema) },
      async handle({ params }) {
        const items = await readItems(database, params.id);
        return { status: 200, body: { items, total: items.length } };
      },
    }),
    route({
      ...writing,
      method: 'put',
      path: '/v1/changesets/{id}/items',
      operationId: 'decideChangesetItems',
      summary:
        'Say what becomes of items: updated with edited words, suspended, retired, or kept since they are still right',
      body: decisionsBody,
      async handle({ params, body, ifMatch, principal }) {
        const decisions = body.decisions.map((decision) => ({ ...decision, note: redact(decision.note) }));
        await changesets.decide(params.id, ifMatch, principal.id, decisions);
        return detail(params.id);
      },
    }),
    route({
      ...writing,
      method: 'post',
      path: '/v1/changesets/{id}/proposals',
      operationId: 'addChangesetProposal',
      summary: 'Have a proposal that waits go live with the changeset; it is then reviewed with it',
      body: z.strictObject({ proposalId: id }),
      async handle({ params, body, ifMatch, principal }) {
        await changesets.addProposal(params.id, ifMatch, principal.id, body.proposalId);
        return detail(params.id);
      },
    }),
    route({
      ...writing,
      method: 'delete',
      path: '/v1/changesets/{id}/proposals/{proposalId}',
      operationId: 'removeChangesetProposal',
      summary: 'Let a proposal go its own way again',
      params: z.strictObject({ id, proposalId: id }),
      async handle({ params, ifMatch, principal }) {
        await changesets.removeProposal(params.id, ifMatch, principal.id, params.proposalId);
        return detail(params.id);
      },
    }),
    ...(['submit', 'reopen', 'abandon', 'rebase'] as const).map((command) =>
      route({
        ...writing,
        method: 'post',
        path: `/v1/changesets/{id}/${command}`,
        operationId: `${command}Changeset`,
        summary: {
          submit: 'Put it into review; refused while something that leans on the changes is not decided',
          reopen: 'Change it again; its approvals are set aside',
          abandon: 'Give it up; proposals that were put into it go their own way again',
          rebase: 'Take what was decided since as the base; items that moved are to be decided anew',
        }[command],
        async handle({ params, ifMatch, principal }) {
          await changesets[command](params.id, ifMatch, principal.id);
          return detail(params.id);
        },
      }),
    ),
    route({
      ...shared,
      method: 'post',
      path: '/v1/changesets/{id}/reviews',
      operationId: 'reviewChangeset',
      summary: 'Approve, or ask for changes of, exactly the changeset that was seen',
      access: 'reviews:write',
      ifMatch: true,
      body: reviewBody,
      response: { status: 201, schema: z.object({ reviewId: z.string(), status: changesetStatuses.schema }) },
      async handle({ params, body, ifMatch, principal }) {
        const review = { ...body, comment: redact(body.comment) };
        return { status: 201, body: await changesets.review(params.id, ifMatch, person(principal), review) };
      },
    }),
    route({
      ...shared,
      method: 'post',
      path: '/v1/changesets/{id}/publish',
      operationId: 'publishChangeset',
      summary: 'Put an approved changeset into the log in one transaction; it holds at once, or from its moment on',
      access: 'changesets:write',
      ifMatch: true,
      body: z.strictObject({ reason: z.string().trim().max(2_000).default('') }),
      response: { status: 201, schema: z.object({ position: z.int(), decidedAt: instant }) },
      async handle({ params, body, ifMatch, principal }) {
        const decision = await changesets.publish(params.id, ifMatch, principal.id, redact(body.reason));
        return { status: 201, body: { position: decision.position, decidedAt: decision.decidedAt.toISOString() } };
      },
    }),
    route({
      ...reading,
      path: '/v1/changesets/{id}/delivery',
      operationId: 'getChangesetDelivery',
      summary: 'Which calls lost a card to a published changeset, and which show its versions',
      response: { status: 200, schema: deliverySchema },
      handle: async ({ params }) => ({ status: 200, body: await readDelivery(database, params.id) }),
    }),
  ];
}
