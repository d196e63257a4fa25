/*
 * A term is a 32-bit key: a Han character (its UTF-16 unit), two that stand together (unit << 16 | unit), or a word
 * (its number among the words, from `firstWord` up, where neither of the others can lie).
 */
const firstWord = 0x10000;
const emptySlot = 0xffffffff;

/** What a snapshot keeps of a table. */
export interface TermTableState {
  /** The key of each term, by term number. */
  readonly keys: Uint32Array;
  /** The words in the order of their numbers. */
  readonly words: readonly string[];
}

/** Numbers the terms of a collection from 0, in the order in which they are met first. */
export interface TermTable {
  readonly size: number;
  /** The number of a term, given a new one if it has none. */
  intern(key: number): number;
  /** The number of a term, or -1. */
  find(key: number): number;
  /** The key of a word, given a new one if it has none. */
  internWord(word: string): number;
  /** The key of a word, or -1. */
  findWord(word: string): number;
  keyOf(term: number): number;
  /** The word behind a key; undefined for Han keys. */
  wordOf(key: number): string | undefined;
  state(): TermTableState;
}

/** The key of two Han characters side by side, given as UTF-16 units. */
export function pairKey(first: number, second: number): number {
  return ((first << 16) | second) >>> 0;
}

export function termTable(state?: TermTableState): TermTable {
  let keys = new Uint32Array(1 << 16);
  let slots = new Int32Array(1 << 17).fill(-1);
  let size = 0;
  const words: string[] = [];
  const wordKeys = new Map<string, number>();

  // Open addressing with linear probing; a multiplicative hash spreads neighbouring code points.
  function slotOf(key: number): number {
    const mask = slots.length - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    for (;;) {
      const term = slots[slot] ?? -1;
      if (term < 0 || keys[term] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function grow(): void {
    const larger = new Uint32Array(keys.length * 2);
    larger.set(keys);
    keys = larger;
    slots = new Int32Array(keys.length * 2).fill(-1);
    for (let term = 0; term < size; term++) slots[slotOf(keys[term] ?? emptySlot)] = term;
  }

  const table: TermTable = {
    get size() {
      return size;
    },
    intern(key) {
      const slot = slotOf(key);
      const term = slots[slot] ?? -1;
      if (term >= 0) return term;
      keys[size] = key;
      slots[slot] = size;
      size += 1;
      if (size === keys.length) grow();
      return size - 1;
    },
    find: (key) => slots[slotOf(key)] ?? -1,
    internWord(word) {
      const known = wordKeys.get(word);
      if (known !== undefined) return known;
      const key = firstWord + words.push(word) - 1;
      wordKeys.set(word, key);
      return key;
    },
    findWord: (word) => wordKeys.get(word) ?? -1,
    keyOf: (term) => keys[term] ?? emptySlot,
    wordOf: (key) => (key >= firstWord ? words[key - firstWord] : undefined),
    state: () => ({ keys: keys.slice(0, size), words: [...words] }),
  };
  for (const word of state?.words ?? []) table.internWord(word);
  for (const key of state?.keys ?? []) table.intern(key);
  return table;
}
