import { foldText } from '../../text/fold-text.ts';

/**
 * The terms that tell whose words a text repeats: words and numbers of at least two characters, and pairs of Han
 * characters, folded, so that another script or width hides nothing.
 */
export function termsOf(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [run] of foldText(text).matchAll(/\p{Script=Han}+|[\p{L}\p{M}\p{N}]+/gu)) {
    for (const part of run.split(/(\p{Script=Han}+)/u)) {
      if (!/\p{Script=Han}/u.test(part)) {
        if (part.length > 1) terms.add(part);
        continue;
      }
      const characters = [...part];
      for (let at = 0; at + 1 < characters.length; at += 1) terms.add(`${characters[at]}${characters[at + 1]}`);
    }
  }
  return terms;
}

/** Every string that a JSON value holds; keys of objects are the vocabulary's, not anybody's words. */
export function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const element of value) yield* stringsIn(element);
  else if (value !== null && typeof value === 'object') {
    for (const element of Object.values(value)) yield* stringsIn(element);
  }
}

/** Whether any string of the value says one of the terms. */
export function says(value: unknown, terms: ReadonlySet<string>): boolean {
  if (terms.size === 0) return false;
  for (const text of stringsIn(value)) {
    for (const term of termsOf(text)) if (terms.has(term)) return true;
  }
  return false;
}

/** Terms of `erased` that some text of `said` repeats: all that has to be looked for among what lives. */
export function repeatedTerms(erased: ReadonlySet<string>, said: Iterable<unknown>): Set<string> {
  const repeated = new Set<string>();
  for (const value of said) {
    for (const text of stringsIn(value)) {
      for (const term of termsOf(text)) if (erased.has(term)) repeated.add(term);
    }
  }
  return repeated;
}
