import type { Handling, LearnHandling, MixtureTask, TermTable } from '../../../ingest/index.ts';

/** A table is sent once to each thread; later tasks over it name it. */
export type ToMiningThread =
  | { readonly type: 'table'; readonly table: TermTable }
  | { readonly type: 'mixture'; readonly task: MixtureTask }
  | { readonly type: 'handling'; readonly given: Parameters<LearnHandling> };

export type MiningAnswer = Int32Array | Handling;
export type FromMiningThread =
  | { readonly ok: true; readonly answer: MiningAnswer | null }
  | { readonly ok: false; readonly error: unknown };
