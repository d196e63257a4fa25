import { z } from 'zod';
import { instant } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { faultOfHead, type HeadKeys, signHead } from '../../publishing/index.ts';

export const signedHeadSchema = z.strictObject({
  seq: z.int().min(0),
  hash: z.string().max(200),
  position: z.int().min(0),
  at: instant,
  publicKey: z.string().max(500),
  signature: z.string().max(500),
});

const verificationSchema = z.object({
  ok: z.boolean(),
  heads: z.array(z.object({ seq: z.int(), at: z.string(), ok: z.boolean(), fault: z.string().nullable() })),
});
export type HeadVerification = z.infer<typeof verificationSchema>;

const mostHeads = 1_000;

/** The signed end of the audit chain, and earlier ones held against the chain that is there. */
export function headRoutes(database: Database, keys: HeadKeys): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/audit/head',
      operationId: 'getAuditHead',
      summary: 'The end of the audit chain, signed; kept elsewhere, it tells a cut tail',
      tag: 'audit',
      access: 'audit:read',
      response: { status: 200, schema: signedHeadSchema },
      handle: async () => ({ status: 200, body: await signHead(database, keys) }),
    }),
    route({
      method: 'post',
      path: '/v1/audit/head-verification',
      operationId: 'verifyAuditHeads',
      summary: 'Hold heads that were signed earlier against the audit chain as it is',
      tag: 'audit',
      access: 'audit:read',
      body: z.strictObject({ heads: z.array(signedHeadSchema).min(1).max(mostHeads) }),
      response: { status: 200, schema: verificationSchema },
      async handle({ body }) {
        const heads: HeadVerification['heads'] = [];
        for (const head of body.heads) {
          const fault = await faultOfHead(database, keys, head);
          heads.push({ seq: head.seq, at: head.at, ok: fault === null, fault });
        }
        return { status: 200, body: { ok: heads.every(({ ok }) => ok), heads } };
      },
    }),
  ];
}
