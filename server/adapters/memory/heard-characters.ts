import { readingsOf } from '../../text/pinyin-syllables.ts';
import { pairKey } from './term-table.ts';

/** What the repair of a stretch of Han characters asks of an index. */
export interface CharacterStatistics {
  /** How many documents there are. */
  readonly size: number;
  /** How many documents hold a character or a pair. */
  count(key: number): number;
  /** Characters that sound like this one, itself among them. */
  characters(unit: number): readonly number[];
  /** Whether a pair is a term of the collection's own: in a name, a heading or a phrase, or of many texts. */
  isOwnTerm(pair: number): boolean;
}

/** A character that was probably another one. */
export interface Repair {
  readonly at: number;
  readonly unit: number;
}

/** A character is in doubt where fewer documents than this share of them, and than two, hold it with a neighbour. */
const doubtfulShare = 1e-3;
/** A pair must stand together so much more often than by accident, in natural logarithms, to be put in. */
const leastCohesion = 1;
const mostly = 0.5;
/** Of so few documents one is enough to hold a pair. */
const fewDocuments = 1_000;
/** What a change must make more likely, in natural logarithms: where it is the same syllable, and where it is nearly. */
const sameSyllable = 3;
const nearSyllable = 5;
/** How much of a pair's probability comes from the pair, and how much from its second character alone. */
const pairShare = 0.9;
const longestRun = 6;
/** Rows that are followed further: the likeliest. */
const beam = 24;

/**
 * Where no pair with its neighbours is of the collection, a character was probably misheard: those that sound alike are
 * tried, and the row of them that holds together best, by the pairs that the collection knows, is taken (Viterbi 1967).
 * `mask` says which characters belong to conversation; those stay.
 */
export function repairedCharacters(
  units: readonly number[],
  mask: readonly boolean[],
  statistics: CharacterStatistics,
): Repair[] {
  const held = (n: number) =>
    n >= 0 && n + 1 < units.length ? statistics.count(pairKey(units[n] ?? 0, units[n + 1] ?? 0)) : 0;
  const leastHeld = Math.max(2, doubtfulShare * statistics.size);
  const isLost = (n: number) => !mask[n] && held(n - 1) < leastHeld && held(n) < leastHeld;
  const repairs: Repair[] = [];
  for (let start = 0; start < units.length; start++) {
    if (!isLost(start)) continue;
    let end = start + 1;
    while (end < units.length && isLost(end)) end += 1;
    if (end - start <= longestRun) repairs.push(...bestRow(units, mask, start, end, statistics));
    start = end;
  }
  return repairs;
}

interface Row {
  readonly unit: number;
  readonly score: number;
  readonly before: Row | null;
}

function bestRow(
  units: readonly number[],
  mask: readonly boolean[],
  start: number,
  end: number,
  statistics: CharacterStatistics,
): Repair[] {
  const fixed = (n: number) => (n >= 0 && n < units.length && !mask[n] ? units[n] : undefined);
  const before = fixed(start - 1) ?? 0;
  const after = fixed(end) ?? 0;
  let rows: Row[] = [{ unit: before, score: 0, before: null }];
  for (let n = start; n < end; n++) {
    const heard = units[n] ?? 0;
    const likeliest = rows.sort((a, b) => b.score - a.score).slice(0, beam);
    rows = [...new Set([heard, ...statistics.characters(heard)])].map((unit) =>
      best(likeliest.map((row) => followed(row, unit, likelihood(row.unit, unit, statistics) - costOf(heard, unit)))),
    );
  }
  const ends = rows.map((row) => followed(row, after, after === 0 ? 0 : likelihood(row.unit, after, statistics)));
  const chosen: number[] = [];
  for (let row: Row | null = best(ends); row; row = row.before) chosen.unshift(row.unit);
  return chosen.slice(1, -1).flatMap((unit, n) => {
    if (unit === units[start + n]) return [];
    const pairs: Pair[] = [
      [chosen[n] ?? 0, unit],
      [unit, chosen[n + 2] ?? 0],
    ];
    const belongs = pairs.some(([a, b]) => isCohesive(a, b, statistics) && statistics.isOwnTerm(pairKey(a, b)));
    return belongs ? [{ at: start + n, unit }] : [];
  });
}

type Pair = readonly [number, number];
const followed = (before: Row, unit: number, more: number): Row => ({ unit, score: before.score + more, before });
const best = (rows: readonly Row[]): Row => rows.reduce((one, other) => (other.score > one.score ? other : one));

/** The logarithm of how likely a character follows another, 0: none is known; by documents (Jelinek and Mercer 1980). */
function likelihood(first: number, second: number, { count, size }: CharacterStatistics): number {
  const alone = (count(second) + 0.1) / (size + 1);
  if (first === 0) return Math.log(alone);
  const after = Math.min(1, count(pairKey(first, second)) / Math.max(1, count(first)));
  return Math.log(pairShare * after + (1 - pairShare) * alone);
}

/**
 * Whether two stand together more often than by accident (pointwise mutual information), or one of them mostly in this pair:
 * of few documents, chance says little.
 */
function isCohesive(first: number, second: number, { count, size }: CharacterStatistics): boolean {
  const together = first === 0 || second === 0 ? 0 : count(pairKey(first, second));
  const [before, after] = [count(first), count(second)];
  if (together < (size < fewDocuments ? 1 : 2)) return false;
  return (
    together / Math.min(before, after) >= mostly || Math.log((together * size) / (before * after)) >= leastCohesion
  );
}

function costOf(heard: number, unit: number): number {
  if (heard === unit) return 0;
  const said = readingsOf(heard).exact;
  return readingsOf(unit).exact.some((syllable) => said.includes(syllable)) ? sameSyllable : nearSyllable;
}
