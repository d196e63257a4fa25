import type { ItemKind, ItemText } from '../../graph-schema/index.ts';

/** One published version as the text index holds it. */
export interface IndexedVersion {
  readonly itemId: string;
  readonly version: number;
  readonly position: number;
  readonly kind: ItemKind;
  readonly collectionId: string;
  readonly text: ItemText;
}

/**
 * The law, policy or product that a version belongs to, and its standing: both numbers are logarithms, 0 for the mean
 * of what belongs to a whole in that collection.
 */
export interface WholeStanding {
  readonly collectionId: string;
  readonly name: string;
  /** How much the collection's other wholes refer to it, directly or by way of others. */
  readonly authority: number;
  /** How many items belong to it. */
  readonly size: number;
}

export interface TextHit {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
  readonly score: number;
  /** Share of the question's weight (sum of idf) that this version's words carry, 0..1. */
  readonly coverage: number;
  /** Absent for what stands by itself. */
  readonly whole?: WholeStanding;
}

export interface TextQuery {
  /** Parts of the question with a weight each, such as utterances that fade with age; weight 1 is the newest. */
  readonly parts: readonly { readonly text: string; readonly weight: number }[];
  /** What else the parts are called: it adds to the score of what holds it, and nobody need hold it to cover the question. */
  readonly synonyms?: TextQuery['parts'];
  readonly limit: number;
  /** Only these kinds; absent: all. */
  readonly kinds?: readonly ItemKind[];
  readonly collectionIds?: readonly string[];
  /** Whether a version may be returned; asked in the order of the scores until `limit` versions passed. */
  readonly accept: (itemId: string, version: number) => boolean;
}

/** A place in the published log, and the audit hash of the decision there: two logs that differ before it differ in it. */
export interface LogPoint {
  readonly position: number;
  readonly hash: string;
}

/** A text as it was probably said. */
export interface HeardText {
  readonly text: string;
  /** What was put in the place of what, in the order of the text; empty when nothing was. */
  readonly changes: readonly { readonly heard: string; readonly meant: string }[];
}

/** What is asked of a text index, be it as it is or with a layer over it. */
export interface TextSearch {
  search(query: TextQuery): readonly TextHit[];
  /**
   * Puts terms of these collections (of all, if none are named) in the place of words that they do not hold and that sound
   * like them; a text whose words they hold comes back as it is.
   */
  heard(text: string, collectionIds?: readonly string[]): HeardText;
  /** How many words of the text carry meaning for a search; 0 for 好的 or "thank you". Chinese counts characters. */
  contentWords(text: string): number;
  /** How many versions it holds. */
  readonly size: number;
}

/** Ranked search over the words of every published version. Holds all versions; the caller filters by time. */
export interface TextIndex extends TextSearch {
  /** Adds versions; one that is there already is left as it is (idempotent). */
  add(versions: readonly IndexedVersion[]): void;
  /** Forgets a version whose content was erased. */
  remove(itemId: string, version: number): void;
  /**
   * Answers as if these versions had been added, without changing anything and without building anew: scores are weighed
   * over both. What is added to the index later is found too.
   */
  layered(versions: readonly IndexedVersion[]): TextSearch;
  /** Every version it holds, for verification. */
  versions(): Iterable<{ readonly itemId: string; readonly version: number }>;
  clear(): void;
  /** Writes everything to a file, atomically, under the point of the log that it stands for. */
  save(file: string, at: LogPoint): Promise<void>;
  /** Replaces everything with what `save` wrote and returns where it was; null if there is no usable snapshot. */
  load(file: string): Promise<LogPoint | null>;
}
