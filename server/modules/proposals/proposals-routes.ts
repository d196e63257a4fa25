import { z } from 'zod';
import {
  instantTextSchema,
  maxStoredInt,
  type ProposalStatus,
  proposalDraftSchema,
  proposalStatuses,
} from '../../../graph-schema/index.ts';
import { defaultCollection } from '../../default-collection.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf, pageFields } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import {
  listParts,
  listProposals,
  partViewSchema,
  proposalDetailSchema,
  proposalListQuery,
  proposalSummarySchema,
  readProposal,
  readReviews,
  reviewSchema,
} from './proposal-views.ts';
import type { ProposalsService } from './proposals-service.ts';
import { editorOf, person } from './review-routes.ts';

const nullableInstant = instantTextSchema.nullable().optional();
const editBody = z.strictObject({
  title: z.string().trim().min(1).max(500).optional(),
  rationale: z.string().trim().max(4_000).optional(),
  parts: z
    .array(
      z.strictObject({
        ordinal: z.int().min(0).max(maxStoredInt),
        content: z.record(z.string(), z.unknown()).optional(),
        struck: z.boolean().optional(),
        validFrom: nullableInstant,
        validTo: nullableInstant,
      }),
    )
    .max(1_000)
    .optional(),
});

const reviewBody = z
  .strictObject({
    decision: z.enum(['approve', 'reject', 'request_changes']),
    comment: z.string().trim().max(4_000).default(''),
    contentHash: z.string().min(1).max(200),
  })
  .refine((body) => body.decision === 'approve' || body.comment.length > 0, {
    path: ['comment'],
    error: 'say why, so that whoever proposed it can act upon it',
  });

const pageQuery = z.strictObject({
  ...pageFields(100),
});

/** `redact` takes personal data out of what people write beside the contents. */
export function proposalsRoutes(
  service: ProposalsService,
  database: Database,
  redact: (text: string) => string,
): readonly Route[] {
  const detail = async (id: string, status = 200) => {
    const proposal = await readProposal(database, id);
    return { status, body: proposal, etag: proposal.etag };
  };
  return [
    route({
      method: 'get',
      path: '/v1/proposals',
      operationId: 'listProposals',
      summary: 'Proposals, the most urgent first',
      tag: 'curation',
      access: 'proposals:read',
      query: proposalListQuery,
      response: { status: 200, schema: listOf(proposalSummarySchema) },
      handle: async ({ query }) => ({ status: 200, body: await listProposals(database, query) }),
    }),
    route({
      method: 'post',
      path: '/v1/proposals',
      operationId: 'createProposal',
      summary: 'Suggest an item or a bundle; every part with evidence',
      tag: 'curation',
      access: 'proposals:write',
      idempotent: true,
      body: proposalDraftSchema
        .omit({ origin: true })
        .extend({ collectionId: z.string().max(100).default(defaultCollection) }),
      response: { status: 201, schema: proposalDetailSchema },
      async handle({ body, principal }) {
        const { collectionId, ...draft } = body;
        const proposed = await service.propose(
          { ...draft, title: redact(draft.title), rationale: redact(draft.rationale), origin: 'person' },
          { collectionId, proposedBy: principal.id },
        );
        if (!proposed)
          throw new DomainError(
            'conflict',
            'This says nothing new: it is in force, or proposed, in the same words already',
          );
        return detail(proposed.id, 201);
      },
    }),
    route({
      method: 'get',
      path: '/v1/proposals/{id}',
      operationId: 'getProposal',
      summary: 'A proposal with its reviews and what is still needed',
      tag: 'curation',
      access: 'proposals:read',
      params: idParams,
      response: { status: 200, schema: proposalDetailSchema },
      handle: ({ params }) => detail(params.id),
    }),
    route({
      method: 'get',
      path: '/v1/proposals/{id}/parts',
      operationId: 'listProposalParts',
      summary: 'The items and relations that it would publish, with their evidence',
      tag: 'curation',
      access: 'proposals:read',
      params: idParams,
      query: pageQuery,
      response: { status: 200, schema: listOf(partViewSchema) },
      handle: async ({ params, query }) => ({
        status: 200,
        body: await listParts(database, params.id, query.page, query.perPage),
      }),
    }),
    route({
      method: 'patch',
      path: '/v1/proposals/{id}',
      operationId: 'editProposal',
      summary: 'Edit parts or strike them out; approvals of the earlier content no longer count',
      tag: 'curation',
      access: 'proposals:write',
      params: idParams,
      body: editBody,
      ifMatch: true,
      response: { status: 200, schema: proposalDetailSchema },
      async handle({ params, body, ifMatch, principal }) {
        const { title, rationale, parts } = body;
        await service.edit(params.id, ifMatch, editorOf(principal), {
          title: title === undefined ? undefined : redact(title),
          rationale: rationale === undefined ? undefined : redact(rationale),
          parts,
        });
        return detail(params.id);
      },
    }),
    ...(['withdraw', 'submit', 'rebase'] as const).map((command) =>
      route({
        method: 'post',
        path: `/v1/proposals/{id}/${command}`,
        operationId: `${command}Proposal`,
        summary: {
          withdraw: 'Take a proposal back',
          submit: 'Put a draft, or one whose changes were asked for, into review',
          rebase: 'Take what was decided since as the new base; it must be reviewed again',
        }[command],
        tag: 'curation',
        access: 'proposals:write',
        params: idParams,
        ifMatch: true,
        response: { status: 200, schema: proposalDetailSchema },
        async handle({ params, ifMatch, principal }) {
          await service[command](params.id, ifMatch, editorOf(principal));
          return detail(params.id);
        },
      }),
    ),
    route({
      method: 'post',
      path: '/v1/proposals/{id}/reviews',
      operationId: 'reviewProposal',
      summary:
        'Approve, reject, or ask for changes of exactly the content that was seen; the last approval needed publishes it',
      tag: 'curation',
      access: 'reviews:write',
      params: idParams,
      body: reviewBody,
      ifMatch: true,
      response: {
        status: 201,
        schema: z.object({
          reviewId: z.string(),
          status: proposalStatuses.schema,
          published: z.object({ position: z.int(), decidedAt: instant }).nullable(),
        }),
      },
      async handle({ params, body, ifMatch, principal }) {
        const { reviewId, status, published } = await service.review(params.id, ifMatch, person(principal), {
          ...body,
          comment: redact(body.comment),
        });
        const shown: { reviewId: string; status: ProposalStatus; published: unknown } = {
          reviewId,
          status,
          published: published && { position: published.position, decidedAt: published.decidedAt.toISOString() },
        };
        return { status: 201, body: shown };
      },
    }),
    route({
      method: 'get',
      path: '/v1/reviews',
      operationId: 'listReviews',
      summary: 'The newest reviews',
      tag: 'curation',
      access: 'proposals:read',
      query: z.strictObject({ proposalId: z.string().max(100).optional() }),
      response: { status: 200, schema: listOf(reviewSchema) },
      async handle({ query }) {
        const reviews = await readReviews(database, query.proposalId ?? null);
        return { status: 200, body: { items: reviews, total: reviews.length } };
      },
    }),
  ];
}
