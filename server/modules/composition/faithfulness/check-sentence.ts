import { inActiveVoice } from './active-voice.ts';
import { placeOf, sharedRuns } from './align-words.ts';
import { freerText } from './freer-text.ts';
import { otherWays, plainText, withoutLeadIn } from './plain-text.ts';
import {
  changesWhatHolds,
  ends,
  leads,
  type Passage,
  readPassage,
  type Support,
  subjectOf,
  tokensOf,
} from './read-passage.ts';
import { counts, readUnits, type Segment, type Token, type Unit } from './read-tokens.ts';
import { saysTheSame } from './same-words.ts';
import { leavesOutWords } from './unsaid-words.ts';

/** Why a sentence is not supported by what it cites. */
export type Refusal =
  | 'too_little'
  | 'new_words'
  | 'other_quantity'
  | 'other_words_in_place'
  | 'restriction_dropped'
  | 'condition_dropped'
  | 'polarity'
  | 'order';

export type Verdict =
  | { readonly supported: true; readonly by: readonly number[] }
  | { readonly supported: false; readonly reason: Refusal };

/**
 * Whether a sentence says nothing but what the texts say that it cites. It must be made of their words: each part of it
 * is laid beside one sentence of them, and between what both share nothing may be put in another's place; no amount,
 * date, negation, duty, limit or condition may be changed, dropped or added; whole phrases may be moved, few left out.
 * What the check does not understand it refuses. No model is asked.
 */
export function checkSentence(sentence: string, supports: readonly Support[]): Verdict {
  const plain = withoutLeadIn(plainText(sentence));
  const verdict = check(readUnits(plain), supports);
  for (const otherWay of [...otherWays(plain), ...inActiveVoice(plain).slice(0, 1)]) {
    if (verdict.supported) break;
    const again = check(readUnits(otherWay), supports);
    if (again.supported) return again;
  }
  if (!verdict.supported) return inOtherOrder(plain, supports) ?? verdict;
  return verdict;
}

/** Supported by saying the same with the words in another order; null when it is not. */
function inOtherOrder(plain: string, supports: readonly Support[]): Verdict | null {
  const by = readUnits(freerText(plain)).map((part) => supports.findIndex((support) => saysTheSame(part, support)));
  return by.length === 0 || by.includes(-1) ? null : { supported: true, by: [...new Set(by)] };
}

function check(parts: readonly Unit[], supports: readonly Support[]): Verdict {
  if (parts.length === 0) return { supported: false, reason: 'too_little' };
  const passages = supports.map((support) => readPassage(support));
  const by = new Set<number>();
  for (const part of parts) {
    let reason: Refusal | null = 'new_words';
    let best = -1;
    for (const [index, passage] of passages.entries()) {
      const found = unsupported(part, passage);
      if (found.reason === null) {
        by.add(index);
        reason = null;
        break;
      }
      if (found.shared > best) [best, reason] = [found.shared, found.reason];
    }
    if (reason !== null) return { supported: false, reason };
  }
  return { supported: true, by: [...by] };
}

const leastWords = 2;
const leastShare = 0.4;
/** Of a part of a sentence, that anything of it counts as said. */
const leastOfSegment = 0.3;

/** Why no sentence of the passage supports the part; null when one does. */
function unsupported(part: Unit, passage: Passage): { readonly reason: Refusal | null; readonly shared: number } {
  const said = tokensOf(part.segments).filter(counts);
  const isHan = said.some(({ key }) => /^\p{Script=Han}/u.test(key));
  if (said.length < (isHan ? leastWords * 2 : leastWords)) return { reason: 'too_little', shared: 0 };
  let worst: { reason: Refusal; shared: number } = { reason: 'new_words', shared: 0 };
  for (const unit of passage.units) {
    for (let from = 0; from < unit.segments.length; from += 1)
      for (let to = unit.segments.length; to > from; to -= 1) {
        const compared = compare(part, unit, from, to, passage);
        if (compared.reason === null) return { reason: null, shared: compared.shared };
        if (compared.shared > worst.shared) worst = { reason: compared.reason, shared: compared.shared };
      }
  }
  return worst;
}

