import { z } from 'zod';
import { approvals, cardKinds, cardLevels, emotions, riskKinds, riskLevels } from './closed-lists.ts';
import { spanSchema } from './spans.ts';

/** Where a statement of a card comes from: the version in force and the words behind it. */
export const citationSchema = z.object({
  itemId: z.string(),
  version: z.int().min(1),
  sourceId: z.string(),
  /** The source's title. */
  title: z.string(),
  /** Where in the source: 第三条, section 2.1, 03:12. */
  locator: z.string(),
  span: spanSchema,
  quote: z.string(),
});
export type Citation = z.infer<typeof citationSchema>;

/** One piece of guidance on an agent's screen. No citation, no card. */
export const cardSchema = z.object({
  id: z.string(),
  level: cardLevels.schema,
  kind: cardKinds.schema,
  /** One line. */
  headline: z.string(),
  /** Words to say, one breath. */
  say: z.string().optional(),
  body: z.string(),
  steps: z
    .array(
      z.object({ itemId: z.string(), name: z.string(), instruction: z.string(), condition: z.string().optional() }),
    )
    .optional(),
  avoid: z.array(z.string()).optional(),
  citations: z.array(citationSchema).min(1),
  approval: approvals.schema,
  /** Who approved what the card says first of all, by name; absent where no expert did. */
  approvedBy: z.array(z.string()).min(1).optional(),
  /** Since when that has held, ISO 8601; absent for what has not been decided. */
  since: z.string().optional(),
  /** 0..1. */
  confidence: z.number().min(0).max(1),
  /** Why it was chosen, for people. */
  why: z.string(),
  /** Conditions that the call's context leaves open. */
  conditions: z.array(z.string()).optional(),
  /** How long the card may be shown unless a lease event extends it, in milliseconds. */
  leaseMs: z.int().min(1),
});
export type Card = z.infer<typeof cardSchema>;

/** What was understood from one final utterance. */
export const analysisSchema = z.object({
  utteranceSeq: z.int(),
  products: z.array(z.object({ itemId: z.string(), name: z.string() })),
  scenario: z.object({ itemId: z.string(), name: z.string(), confidence: z.number() }).nullable(),
  emotion: z.object({ value: emotions.schema, cues: z.array(z.string()) }),
  risk: z.object({ level: riskLevels.schema, kinds: z.array(riskKinds.schema), cues: z.array(z.string()) }),
  /** What is near in meaning should have been looked for, and could not: the cards were found by words alone. */
  withoutMeaning: z.literal(true).optional(),
});
export type Analysis = z.infer<typeof analysisSchema>;

/** Why no model's words came, so that the approved text stands alone. */
export const notComposedReasons = [
  'switched_off',
  'budget',
  'unavailable',
  'late',
  'nothing_supported',
  'card_gone',
] as const;

/** One sentence that a model composed from a core card's approved text, checked against what it cites before it was sent. */
export const deltaSchema = z.object({
  /** The core card that it stands beside; it goes with it. */
  cardId: z.string(),
  /** Counts the sentences of a card from 0. */
  index: z.int().min(0),
  text: z.string(),
  citations: z.array(citationSchema).min(1),
});
export type Delta = z.infer<typeof deltaSchema>;

/** How a composition ended. */
export const compositionSchema = z.object({
  /** Whether at least one sentence was sent. */
  composed: z.boolean(),
  sentences: z.int().min(0),
  /** Sentences of the model that their citations did not support. */
  dropped: z.int().min(0),
  notComposed: z.enum(notComposedReasons).optional(),
});
export type Composition = z.infer<typeof compositionSchema>;

const versionRef = z.object({ itemId: z.string(), version: z.int() });

/** Everything that a call's stream or a stateless answer may carry. */
export const streamEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('analysis'), data: analysisSchema }),
  z.object({ type: z.literal('card'), data: cardSchema }),
  z.object({ type: z.literal('delta'), data: deltaSchema }),
  z.object({ type: z.literal('composed'), data: compositionSchema.extend({ cardId: z.string() }) }),
  z.object({
    type: z.literal('retract'),
    data: z.object({
      cardIds: z.array(z.string()),
      item: versionRef,
      /** The decision that took it away. */
      position: z.int(),
      action: z.enum(['retract', 'suspend', 'supersede']),
      replacedBy: versionRef.nullable(),
    }),
  }),
  z.object({
    type: z.literal('expire'),
    data: z.object({ cardIds: z.array(z.string()), item: versionRef, at: z.string() }),
  }),
  z.object({ type: z.literal('idle'), data: z.object({ utteranceSeq: z.int(), reason: z.string() }) }),
  z.object({
    type: z.literal('done'),
    data: z.object({
      reason: z.string(),
      gapId: z.string().optional(),
      withoutMeaning: z.literal(true).optional(),
      ...compositionSchema.partial().shape,
    }),
  }),
  z.object({ type: z.literal('error'), data: z.object({ code: z.string(), message: z.string() }) }),
]);
export type StreamEvent = z.infer<typeof streamEventSchema>;
export type StreamEventType = StreamEvent['type'];

/** Extends every shown card to `extendMs` from its receipt; carries the position that is known to hold. */
export const leaseEventSchema = z.object({ position: z.int(), extendMs: z.int() });
export type LeaseEvent = z.infer<typeof leaseEventSchema>;

/** A lease event goes out this often, in milliseconds. */
export const leaseIntervalMs = 1_000;
/** A card that hears no lease for this long is unconfirmed, in milliseconds. */
export const leaseExtendMs = 5_000;
