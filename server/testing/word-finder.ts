/** Looks for many words in many bytes at once. */
export interface WordFinder {
  /** The words that stand there, whatever the case of Latin letters. Changes `bytes` to lower case. */
  find(bytes: Uint8Array): ReadonlySet<string>;
}

type Counts = (word: string, bytes: Uint8Array, start: number, end: number) => boolean;

const slots = 2 ** 20;
/** A slot for the four bytes that `key` holds. */
const slotOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> 12;
const lowered = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));
const keyAt = (bytes: Uint8Array, i: number) => new DataView(bytes.buffer, bytes.byteOffset + i, 4).getUint32(0);

/** Every word needs four bytes in each of the encodings; `counts` may refuse what was found. */
export function createWordFinder(
  words: readonly string[],
  encodings: readonly ('utf8' | 'utf16le')[],
  counts: Counts = () => true,
): WordFinder {
  const byKey = new Map<number, { readonly word: string; readonly spelt: Buffer }[]>();
  const taken = new Uint8Array(slots);
  for (const word of words) {
    for (const encoding of encodings) {
      const spelt = Buffer.from(word.toLowerCase(), encoding);
      if (spelt.length < 4) throw new Error(`${word} is too short to be looked for`);
      const key = keyAt(spelt, 0);
      byKey.set(key, [...(byKey.get(key) ?? []), { word, spelt }]);
      taken[slotOf(key)] = 1;
    }
  }
  return {
    find(bytes) {
      const found = new Set<string>();
      for (let i = 0; i < bytes.length; i++) bytes[i] = lowered[bytes[i] ?? 0] ?? 0;
      let key = 0;
      for (let i = 0; i < bytes.length; i++) {
        key = (key << 8) | (bytes[i] ?? 0);
        if (taken[slotOf(key)] !== 1) continue;
        const start = i - 3;
        for (const { word, spelt } of byKey.get(key >>> 0) ?? []) {
          const end = start + spelt.length;
          if (start < 0 || end > bytes.length || found.has(word)) continue;
          if (spelt.every((b, at) => bytes[start + at] === b) && counts(word, bytes, start, end)) found.add(word);
        }
      }
      return found;
    },
  };
}
