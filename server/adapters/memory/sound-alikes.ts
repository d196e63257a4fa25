import { doubleMetaphone } from 'double-metaphone';
import { readingsOf } from '../../text/pinyin-syllables.ts';
import type { TermTable } from './term-table.ts';

/** The terms of an index by how they sound; it learns those that were added since the last time it was asked. */
export interface SoundAlikes {
  /** Han characters that sound like this one, itself among them, as UTF-16 units. */
  characters(unit: number): readonly number[];
  /** Words of Latin letters that sound like this one. */
  words(word: string): readonly string[];
}

const firstWord = 0x10000;
const shortestWord = 4;
const latin = /^[a-z]{4,20}$/;

export function soundAlikes(terms: TermTable): SoundAlikes {
  const characters = new Map<number, number[]>();
  const words = new Map<string, string[]>();
  let learnt = 0;

  function learn(): void {
    for (; learnt < terms.size; learnt++) {
      const key = terms.keyOf(learnt);
      if (key < firstWord) for (const syllable of readingsOf(key).near) collect(characters, syllable, key);
      const word = terms.wordOf(key);
      if (word !== undefined && latin.test(word)) for (const sound of soundsOf(word)) collect(words, sound, word);
    }
  }

  return {
    characters(unit) {
      learn();
      return [...new Set(readingsOf(unit).near.flatMap((syllable) => characters.get(syllable) ?? []))];
    },
    words(word) {
      if (word.length < shortestWord || !latin.test(word)) return [];
      learn();
      return [...new Set(soundsOf(word).flatMap((sound) => words.get(sound) ?? []))];
    },
  };
}

/** Both codes of Double Metaphone (Philips 2000). */
const soundsOf = (word: string): string[] => [...new Set(doubleMetaphone(word))].filter((code) => code !== '');

function collect<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
