import { z } from 'zod';
import { instant } from '../../http/lists.ts';

/** Whom or what an erasure is about: everything of one customer, known by their keyed pseudonym, or one source. */
export type ErasureTarget =
  | { readonly kind: 'customer'; readonly pseudonym: string }
  | { readonly kind: 'source'; readonly sourceId: string };

/** Sources and live calls that are to be forgotten, and the collections that they lie in. */
export interface Found {
  readonly sourceIds: readonly string[];
  readonly callIds: readonly string[];
  readonly collectionIds: readonly string[];
}

/** What was found and erased, by what it is. */
export const countsSchema = z.object({
  sources: z.int(),
  segments: z.int(),
  cases: z.int(),
  outcomeReports: z.int(),
  recordings: z.int(),
  runFiles: z.int(),
  calls: z.int(),
  utterances: z.int(),
  events: z.int(),
  gaps: z.int(),
  /** Cards of other calls that showed or cited what is erased. */
  cards: z.int(),
  versions: z.int(),
  vectors: z.int(),
  /** Proposals that nothing is left of. */
  proposals: z.int(),
  parts: z.int(),
  comments: z.int(),
  answers: z.int(),
  /** Runs whose failed or skipped files waited, encrypted, to be read once more. */
  uploads: z.int(),
});
export type ErasureCounts = z.infer<typeof countsSchema>;

/** What an erasure did, or with `dryRun` would do. */
export const erasureReportSchema = z.object({
  id: z.string().nullable(),
  target: z.enum(['customer', 'source']),
  /** `nothing_left`: it was erased before, and nothing came since. */
  outcome: z.enum(['erased', 'would_erase', 'nothing_left']),
  erasedAt: instant.nullable(),
  counts: countsSchema,
  /** Versions that left the log's force, and the decision that says so. */
  retracted: z.object({
    position: z.int().nullable(),
    versions: z.array(z.object({ itemId: z.string(), version: z.int(), kind: z.string() })),
  }),
  /** Versions that keep other evidence and say no word that only the erased text held. */
  keptVersions: z.int(),
  /** Runs that mine the collections anew, so that statistics are of what remains. */
  miningRuns: z.array(z.string()),
  /** Whether files, late copies and dead rows are gone too; else that is under way. */
  finished: z.boolean(),
});
export type ErasureReport = z.infer<typeof erasureReportSchema>;

/** Who decides the retractions; the log names no person for them. */
export const erasureActor = 'system:erasure';
/** The job that ends an erasure. */
export const erasureQueue = 'erasure';
/** Stands where a title was that is not there any more. */
export const erasedTitle = '—';
