import { pinyin } from 'pinyin-pro';

/*
 * Toneless syllables, folded by what speakers and speech recognition mix up: zh/z, ch/c, sh/s, n/l, h/f, -ng/-n. A
 * syllable is a small number; characters without a reading have none.
 */
const none: readonly number[] = [];
const numbers = new Map<string, number>();
const exactNumbers = new Map<string, number>();
const known = new Map<number, Readings>();

/** How a Han character may be said. */
export interface Readings {
  /** Syllables in which what sounds nearly alike is one. */
  readonly near: readonly number[];
  /** Syllables without their tone. */
  readonly exact: readonly number[];
}

/** The readings of a character, given as its UTF-16 unit; empty for what is not read as Chinese. */
export function readingsOf(unit: number): Readings {
  const before = known.get(unit);
  if (before) return before;
  const character = String.fromCharCode(unit);
  const said = pinyin(character, { toneType: 'none', multiple: true, type: 'array', v: true }).filter(
    (syllable) => syllable !== character && /^[a-z]+$/.test(syllable),
  );
  const readings: Readings =
    said.length === 0
      ? { near: none, exact: none }
      : { near: numbered(numbers, said.map(foldedSyllable)), exact: numbered(exactNumbers, said) };
  known.set(unit, readings);
  return readings;
}

/** A toneless syllable in the form in which those that are mixed up are the same. */
function foldedSyllable(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^n/, 'l')
    .replace(/^h(?=u?[aeo])/, 'f')
    .replace(/^fu(?=[aeo])/, 'f')
    .replace(/ng$/, 'n');
}

function numbered(table: Map<string, number>, syllables: readonly string[]): number[] {
  return [...new Set(syllables)].map((syllable) => {
    const number = table.get(syllable) ?? table.size;
    table.set(syllable, number);
    return number;
  });
}
