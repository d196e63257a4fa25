import { Converter } from 'opencc-js/t2cn';

let convert: ((text: string) => string) | null = null;
const han = /[\u3400-\u9fff]/;

/** Traditional Chinese as Simplified, for comparing words; anything else unchanged. */
export function unifyScript(text: string): string {
  if (!han.test(text)) return text;
  // The dictionaries take some 30 ms to load: only when there is something to convert.
  const toSimplified = convert ?? Converter({ from: 'tw', to: 'cn' });
  convert = toSimplified;
  return toSimplified(text);
}

/** A name as a key: width, case, script, quotation marks and spaces unified. */
export function nameKey(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/[《》〈〉「」『』“”"*`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return unifyScript(plain).toLowerCase().slice(0, 200);
}