function compare(
  part: Unit,
  unit: Unit,
  from: number,
  to: number,
  { topics, names }: Passage,
): { readonly reason: Refusal | null; readonly shared: number } {
  const said = tokensOf(part.segments).filter(counts);
  const all = tokensOf(unit.segments.slice(from, to));
  const stated = all.filter(counts);
  const saidKeys = said.map(({ key }) => key);
  const statedKeys = stated.map(({ key }) => key);
  const runs = sharedRuns(saidKeys, statedKeys);
  const shared = runs.reduce((sum, { length }) => sum + length, 0);
  const refused = (reason: Refusal) => ({ reason, shared });
  if (shared / said.length < leastShare) return refused('new_words');
  const used = stated.map(() => false);
  for (const { b, length } of runs) used.fill(true, b, b + length);
  const leftovers = gapsOf(runs, said.length, stated.length);
  for (const { a0, a1, b0, b1 } of leftovers) {
    if (a1 === a0) continue;
    const run = said.slice(a0, a1);
    const keys = saidKeys.slice(a0, a1);
    const gap = stated.slice(b0, b1);
    const moved = isPhrase(run, stated) && movedInto(keys, statedKeys, used);
    // A phrase of time or condition may stand first or last; anything else in another's place is another statement.
    if (gap.length > 0 && !(moved && (run[0]?.sort === 'condition' || isLoneModal(run))))
      return refused(reasonFor(run));
    if (moved) continue;
    if (run.some(({ sort }) => sort !== 'word')) return refused(reasonFor(run));
    const begins = a0 === 0 || segmentStarts(part).includes(a0);
    // What follows another subject in its sentence is said of that one.
    const own = from > 0 ? unit.segments.slice(0, from).map(({ tokens }) => subjectOf(tokens)) : topics;
    const isTopic =
      begins &&
      own.some((topic) =>
        [topic, withoutName(topic, names)].some((subject) => keys.every((key, index) => subject[index] === key)),
      );
    if (!isTopic && !names.some((name) => holds(name, keys))) return refused('new_words');
  }
  if (hasUnsaidSegment(unit.segments.slice(from, to), used)) return refused('other_words_in_place');
  if (joinsOthers(unit.segments.slice(from, to), used)) return refused('order');
  if (leavesOutWords(unit.segments.slice(from, to), used, tokensOf(part.segments), names))
    return refused('restriction_dropped');
  const restriction = stated.find(
    (token, index) => !used[index] && restricts(token, stated[index - 1], stated[index + 1]),
  );
  if (restriction) return refused(restriction.sort === 'quantity' ? 'other_quantity' : 'restriction_dropped');
  if (dropsCondition(unit.segments.slice(from, to), used) || leavesCondition(unit, from, to))
    return refused('condition_dropped');
  return { reason: null, shared };
}

const withoutName = (topic: readonly string[], names: Passage['names']) =>
  topic.slice(names.find((name) => name.every((key, index) => topic[index] === key))?.length ?? 0);

const segmentStarts = ({ segments }: Unit): readonly number[] => {
  let at = 0;
  return segments.map(({ tokens }) => {
    const start = at;
    at += tokens.filter(counts).length;
    return start;
  });
};

const modals = new Set(['可', '须', 'can', 'must']);
const isLoneModal = (run: readonly Token[]) => run.length === 1 && modals.has(run[0]?.key ?? '');

function reasonFor(run: readonly Token[]): Refusal {
  if (run.some(({ sort }) => sort === 'quantity')) return 'other_quantity';
  return run.some(({ sort }) => sort === 'guard' || sort === 'condition') ? 'polarity' : 'other_words_in_place';
}

interface Gap {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}

function gapsOf(runs: ReturnType<typeof sharedRuns>, aLength: number, bLength: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let [a0, b0] = [0, 0];
  for (const { a, b, length } of [...runs, { a: aLength, b: bLength, length: 0 }]) {
    if (a > a0 || b > b0) gaps.push({ a0, a1: a, b0, b1: b });
    [a0, b0] = [a + length, b + length];
  }
  return gaps;
}

