import { z } from 'zod';
import { maxStoredInt, proposalStatuses } from '../../../graph-schema/index.ts';
import { DomainError } from '../../errors.ts';
import { idParams, instant, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { TextSearch } from '../../ports/text-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { isAllowed, type Principal } from '../access/index.ts';
import { type EditLock, holdEditLock, releaseEditLock } from './edit-lock.ts';
import type { Editor } from './editor.ts';
import { proposalDetailSchema, readProposal } from './proposal-views.ts';
import type { ProposalsService } from './proposals-service.ts';
import { relatedSchema, relatedTo } from './related-proposals.ts';

const etag = z.int().min(1).max(maxStoredInt);
const id = z.string().min(1).max(100);
const lockSchema = z.object({ holderId: z.string(), holderName: z.string(), since: instant, lapsesAt: instant });

const shownLock = ({ holderId, holderName, since, lapsesAt }: EditLock) => ({
  holderId,
  holderName,
  since: since.toISOString(),
  lapsesAt: lapsesAt.toISOString(),
});

/** The person who signed in; locks and reviews are no machine's. */
export function person(principal: Principal) {
  if (principal.type !== 'user') throw new DomainError('forbidden', 'Only a person who signed in can review');
  return { id: principal.id, roles: principal.roles };
}

/** Who changes a proposal, and whether they decide on such things as well. */
export const editorOf = (principal: Principal): Editor => ({
  id: principal.id,
  reviews: isAllowed(principal, 'reviews:write'),
});

interface ReviewRoutesOptions {
  readonly proposals: ProposalsService;
  readonly database: Database;
  readonly textIndex: TextSearch;
  readonly state: PublishedState;
  /** Takes personal data out of what people write beside the contents. */
  readonly redact: (text: string) => string;
}

/** What reviewing takes beside the proposals themselves: who is editing, what lies beside, splitting, merging, many at once. */
export function reviewRoutes(options: ReviewRoutesOptions): readonly Route[] {
  return [...lockRoutes(options), ...splitRoutes(options), relatedRoute(options), bulkRoute(options)];
}

function lockRoutes({ database }: ReviewRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'put',
      path: '/v1/proposals/{id}/lock',
      operationId: 'holdProposalLock',
      summary: 'Say that you are editing, again every 15 seconds while you do; it holds nobody back',
      tag: 'curation',
      access: 'proposals:write',
      params: idParams,
      body: z.strictObject({ takeOver: z.boolean().default(false) }),
      response: { status: 200, schema: lockSchema },
      async handle({ params, body, principal }) {
        const lock = await holdEditLock(database, params.id, person(principal).id, body.takeOver);
        return { status: 200, body: shownLock(lock) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/proposals/{id}/lock',
      operationId: 'releaseProposalLock',
      summary: 'Say that you are done editing',
      tag: 'curation',
      access: 'proposals:write',
      params: idParams,
      response: { status: 204 },
      async handle({ params, principal }) {
        await releaseEditLock(database, params.id, person(principal).id);
        return { status: 204 };
      },
    }),
  ];
}

function splitRoutes({ proposals, database, redact }: ReviewRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/proposals/{id}/split',
      operationId: 'splitProposal',
      summary: 'Make a proposal of its own of some parts; both are reviewed anew',
      tag: 'curation',
      access: 'proposals:write',
      params: idParams,
      ifMatch: true,
      body: z.strictObject({
        ordinals: z.array(z.int().min(0).max(maxStoredInt)).min(1).max(5_000),
        title: z.string().trim().min(1).max(500),
      }),
      response: {
        status: 201,
        schema: z.object({
          id: z.string(),
          /** Relations that stay behind although an end went along: they can be published only after it. */
          crossing: z.int(),
        }),
      },
      async handle({ params, body, ifMatch, principal }) {
        const command = { ordinals: body.ordinals, title: redact(body.title) };
        return { status: 201, body: await proposals.split(params.id, ifMatch, editorOf(principal), command) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/proposals/{id}/merge',
      operationId: 'mergeProposals',
      summary: 'Take another open proposal in, which is withdrawn; the whole is reviewed anew',
      tag: 'curation',
      access: 'proposals:write',
      params: idParams,
      ifMatch: true,
      body: z.strictObject({
        otherId: id,
        otherEtag: etag,
        /** Whose words stay where both are about the same item. */
        keep: z.enum(['this', 'other']).default('this'),
      }),
      response: { status: 200, schema: proposalDetailSchema },
      async handle({ params, body, ifMatch, principal }) {
        await proposals.merge(params.id, ifMatch, editorOf(principal), body);
        const proposal = await readProposal(database, params.id);
        return { status: 200, body: proposal, etag: proposal.etag };
      },
    }),
  ];
}

function relatedRoute({ database, textIndex, state }: ReviewRoutesOptions): Route {
  return route({
    method: 'get',
    path: '/v1/proposals/{id}/related',
    operationId: 'listRelatedProposals',
    summary: 'Likely duplicates of it and what contradicts it',
    tag: 'curation',
    access: 'proposals:read',
    params: idParams,
    response: { status: 200, schema: listOf(relatedSchema) },
    async handle({ params }) {
      const items = await relatedTo(database, { textIndex, state }, params.id);
      return { status: 200, body: { items, total: items.length } };
    },
  });
}

function bulkRoute({ proposals, redact }: ReviewRoutesOptions): Route {
  return route({
    method: 'post',
    path: '/v1/reviews',
    operationId: 'reviewProposals',
    summary: 'The same decision on several proposals, each checked for itself; tells of each what came of it',
    tag: 'curation',
    access: 'reviews:write',
    body: z
      .strictObject({
        decision: z.enum(['approve', 'reject', 'request_changes']),
        comment: z.string().trim().max(4_000).default(''),
        proposals: z
          .array(z.strictObject({ id, etag, contentHash: z.string().min(1).max(200) }))
          .min(1)
          .max(100),
      })
      .refine((body) => body.decision === 'approve' || body.comment.length > 0, {
        path: ['comment'],
        error: 'say why, so that whoever proposed it can act upon it',
      }),
    response: {
      status: 200,
      schema: z.object({
        results: z.array(
          z.object({
            id: z.string(),
            done: z.boolean(),
            status: proposalStatuses.schema.optional(),
            /** Where it was published, if this was the last approval needed. */
            position: z.int().nullable().optional(),
            code: z.string().optional(),
            reason: z.string().optional(),
          }),
        ),
      }),
    },
    async handle({ body, principal }) {
      const command = { decision: body.decision, comment: redact(body.comment) };
      return {
        status: 200,
        body: { results: await proposals.reviewEach(body.proposals, person(principal), command) },
      };
    },
  });
}
