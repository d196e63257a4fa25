import { pinyin } from 'pinyin-pro';
import { foldText } from '../server/text/fold-text.ts';
import { type Random, seeded } from './seeded.ts';

/** The rows of GB 2312 that hold the 3,755 characters of every day. */
const everyDay = { first: 0xb0, last: 0xd7 };
/** One word of so many is misheard, those that the fewest texts hold first. */
const wordsForEach = 12;
/** How often a sound is one that is only near (zh and z, n and l, -ng and -n). */
const nearShare = 0.3;

/** Spellings that sound alike, tried behind a word's first letter. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/c(?=[aou])/, 'k'],
  [/k/, 'c'],
  [/s(?=[aeiou])/, 'c'],
  [/ie/, 'ee'],
  [/ei/, 'ai'],
  [/([bdfglmnprst])\1/, '$1'],
  [/([aeiou])([bdglmnprt])(?=[aeiou])/, '$1$2$2'],
  [/ea/, 'ee'],
  [/er(?=$|[^aeiou])/, 'or'],
  [/tion/, 'shun'],
  [/y$/, 'ie'],
  [/v/, 'f'],
  [/a(?=[^aeiou])/, 'e'],
];

/** Mishears the most telling words of what was said, by sound; the same seed always the same. `count`: texts that hold a word. */
export function slippedWords(count: (word: string) => number) {
  const bySyllable = charactersBySyllable();
  const words = new Intl.Segmenter('zh', { granularity: 'word' });
  return (text: string, seed: number): string => {
    const random = seeded(seed);
    const folded = foldText(text);
    const all = [...words.segment(folded)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
    const telling = [...new Set(all)]
      .filter((word) => /^(?:\p{Script=Han}{2,}|[a-z]{5,})$/u.test(word))
      .map((word) => ({ word, held: count(word) }))
      .filter(({ held }) => held > 0)
      .sort((a, b) => a.held - b.held)
      .slice(0, Math.max(1, Math.ceil(all.length / wordsForEach)));
    return telling.reduce(
      (said, { word }) =>
        said.replaceAll(word, /[a-z]/.test(word) ? misspelt(word, random) : misheard(word, random, bySyllable)),
      folded,
    );
  };
}

function misspelt(word: string, random: Random): string {
  const [first, rest] = [word.slice(0, 1), word.slice(1)];
  const fitting = spellings.filter(([sound]) => sound.test(rest));
  const chosen = fitting[Math.floor(random() * fitting.length)];
  return chosen ? first + rest.replace(chosen[0], chosen[1]) : word;
}

function misheard(word: string, random: Random, bySyllable: ReadonlyMap<string, readonly string[]>): string {
  const at = Math.floor(random() * word.length);
  const character = word.charAt(at);
  const syllable = syllableOf(character);
  const near = random() < nearShare ? nearSyllables(syllable) : [];
  const pool = [syllable, ...near]
    .flatMap((sound) => bySyllable.get(sound) ?? [])
    .filter((other) => other !== character);
  return word.slice(0, at) + (pool[Math.floor(random() * pool.length)] ?? character) + word.slice(at + 1);
}

function nearSyllables(syllable: string): string[] {
  const initial = /^[zcs]h/.test(syllable)
    ? syllable.replace('h', '')
    : syllable.replace(/^([zcs])/, '$1h').replace(/^[nl]/, (letter) => (letter === 'n' ? 'l' : 'n'));
  const final = /ng$/.test(syllable) ? syllable.slice(0, -1) : syllable.replace(/([aei]n)$/, '$1g');
  return [initial, final].filter((other) => other !== syllable);
}

function charactersBySyllable(): Map<string, string[]> {
  const decoder = new TextDecoder('gb18030');
  const found = new Map<string, string[]>();
  for (let high = everyDay.first; high <= everyDay.last; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) {
      const character = decoder.decode(new Uint8Array([high, low]));
      if (!/^\p{Script=Han}$/u.test(character)) continue;
      const syllable = syllableOf(character);
      found.set(syllable, [...(found.get(syllable) ?? []), character]);
    }
  }
  return found;
}

const syllableOf = (character: string) => pinyin(character, { toneType: 'none' });