/** Whether the words stand in this order in one stretch that nothing else was laid beside; marks them as used. */
function movedInto(keys: readonly string[], stated: readonly string[], used: boolean[]): boolean {
  for (let start = 0; start < stated.length; start += 1) {
    if (used[start] || stated[start] !== keys[0]) continue;
    const places: number[] = [];
    for (let at = start; at < stated.length && !used[at] && places.length < keys.length; at += 1)
      if (stated[at] === keys[places.length]) places.push(at);
    if (places.length < keys.length) continue;
    for (const place of places) used[place] = true;
    return true;
  }
  return false;
}

const holds = (topic: readonly string[], keys: readonly string[]) => placeOf(keys, topic, () => true) >= 0;

/** A lone "not" or "only" that is moved says something else, and so may an amount of which there are several. */
function isPhrase(run: readonly Token[], stated: readonly Token[]): boolean {
  if (!run.some(changesWhatHolds) || run.some(({ sort }) => sort === 'word')) return true;
  const [only] = run;
  if (isLoneModal(run))
    return stated.filter(({ sort, key }) => sort === 'guard' && (modals.has(key) || key === 'not')).length === 1;
  return (
    run.length === 1 && only?.sort === 'quantity' && stated.filter((token) => sameMeasure(token, only)).length === 1
  );
}

const sameMeasure = (one: Token, other: Token) =>
  one.sort === 'quantity' && one.key.replaceAll(/[\d.]+/g, '') === other.key.replaceAll(/[\d.]+/g, '');

/** A part of the sentence of which next to nothing was said belongs to another statement. */
function hasUnsaidSegment(segments: readonly Segment[], used: readonly boolean[]): boolean {
  let at = 0;
  return segments.some(({ tokens }) => {
    const { length } = tokens.filter(counts);
    const said = used.slice(at, at + length).filter(Boolean).length;
    at += length;
    return said < length * leastOfSegment;
  });
}

/** The end of one part and the beginning of the next were left out: what is said of the second would be said of the first. */
function joinsOthers(segments: readonly Segment[], used: readonly boolean[]): boolean {
  let at = 0;
  return segments.some(({ tokens }) => {
    at += tokens.filter(counts).length;
    return at > 0 && at < used.length && !used[at - 1] && !used[at];
  });
}

/** A rate may be left out where no limit stands beside it; any other amount and every guard says when something holds. */
function restricts(token: Token, before: Token | undefined, after: Token | undefined): boolean {
  if (token.sort === 'guard') return true;
  if (token.sort !== 'quantity') return false;
  return (
    !token.key.startsWith('%') || [before, after].some((beside) => beside !== undefined && changesWhatHolds(beside))
  );
}

/** Share of a condition's words that must be said with it. */
const conditionShare = 0.7;

/** A condition was dropped, or cut short: the words of it that are left out must be few. */
function dropsCondition(segments: readonly Segment[], used: readonly boolean[]): boolean {
  let at = 0;
  return segments.some(({ tokens }) => {
    const stated = tokens.filter(counts);
    const said = used.slice(at, at + stated.length);
    at += stated.length;
    const start = stated.findIndex(({ sort }) => sort === 'condition');
    const isChinese = ends.has(tokens.at(-1)?.key ?? '');
    if (start < 0 && !isChinese) return false;
    if (stated.some(({ sort }, index) => sort === 'condition' && !said[index])) return true;
    const ofIt = isChinese ? said : said.slice(start);
    return ofIt.filter(Boolean).length < ofIt.length * conditionShare;
  });
}

const always = new Set(['if', 'unless', 'except', 'where', '除非', '除外', '例外', '前提', '但', 'only']);
/** A condition in another part of the sentence holds for what was said. */
function leavesCondition(unit: Unit, from: number, to: number): boolean {
  return unit.segments.some(({ tokens }, index) => {
    if (index >= from && index < to) return false;
    const first = tokens[0]?.key ?? '';
    const last = tokens.at(-1)?.key ?? '';
    const before = index < from;
    if (before && (leads.has(first) || ends.has(last))) return true;
    return tokens.some(
      ({ sort, key }) =>
        sort === 'condition' && always.has(key) && !(leads.has(first) && index >= to && /^[如若只仅]/.test(first)),
    );
  });
}
