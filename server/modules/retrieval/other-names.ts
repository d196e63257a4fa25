import type { ItemKind, ItemText } from '../../../graph-schema/index.ts';
import { foldText } from '../../text/fold-text.ts';
import { createMentionMatcher } from './mention-matcher.ts';

/** An item that a text names, and what else it is called. */
export interface OtherNames {
  readonly itemId: string;
  readonly names: readonly string[];
}

/**
 * The names of products, complaint types and needs as synonyms: whoever says one is answered by what is written of the
 * others. They are items' own labels, so experts edit them like everything else.
 */
export interface NameBook {
  /** Learns the names of an item of these kinds, in the place of those that it had; others are passed over. */
  learn(itemId: string, kind: ItemKind, text: Pick<ItemText, 'title' | 'phrases'>): void;
  clear(): void;
  /** What the items that a text names are called otherwise. */
  otherNames(text: string): readonly OtherNames[];
}

/** Kinds of items whose labels are names that people use for each other. */
export const namingKinds: readonly ItemKind[] = ['product', 'complaint_type', 'need'];

export function createNameBook(): NameBook {
  let matcher = createMentionMatcher();
  const namesOf = new Map<string, readonly string[]>();
  return {
    learn(itemId, kind, { title, phrases }) {
      if (!namingKinds.includes(kind)) return;
      namesOf.set(itemId, [title, ...phrases]);
      matcher.set({ itemId, names: [title, ...phrases] });
    },
    clear() {
      matcher = createMentionMatcher();
      namesOf.clear();
    },
    otherNames(text) {
      const said = foldText(text);
      return matcher.find(text).flatMap(({ itemId }) => {
        const names = (namesOf.get(itemId) ?? []).filter((name) => !said.includes(foldText(name)));
        return names.length > 0 ? [{ itemId, names }] : [];
      });
    },
  };
}
