import type { KnownProduct } from '../../ports.ts';
import { nameKey } from '../unify-script.ts';

/** Finds which known product a few words name; the longest name wins, and two of one length name none. */
export function createProductNames(products: readonly KnownProduct[]): (words: string) => KnownProduct | null {
  const names = products
    .flatMap((product) => [product.name, ...product.aliases].map((name) => ({ key: nameKey(name), product })))
    .filter(({ key }) => key.length >= 2)
    .sort((a, b) => b.key.length - a.key.length);
  return (words) => {
    const text = nameKey(words);
    const found = names.filter(({ key }) => containsName(text, key));
    const [first] = found;
    const rivals = found.filter(
      ({ key, product }) => key.length === first?.key.length && product.key !== first?.product.key,
    );
    return first && rivals.length === 0 ? first.product : null;
  };
}

function containsName(text: string, name: string): boolean {
  const at = text.indexOf(name);
  if (at < 0) return false;
  const latin = /[a-z\d]/;
  const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' '];
  return !(latin.test(before) && latin.test(name[0] ?? '')) && !(latin.test(after) && latin.test(name.at(-1) ?? ''));
}

/** The known product that a title is about when it goes on behind its name: "X: fees"; "X Plus" is another one. */
export function productOfTitle(title: string, products: readonly KnownProduct[]): KnownProduct | null {
  const [head = '', rest] = title.split(/[:：|]|\s[–—-]\s/, 2);
  const key = nameKey(head);
  if (rest === undefined) return null;
  return products.find(({ name, aliases }) => [name, ...aliases].some((one) => nameKey(one) === key)) ?? null;
}
