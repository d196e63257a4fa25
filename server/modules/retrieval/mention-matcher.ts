import { foldText } from '../../text/fold-text.ts';

/** An item and the names under which people mention it: its name, aliases, trigger phrases. */
export interface MentionEntry {
  readonly itemId: string;
  readonly names: readonly string[];
}

export interface Mention {
  readonly itemId: string;
  /** The name that was met, in its folded form. */
  readonly matched: string;
}

/**
 * Finds which items a text names. Spelling, script (Traditional or Simplified), case, spaces and punctuation do not
 * matter; of names that overlap, the one that begins first wins, then the longest. A name shared by several items
 * mentions them all.
 */
export interface MentionMatcher {
  /** Replaces the item's names, if it had any. */
  set(entry: MentionEntry): void;
  remove(itemId: string): void;
  find(text: string): Mention[];
}

interface Name {
  readonly text: string;
  readonly itemIds: Set<string>;
}

const ideograph = /\p{Script=Han}/u;
const wordEdge = /[\p{L}\p{N}]/u;

export function createMentionMatcher(entries: Iterable<MentionEntry> = []): MentionMatcher {
  // By their first two characters, longest first: a text is walked once, with one look-up per character.
  const byStart = new Map<string, Name[]>();
  const namesOf = new Map<string, readonly string[]>();

  function insert(itemId: string, text: string): void {
    const start = text.slice(0, 2);
    const names = byStart.get(start) ?? [];
    const known = names.find((name) => name.text === text);
    if (known) known.itemIds.add(itemId);
    else names.push({ text, itemIds: new Set([itemId]) });
    names.sort((a, b) => b.text.length - a.text.length);
    byStart.set(start, names);
  }

  function drop(itemId: string, text: string): void {
    const start = text.slice(0, 2);
    const names = byStart.get(start) ?? [];
    for (const name of names) if (name.text === text) name.itemIds.delete(itemId);
    const left = names.filter((name) => name.itemIds.size > 0);
    if (left.length > 0) byStart.set(start, left);
    else byStart.delete(start);
  }

  const matcher: MentionMatcher = {
    set({ itemId, names }) {
      matcher.remove(itemId);
      const forms = [...new Set(names.map(mentionForm))].filter((form) => form.length >= 2);
      for (const form of forms) insert(itemId, form);
      namesOf.set(itemId, forms);
    },
    remove(itemId) {
      for (const form of namesOf.get(itemId) ?? []) drop(itemId, form);
      namesOf.delete(itemId);
    },
    find(text) {
      const form = mentionForm(text);
      const found = new Map<string, Mention>();
      for (let at = 0; at + 1 < form.length; ) {
        const name = byStart.get(form.slice(at, at + 2))?.find((candidate) => standsAt(form, at, candidate.text));
        for (const itemId of name?.itemIds ?? []) {
          if (!found.has(itemId)) found.set(itemId, { itemId, matched: name?.text ?? '' });
        }
        at += name?.text.length ?? 1;
      }
      return [...found.values()];
    },
  };
  for (const entry of entries) matcher.set(entry);
  return matcher;
}

/** Folded; words apart by one space, nothing between Han characters. */
function mentionForm(text: string): string {
  return foldText(text)
    .replace(/[\s\p{P}\p{S}]+/gu, ' ')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim();
}

// "pay" is not mentioned in "payment"; Han names need no edge.
function standsAt(form: string, at: number, name: string): boolean {
  if (!form.startsWith(name, at)) return false;
  return (
    isEdge(form.charAt(at - 1), name.charAt(0)) && isEdge(form.charAt(at + name.length), name.charAt(name.length - 1))
  );
}

function isEdge(outside: string, inside: string): boolean {
  return ideograph.test(inside) || ideograph.test(outside) || !wordEdge.test(outside);
}
