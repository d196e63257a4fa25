import { z } from 'zod';
import { languages } from '../../../graph-schema/index.ts';
import { defaultCollection } from '../../default-collection.ts';
import { DomainError, notFound } from '../../errors.ts';
import { idParams, listOf } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { isAllowed, type Principal } from '../access/index.ts';
import { attestationListQuery, attestationSchema, listAttestations, readAttestation } from './attestation-views.ts';
import type { AttestationsService } from './attestations-service.ts';

const words = {
  title: z.string().trim().min(1).max(300).optional(),
  text: z.string().trim().min(1).max(20_000),
  language: languages.schema.optional(),
};
const id = z.string().min(1).max(100);
const attestBody = z.strictObject({
  ...words,
  about: z.strictObject({ itemId: id.optional() }).optional(),
  /** The live call in which it is given. */
  callId: id.optional(),
  collectionId: id.default(defaultCollection),
  /** Draw up a proposal with these words right away; needs the right to propose. */
  proposeAs: z.enum(['script', 'step']).optional(),
});
const created = attestationSchema.extend({ proposalId: z.string().nullable() });

interface Options {
  readonly attestations: AttestationsService;
  readonly database: Database;
}

export function attestationsRoutes({ attestations, database }: Options): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/attestations',
      operationId: 'attest',
      summary: 'Say how you handle something: your own words become a source that evidence can lie in',
      tag: 'sources',
      access: 'attestations:write',
      idempotent: true,
      body: attestBody,
      response: { status: 201, schema: created },
      async handle({ body, principal }) {
        const authorId = person(principal);
        if (body.proposeAs !== undefined && !isAllowed(principal, 'proposals:write')) {
          throw new DomainError(
            'forbidden',
            'Proposing is for annotators and reviewers; leave proposeAs out, and they will find it',
          );
        }
        await refuseForeignCall(database, body.callId, principal);
        const { title, text, language, about, callId, collectionId, proposeAs } = body;
        const source = await attestations.attest({
          title,
          text,
          language,
          itemId: about?.itemId,
          callId,
          collectionId,
          authorId,
        });
        const proposalId = proposeAs === undefined ? null : await attestations.propose(source, proposeAs, principal.id);
        return { status: 201, body: { ...(await readAttestation(database, source, null)), proposalId } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/attestations',
      operationId: 'listAttestations',
      summary: 'What experts said of how they handle something; agents see their own',
      tag: 'sources',
      access: 'attestations:read',
      query: attestationListQuery,
      response: { status: 200, schema: listOf(attestationSchema) },
      handle: async ({ query, principal }) => ({
        status: 200,
        body: await listAttestations(database, query, onlyOwn(principal)),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/attestations/{id}',
      operationId: 'getAttestation',
      summary: 'An attestation in its latest revision',
      tag: 'sources',
      access: 'attestations:read',
      params: idParams,
      response: { status: 200, schema: attestationSchema },
      handle: async ({ params, principal }) => ({
        status: 200,
        body: await readAttestation(database, params.id, onlyOwn(principal)),
      }),
    }),
    route({
      method: 'post',
      path: '/v1/attestations/{id}/revisions',
      operationId: 'reviseAttestation',
      summary: 'Say it anew; the revision before stays, and evidence in it holds',
      tag: 'sources',
      access: 'attestations:write',
      params: idParams,
      body: z.strictObject(words),
      response: { status: 201, schema: attestationSchema },
      async handle({ params, body, principal }) {
        await attestations.revise(params.id, person(principal), body);
        return { status: 201, body: await readAttestation(database, params.id, null) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/attestations/{id}/proposals',
      operationId: 'proposeAttestation',
      summary: 'Draw up a proposal with its words, and evidence in all of them',
      tag: 'sources',
      access: 'proposals:write',
      params: idParams,
      body: z.strictObject({ as: z.enum(['script', 'step']) }),
      response: { status: 201, schema: z.object({ proposalId: z.string() }) },
      handle: async ({ params, body, principal }) => ({
        status: 201,
        body: { proposalId: await attestations.propose(params.id, body.as, principal.id) },
      }),
    }),
  ];
}

function person(principal: Principal): string {
  if (principal.type !== 'user') throw new DomainError('forbidden', 'Only a person who signed in can attest something');
  return principal.id;
}

/** Whoever may read sources reads them all; an agent has their own. */
const onlyOwn = (principal: Principal): string | null => (isAllowed(principal, 'sources:read') ? null : principal.id);

/** A call of somebody else is not told apart from none. */
async function refuseForeignCall(database: Database, callId: string | undefined, principal: Principal): Promise<void> {
  if (callId === undefined) return;
  const own = await database.query('select 1 from calls where id = $1 and created_by = $2 and erased_at is null', [
    callId,
    principal.id,
  ]);
  if (own.rowCount === 0) throw notFound('call', callId);
}
