import { z } from 'zod';
import { evidenceKinds } from './closed-lists.ts';

/** The largest whole number that an offset, an ordinal or a time in milliseconds may have: it is stored in 32 bits. */
export const maxStoredInt = 2_147_483_647;

/** A stretch of a segment's stored, redacted text: UTF-16 units, half-open `[start, end)`. */
export const spanSchema = z
  .strictObject({
    segmentId: z.string().min(1),
    start: z.int().min(0).max(maxStoredInt),
    end: z.int().min(1).max(maxStoredInt),
  })
  .refine((span) => span.start < span.end, { error: 'a span must hold at least one character: start < end' });
export type Span = z.infer<typeof spanSchema>;

/** The tie between a statement and the words that carry it. */
export const evidenceSchema = z.strictObject({ kind: evidenceKinds.schema, span: spanSchema });
export type Evidence = z.infer<typeof evidenceSchema>;
