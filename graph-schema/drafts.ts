import { z } from 'zod';
import { audiences, governances } from './closed-lists.ts';
import { applicabilitySchema } from './conditions.ts';
import { instantTextSchema } from './intervals.ts';
import { itemKindSchema } from './kinds.ts';
import { relationContentSchema, relationTypeSchema } from './relations.ts';
import { evidenceSchema } from './spans.ts';

/*
 * What ingest and people hand in to be reviewed. Drafts name items by a natural key, (kind, key) inside a collection,
 * so that the same clause or product met again is the same item; the service turns keys into item ids.
 */

const shared = {
  evidence: z.array(evidenceSchema).max(200),
  validFrom: instantTextSchema.nullable().default(null),
  validTo: instantTextSchema.nullable().default(null),
  conditions: applicabilitySchema.default({}),
  audience: z.array(audiences.schema).min(1).default(['agent', 'expert']),
  /** May only be stricter than the kind's default. */
  governance: governances.schema.optional(),
  /** How sure the proposer is, 0..1. */
  confidence: z.number().min(0).max(1),
} as const;

const key = z.string().trim().min(1).max(500);
/** Names an item: by its natural key inside the collection, or by its id. */
export const itemRefSchema = z.union([
  z.strictObject({ kind: itemKindSchema, key }),
  z.strictObject({ itemId: z.string().min(1) }),
]);
export type ItemRef = z.infer<typeof itemRefSchema>;

export const itemDraftSchema = z.strictObject({
  sort: z.literal('node'),
  kind: itemKindSchema,
  key,
  /** Checked against the kind's schema. */
  content: z.record(z.string(), z.unknown()),
  ...shared,
});

export const relationDraftSchema = z.strictObject({
  sort: z.literal('edge'),
  kind: relationTypeSchema,
  from: itemRefSchema,
  to: itemRefSchema,
  content: relationContentSchema.default({}),
  ...shared,
});

export const draftPartSchema = z.discriminatedUnion('sort', [itemDraftSchema, relationDraftSchema]);

/** A suggestion of one item, or of a bundle that is reviewed as one. */
export const proposalDraftSchema = z.strictObject({
  title: z.string().trim().min(1).max(500),
  /** What made it: `import`, `miner:scenarios`, `person`. */
  origin: z.string().trim().min(1).max(100),
  /** Why it is suggested, for the reviewer. */
  rationale: z.string().trim().max(4_000).default(''),
  parts: z.array(draftPartSchema).min(1),
});

export type ItemDraft = z.infer<typeof itemDraftSchema>;
export type RelationDraft = z.infer<typeof relationDraftSchema>;
export type DraftPart = z.infer<typeof draftPartSchema>;
export type ProposalDraft = z.infer<typeof proposalDraftSchema>;
