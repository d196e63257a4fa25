import type { IndexedVersion } from '../../ports/text-index.ts';
import { foldText } from '../../text/fold-text.ts';
import { citedNames } from './cited-names.ts';

/** What one document says of wholes. */
export interface WholeEntry {
  readonly collectionId: string;
  /** The law, policy or product that it belongs to; null: none. */
  readonly whole: string | null;
  /** What it may refer to wholes by; see `citedNames`. */
  readonly cited: readonly string[];
  /** Whether no document before it is of the same item: versions of one item count once. */
  readonly countsAsItem: boolean;
}

/** The whole that a version belongs to and those that it refers to. */
export function wholeEntry({ collectionId, text }: IndexedVersion, countsAsItem: boolean): WholeEntry {
  const { title, body, whole } = text;
  return {
    collectionId,
    whole: whole ?? null,
    cited: whole ? citedNames(`${title}\n${body}`).map((name) => foldText(name).trim()) : [],
    countsAsItem,
  };
}
