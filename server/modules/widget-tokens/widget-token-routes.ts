import { z } from 'zod';
import { DomainError } from '../../errors.ts';
import { idParams, instant } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { readOwnCall } from '../calls/index.ts';
import type { WidgetToken, WidgetTokens } from './widget-tokens.ts';

const tokenSchema = z.object({ id: z.string(), callId: z.string(), expiresAt: instant });
const tokenBody = z.strictObject({ minutes: z.int().min(1).max(60).default(15) });
const tokenParams = idParams.extend({ tokenId: z.string().min(1).max(100) });

const show = ({ id, callId, expiresAt }: WidgetToken) => ({ id, callId, expiresAt: expiresAt.toISOString() });

/** Tokens for pages on other origins; whoever opened a call hands them out, renews and revokes them. */
export function widgetTokenRoutes(database: Database, tokens: WidgetTokens): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/calls/{id}/widget-tokens',
      operationId: 'issueWidgetToken',
      summary: "A token by which a page on another origin reads this call's events and sends feedback, for a while",
      tag: 'calls',
      access: 'calls:write',
      params: idParams,
      body: tokenBody,
      response: { status: 201, schema: tokenSchema.extend({ token: z.string() }) },
      async handle({ params, body, principal }) {
        const call = await readOwnCall(database, params.id, principal);
        if (call.status === 'ended') throw new DomainError('call_ended', `Call ${call.id} has ended; open a new one`);
        const issued = await tokens.issue(call.id, principal.id, body.minutes);
        return { status: 201, body: { ...show(issued), token: issued.token } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/calls/{id}/widget-tokens/{tokenId}/renew',
      operationId: 'renewWidgetToken',
      summary: 'Lets a token that still holds go on for so many minutes from now',
      tag: 'calls',
      access: 'calls:write',
      params: tokenParams,
      body: tokenBody,
      response: { status: 200, schema: tokenSchema },
      async handle({ params, body, principal }) {
        await readOwnCall(database, params.id, principal);
        return { status: 200, body: show(await tokens.renew(params.id, params.tokenId, body.minutes)) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/calls/{id}/widget-tokens/{tokenId}',
      operationId: 'revokeWidgetToken',
      summary: 'Ends a token and the streams that it opened',
      tag: 'calls',
      access: 'calls:write',
      params: tokenParams,
      response: { status: 204 },
      async handle({ params, principal }) {
        await readOwnCall(database, params.id, principal);
        await tokens.revoke(params.id, params.tokenId);
        return { status: 204 };
      },
    }),
  ];
}
