import type { Evidence } from '../../../graph-schema/index.ts';
import type { KnownProduct, StoredSource } from '../../ports.ts';
import { span } from '../draft-parts.ts';
import { unifyScript } from '../unify-script.ts';

/** The first place where a call names the product by its name or an alias, in either script; null when it does not. */
export function mentionsOf(call: StoredSource, product: KnownProduct): Evidence | null {
  const names = [product.name, ...product.aliases].filter((name) => name.trim().length >= 2);
  for (const segment of call.segments) {
    const plain = comparable(segment.text);
    for (const name of names) {
      const wanted = comparable(name.trim());
      const at = plain.indexOf(wanted);
      if (at >= 0 && isWhole(plain, at, wanted)) return span(segment, at, at + wanted.length, 'example');
    }
  }
  return null;
}

// Offsets must stay those of the text: script and case are unified only where they keep every length.
function comparable(text: string): string {
  const plain = unifyScript(text).toLowerCase();
  return plain.length === text.length ? plain : text;
}

/** A Latin name counts as a whole word only. */
function isWhole(text: string, at: number, name: string): boolean {
  const letter = (c: string | undefined) => c !== undefined && /[a-z]/i.test(c);
  const startsInWord = letter(name[0]) && letter(text[at - 1]);
  return !startsInWord && !(letter(name.at(-1)) && letter(text[at + name.length]));
}
