import { inActiveVoice } from './active-voice.ts';
import { placeOf, sharedRuns } from './align-words.ts';
import { plainText, withoutLeadIn } from './plain-text.ts';
import { counts, readUnits, type Segment, type Token, type Unit } from './read-tokens.ts';

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

/** A text that was approved, and names by which its subject is called elsewhere (a product, a law). */
export interface Support {
  readonly text: string;
  readonly names?: readonly string[];
}

/**
 * Whether a sentence says nothing but what the texts say that it cites. It must be made of their words: each part of it
 * is laid beside one sentence of them, and between what both share nothing may be put in another's place; no amount,
 * date, negation, duty, limit or condition may be changed, dropped or added; whole phrases may be left out or moved.
 * What the check does not understand it refuses. No model is asked.
 */
export function checkSentence(sentence: string, supports: readonly Support[]): Verdict {
  const plain = withoutLeadIn(plainText(sentence));
  const verdict = check(readUnits(plain), supports);
  if (verdict.supported) return verdict;
  const [active] = inActiveVoice(plain);
  const otherWay = active === undefined ? verdict : check(readUnits(active), supports);
  return otherWay.supported ? otherWay : verdict;
}

function check(parts: readonly Unit[], supports: readonly Support[]): Verdict {
  if (parts.length === 0) return { supported: false, reason: 'too_little' };
  const passages = supports.map(readPassage);
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

interface Passage {
  readonly units: readonly Unit[];
  /** What a sentence may be said to be about: the beginnings of the passage's own sentences, and its names. */
  readonly topics: readonly (readonly string[])[];
}

const kept = new Map<string, Passage>();
const mostKept = 500;

function readPassage({ text, names = [] }: Support): Passage {
  const key = `${text}\u0000${names.join('\u0000')}`;
  const known = kept.get(key);
  if (known) return known;
  const plain = plainText(text);
  const units = [...readUnits(plain), ...inActiveVoice(plain).flatMap(readUnits)];
  const topics = [
    ...units.flatMap(({ segments }) => segments.map(({ tokens }) => subjectOf(tokens))),
    ...names.flatMap((name) => readUnits(plainText(name)).map(({ segments }) => keysOf(tokensOf(segments)))),
  ].filter((topic) => topic.length > 0);
  if (kept.size >= mostKept) kept.clear();
  const passage = { units, topics };
  kept.set(key, passage);
  return passage;
}

const tokensOf = (segments: readonly Segment[]): readonly Token[] => segments.flatMap(({ tokens }) => tokens);
const keysOf = (tokens: readonly Token[]): readonly string[] => tokens.filter(counts).map(({ key }) => key);

const changes = ({ sort }: Token) => sort === 'guard' || sort === 'condition' || sort === 'quantity';

/** The first words that neither guard nor count. */
function subjectOf(tokens: readonly Token[]): readonly string[] {
  const start = tokens.findIndex((token) => token.sort === 'word');
  if (start < 0) return [];
  const end = tokens.findIndex((token, index) => index > start && changes(token));
  return keysOf(end < 0 ? tokens.slice(start) : tokens.slice(start, end));
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
        const compared = compare(said, unit, from, to, passage.topics);
        if (compared.reason === null) return { reason: null, shared: compared.shared };
        if (compared.shared > worst.shared) worst = { reason: compared.reason, shared: compared.shared };
      }
  }
  return worst;
}

function compare(
  said: readonly Token[],
  unit: Unit,
  from: number,
  to: number,
  topics: Passage['topics'],
): { readonly reason: Refusal | null; readonly shared: number } {
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
    if (gap.length > 0 && !(moved && run[0]?.sort === 'condition')) return refused(reasonFor(run));
    if (moved) continue;
    if (run.some(({ sort }) => sort !== 'word')) return refused(reasonFor(run));
    if (!topics.some((topic) => holds(topic, keys))) return refused('new_words');
  }
  if (hasUnsaidSegment(unit.segments.slice(from, to), used)) return refused('other_words_in_place');
  if (joinsOthers(unit.segments.slice(from, to), used)) return refused('order');
  const restriction = stated.find(
    (token, index) => !used[index] && restricts(token, stated[index - 1], stated[index + 1]),
  );
  if (restriction) return refused(restriction.sort === 'quantity' ? 'other_quantity' : 'restriction_dropped');
  if (dropsCondition(unit.segments.slice(from, to), used) || leavesCondition(unit, from, to))
    return refused('condition_dropped');
  return { reason: null, shared };
}

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
  if (!run.some(changes) || run.some(({ sort }) => sort === 'word')) return true;
  const [only] = run;
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
  return !token.key.startsWith('%') || [before, after].some((beside) => beside !== undefined && changes(beside));
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
    const isChinese = ['的', '时', '后', '前'].includes(tokens.at(-1)?.key ?? '');
    if (start < 0 && !isChinese) return false;
    if (stated.some(({ sort }, index) => sort === 'condition' && !said[index])) return true;
    const ofIt = isChinese ? said : said.slice(start);
    return ofIt.filter(Boolean).length < ofIt.length * conditionShare;
  });
}

const always = new Set(['if', 'unless', 'except', 'where', '除非', '除外', '例外', '前提', '但', 'only']);
const leads = new Set([
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
]);

/** A condition in another part of the sentence holds for what was said. */
function leavesCondition(unit: Unit, from: number, to: number): boolean {
  return unit.segments.some(({ tokens }, index) => {
    if (index >= from && index < to) return false;
    const first = tokens[0]?.key ?? '';
    const last = tokens.at(-1)?.key ?? '';
    const before = index < from;
    if (before && (leads.has(first) || ['的', '时', '后', '前'].includes(last))) return true;
    return tokens.some(
      ({ sort, key }) =>
        sort === 'condition' && always.has(key) && !(leads.has(first) && index >= to && /^[如若只仅]/.test(first)),
    );
  });
}
