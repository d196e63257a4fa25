import type { NameFinding } from './chinese-names.ts';

/** The names met so far in one call; finds them wherever they are said again. */
export interface NameMemory {
  /** Remembers a whole name and the parts that are said alone: 建国 of 王建国, both words of an English name. */
  remember(name: string): void;
  find(text: string): NameFinding[];
  /** How many names and parts of them it learned so far. */
  learned(): number;
  /** Everything remembered, in the order in which it was met; remembering it again makes the same memory. */
  all(): readonly string[];
}

export function createNameMemory(names: readonly string[]): NameMemory {
  const known = new Set<string>();
  let pattern: RegExp | null = null;
  const remember = (name: string) => {
    for (const part of partsOf(name)) {
      if (known.has(part)) continue;
      known.add(part);
      pattern = null;
    }
  };
  for (const name of names) remember(name);
  return {
    remember,
    learned: () => known.size,
    all: () => [...known],
    find: (text) => {
      if (known.size <= fewNames && !holdsAny(text, known)) return [];
      pattern ??= patternOf(known);
      return [...text.matchAll(pattern)].map((m) => ({ start: m.index, end: m.index + m[0].length, name: m[0] }));
    },
  };
}

/** So few names that looking for each is faster than making a pattern of them. */
const fewNames = 64;

function holdsAny(text: string, names: ReadonlySet<string>): boolean {
  for (const name of names) if (text.includes(name)) return true;
  return false;
}

/** Longest name that is remembered, in UTF-16 units; what is longer is no name, and too long for a pattern. */
const longestName = 60;

const wholeHan = /^\p{Script=Han}+$/u;

function partsOf(name: string): string[] {
  const whole = name.trim();
  if (whole.length > longestName) return [];
  if (wholeHan.test(whole)) {
    if (whole.length < 2) return [];
    // A two-character given name is said alone; a single character would hit ordinary words.
    return whole.length === 3 || whole.length === 4 ? [whole, whole.slice(-2)] : [whole];
  }
  const words = whole.split(/[\s.]+/).filter((word) => word.length >= 3);
  return whole.length >= 3 ? [whole, ...words] : [];
}

/** The names as written, longest first; Latin ones only as whole words. */
function patternOf(names: ReadonlySet<string>): RegExp {
  const alternatives = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => {
      const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      return wholeHan.test(name) ? escaped : `(?<![\\p{Script=Latin}[])${escaped}(?![\\p{Script=Latin}\\]])`;
    });
  return new RegExp(alternatives.join('|'), 'gu');
}
