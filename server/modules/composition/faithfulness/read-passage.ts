import { inActiveVoice } from './active-voice.ts';
import { plainText } from './plain-text.ts';
import { counts, readUnits, type Segment, type Token, type Unit } from './read-tokens.ts';

/** A text that was approved, and names by which its subject is called elsewhere (a product, a law). */
export interface Support {
  readonly text: string;
  readonly names?: readonly string[];
}

/** What a Chinese condition ends with. */
export const ends = new Set(['的', '时', '后', '前']);
/** What a condition begins with. */
export const leads = new Set([
  'if',
  'when',
  'where',
  'before',
  'after',
  'until',
  'unless',
  'except',
  'only',
  '如',
  '若',
  '只有',
  '仅',
  '除',
]);

/** An approved text in its parts. */
export interface Passage {
  readonly units: readonly Unit[];
  /** For each unit, which sentence of the text it is read from. */
  readonly origins: readonly number[];
  /** What a sentence may be said to be about: the beginnings of the passage's own sentences, and its names. */
  readonly topics: readonly (readonly string[])[];
  readonly names: readonly (readonly string[])[];
}

const kept = new Map<string, Passage>();
const mostKept = 1_000;

/** An approved text as it is compared; the last ones read are kept. */
export function readPassage({ text, names = [] }: Support, folded: (text: string) => string = plainText): Passage {
  const key = `${folded.name}\u0000${text}\u0000${names.join('\u0000')}`;
  const known = kept.get(key);
  if (known) return known;
  const plain = folded(text);
  const read = [...readUnits(plain), ...inActiveVoice(plain).flatMap(readUnits)].map((unit) => [
    unit,
    ...consequences(unit),
  ]);
  const units = read.flat();
  const origins = read.flatMap((ways, origin) => ways.map(() => origin));
  const called = [...names, ...(onlyNameIn(text) ?? [])].flatMap((name) =>
    readUnits(folded(name)).map(({ segments }) => keysOf(tokensOf(segments))),
  );
  const topics = units
    .flatMap(({ segments }) => segments.map(({ tokens }) => subjectOf(tokens)))
    .filter((topic) => topic.length > 0);
  if (kept.size >= mostKept) kept.clear();
  const passage = { units, origins, topics, names: called };
  kept.set(key, passage);
  return passage;
}

/** The tokens of all segments. */
export const tokensOf = (segments: readonly Segment[]): readonly Token[] => segments.flatMap(({ tokens }) => tokens);
const keysOf = (tokens: readonly Token[]): readonly string[] => tokens.filter(counts).map(({ key }) => key);

/** Whether a token changes what holds. */
export const changesWhatHolds = ({ sort }: Token) => sort === 'guard' || sort === 'condition' || sort === 'quantity';

const chineseProduct =
  /(?<=^|[，。；：、\n])((?![持用在使购办开未已凭通向对从因为其])\p{Script=Han}{2,7}?(?:险|卡|贷|账户|基金|计划|套餐|存款))的/gu;

const opensCondition = ({ tokens }: Segment) => leads.has(tokens[0]?.key ?? '') || ends.has(tokens.at(-1)?.key ?? '');

/** Of "if A, B and C" also "if A, C". */
function consequences({ segments }: Unit): readonly Unit[] {
  const [first, ...rest] = segments;
  if (!first) return [];
  const condition = opensCondition(first) ? first : openedBy(first);
  if (!condition) return [];
  return rest.flatMap((_, skipped) => {
    const others = rest.slice(0, skipped);
    const isPlain = others.every(
      (segment) => !opensCondition(segment) && segment.tokens.every(({ sort }) => sort !== 'condition'),
    );
    const isOther = skipped > 0 || condition !== first;
    return isOther && isPlain ? [{ segments: [condition, ...rest.slice(skipped)] }] : [];
  });
}

/** The time that a Chinese part opens with, and that holds for the parts behind it. */
function openedBy({ tokens }: Segment): Segment | null {
  const end = tokens.findIndex(({ key }) => key === '后' || key === '前');
  return end > 1 ? { tokens: tokens.slice(0, end + 1) } : null;
}

/** The capitalised name that an English text speaks of, or the product of a Chinese one, if it is the only one. */
function onlyNameIn(text: string): readonly string[] | null {
  const names = [...new Set(text.match(/\b(?:[A-Z][\w’'-]+ )+[A-Z][\w’'-]+/g) ?? [])].map((name) =>
    name.replace(/^(?:The|An?|Our|Your|For|With|From|Under) /, ''),
  );
  const products = [...new Set([...text.matchAll(chineseProduct)].flatMap(([, name]) => name ?? []))];
  const all = [...names, ...products];
  return all.length === 1 ? all : null;
}

/** Of a part, the first words that neither guard nor count. */
export function subjectOf(tokens: readonly Token[]): readonly string[] {
  const start = tokens.findIndex(counts);
  if (tokens[start]?.sort !== 'word') return [];
  const end = tokens.findIndex((token, index) => index > start && changesWhatHolds(token));
  return keysOf(end < 0 ? tokens.slice(start) : tokens.slice(start, end));
}
