import type { HeardText } from '../../ports/text-index.ts';
import { type CharacterStatistics, repairedCharacters } from './heard-characters.ts';
import { stemEnglish } from './stem-english.ts';
import { conversationalMask, englishStopWords } from './stop-words.ts';
import { foldedForSearch, type Stretch, stemTerm, stretchesOf } from './tokenise.ts';

/** What the repair of a text asks of an index. */
export interface HeardStatistics extends CharacterStatistics {
  /** How many documents hold a word or a stem. */
  countWord(word: string): number;
  /** Words that sound like this one. */
  words(word: string): readonly string[];
  isOwnWord(word: string): boolean;
}

const shortestWord = 5;
/** Letters of a word for each that may be another. */
const lettersForEach = 4;

interface Edit {
  readonly start: number;
  readonly heard: string;
  readonly meant: string;
}

/**
 * A text as it was probably said: what no version holds gives way to a term of the collection that sounds alike. A text
 * without such words comes back as it is.
 */
export function heardWords(text: string, statistics: HeardStatistics): HeardText {
  const folded = foldedForSearch(text);
  const edits = [...stretchesOf(folded)].flatMap((stretch) =>
    stretch.sort === 'ideographs'
      ? heardCharacters(stretch, statistics)
      : stretch.sort === 'word'
        ? heardWord(stretch, statistics)
        : [],
  );
  if (edits.length === 0) return { text, changes: [] };
  const parts: string[] = [];
  let at = 0;
  for (const { start, heard, meant } of edits) {
    parts.push(folded.slice(at, start), meant);
    at = start + heard.length;
  }
  return {
    text: [...parts, folded.slice(at)].join(''),
    changes: edits.map(({ heard, meant }) => ({ heard, meant })),
  };
}

/** Characters in a row that were misheard make one edit. */
function heardCharacters({ start, text }: Stretch, statistics: HeardStatistics): Edit[] {
  const units = Array.from({ length: text.length }, (_, n) => text.charCodeAt(n));
  const repairs = repairedCharacters(units, conversationalMask(text, 0, text.length), statistics);
  return repairs.map(({ at, unit }) => ({
    start: start + at,
    heard: text.charAt(at),
    meant: String.fromCharCode(unit),
  }));
}

function heardWord({ start, text }: Stretch, statistics: HeardStatistics): Edit[] {
  if (text.length < shortestWord || englishStopWords.has(text)) return [];
  const stem = stemEnglish(text);
  if (stem === null || statistics.countWord(text) > 0 || statistics.countWord(stemTerm(stem)) > 0) return [];
  const most = Math.max(1, Math.floor(text.length / lettersForEach));
  const candidates = statistics
    .words(text)
    .map((word) => ({ word, distance: editDistance(text, word), count: statistics.countWord(word) }))
    .filter(
      ({ word, distance }) =>
        distance <= most && word.length >= shortestWord && !englishStopWords.has(word) && statistics.isOwnWord(word),
    )
    .sort((a, b) => a.distance - b.distance || b.count - a.count);
  const [nearest] = candidates;
  return nearest ? [{ start, heard: text, meant: nearest.word }] : [];
}

/** Letters to put in, take out or change (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
