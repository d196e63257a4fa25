import { freerText } from './freer-text.ts';
import { borrowsWell, matchAll } from './match-words.ts';
import {
  beForms,
  duties,
  matters,
  modals,
  onlys,
  type Placed,
  permissions,
  placed,
  renumbered,
  wordSet,
} from './placed-tokens.ts';
import { plainText } from './plain-text.ts';
import { ends, leads, type Passage, readPassage, type Support, tokensOf } from './read-passage.ts';
import type { Segment, Unit } from './read-tokens.ts';
import { besideConditions, exchanges, isBound, keepsOrder, sameConditions, turnsRound } from './same-bonds.ts';
import { samePartyOrder } from './same-parties.ts';
import { isRole } from './unsaid-words.ts';

const negations = wordSet('not no never neither nor without 不 未 无 非 勿 不可 不予 不再 无须 neednot free 免');
const plainNots = wordSet('not 不 不可');

const freely = (text: string) => freerText(plainText(text));

/**
 * Whether a part of a sentence says, in another order and with other glue, all that one stretch of a passage says and
 * nothing else. Every word of the stretch must be said but roles and names; what the part adds must have been said
 * before the stretch; negations, limits, quantities and conditions must stand beside the same words, and parties in the
 * same order.
 */
export function saysTheSame(part: Unit, support: Support): boolean {
  return supportsSegments(part.segments, readPassage(support, freely));
}
function supportsSegments(segments: readonly Segment[], passage: Passage): boolean {
  if (segments.length === 0) return false;
  if (supportsWhole(segments, passage)) return true;
  for (let cut = segments.length - 1; cut > 0; cut -= 1) {
    const [first, second] = [segments.slice(0, cut), segments.slice(cut)];
    if (isOnlyCondition(first) || isOnlyCondition(second)) continue;
    if (supportsWhole(first, passage) && supportsSegments(second, passage)) return true;
  }
  return false;
}

const opensCondition = ({ tokens }: Segment) => leads.has(tokens[0]?.key ?? '') || ends.has(tokens.at(-1)?.key ?? '');
const isOnlyCondition = (segments: readonly Segment[]) => segments.every(opensCondition);

function supportsWhole(segments: readonly Segment[], passage: Passage): boolean {
  const said = placed(segments);
  const least = said.some(({ key }) => /^\p{Script=Han}/u.test(key)) ? 3 : 2;
  const keys = new Set(said.filter(matters).map(({ key }) => key));
  if (said.filter(matters).length < least || !knowsAll(keys, passage)) return false;
  return passage.units.some((unit, index) => {
    const origin = passage.origins[index] ?? 0;
    const ahead = (from: number) => ({
      sentences: placed(
        passage.units.filter((_, other) => (passage.origins[other] ?? 0) < origin).flatMap((other) => other.segments),
      ),
      parts: placed(unit.segments.slice(0, from)),
    });
    return unit.segments.some((_, from) =>
      unit.segments.some((_last, offset) => {
        const to = unit.segments.length - offset;
        const stretch = unit.segments.slice(from, to);
        if (to <= from || isOnlyCondition(stretch) || leavesCondition(unit, from, to)) return false;
        if (surelyLeavesOut(stretch, keys)) return false;
        return sameStatement(said, placed(stretch), ahead(from), passage.names);
      }),
    );
  });
}

const knownKeys = new WeakMap<Passage, ReadonlySet<string>>();

/** Whether the passage holds every word, but for duties and roles; most sentences are done with here. */
function knowsAll(keys: ReadonlySet<string>, passage: Passage): boolean {
  const known =
    knownKeys.get(passage) ??
    new Set([
      ...passage.units.flatMap(({ segments }) => tokensOf(segments).map(({ key }) => key)),
      ...passage.names.flat(),
    ]);
  knownKeys.set(passage, known);
  return [...keys].every((key) => known.has(key) || modals.has(key) || isRole([key]) || '客户'.includes(key));
}

const longestUnsaid = 12;

/** Whether a stretch holds what was not said and may not be left out, whatever the order. */
function surelyLeavesOut(stretch: readonly Segment[], keys: ReadonlySet<string>): boolean {
  const left = tokensOf(stretch).filter((token) => matters(token) && !keys.has(token.key));
  return left.length > longestUnsaid || left.some(({ key, sort }) => sort !== 'word' && !duties.has(key));
}

const always = wordSet('if unless except where 除非 除外 例外 前提 但 only 只');
function leavesCondition({ segments }: Unit, from: number, to: number): boolean {
  return segments.some(
    (segment, index) =>
      (index < from && opensCondition(segment)) ||
      ((index < from || index >= to) &&
        segment.tokens.some(({ sort, key }) => sort === 'condition' && always.has(key))),
  );
}

/** What stands ahead of a stretch: earlier sentences, and earlier parts of its own. */
interface Ahead {
  readonly sentences: readonly Placed[];
  readonly parts: readonly Placed[];
}

function sameStatement(
  said: readonly Placed[],
  stretch: readonly Placed[],
  ahead: Ahead,
  names: readonly (readonly string[])[],
): boolean {
  const named = placed(names.map((name) => ({ tokens: name.map((key) => ({ key, sort: 'word' as const })) })));
  const before = renumbered([...ahead.parts, ...ahead.sentences, ...named]);
  const matches = matchAll(said, stretch, before);
  if (matches === null || !borrowsWell(matches, ahead.parts, said, stretch)) return false;
  const mine = matches.filter(({ inStretch }) => inStretch);
  if (mine.length < 2) return false;
  const used = new Set(mine.map(({ stated }) => stated.at));
  const isBorrowing = matches.length > mine.length;
  if (leavesOut(stretch, used, isBorrowing ? [] : names, said)) return false;
  if (!hasSameModals(said, stretch)) return false;
  if (!matches.every((match) => isBound(match, said, match.inStretch ? stretch : before))) return false;
  return (
    keepsOrder(mine) &&
    !exchanges(mine) &&
    !turnsRound(mine, said, stretch) &&
    samePartyOrder(besideConditions(said), besideConditions(stretch)) &&
    sameConditions(said, stretch, before)
  );
}

/** Whether the stretch says something that the sentence does not: anything but duties, roles and, where nothing is borrowed, the name. */
function leavesOut(
  stretch: readonly Placed[],
  used: ReadonlySet<number>,
  names: readonly (readonly string[])[],
  said: readonly Placed[],
): boolean {
  const left = stretch.filter((token) => matters(token) && !used.has(token.at));
  const rest = left.filter(({ key, sort }) => !(duties.has(key) && sort === 'guard'));
  if (rest.length === 0) return false;
  const keys = rest.map(({ key }) => key);
  if (names.some((name) => name.length === keys.length && name.every((key, index) => key === keys[index])))
    return false;
  return !(isRole(keys) && said.some(({ sort, key }) => sort === 'pronoun' || beForms.has(key)));
}

/** A duty may be said of what is stated plainly, or left unsaid; a permission never stands for a duty or the other way round. */
function hasSameModals(said: readonly Placed[], stretch: readonly Placed[]): boolean {
  const of = (tokens: readonly Placed[], which: ReadonlySet<string>) =>
    tokens.some(({ key, sort }) => sort === 'guard' && which.has(key));
  // May not, must not and can not forbid alike; "only" permits by itself.
  if (of(said, plainNots) && of(stretch, plainNots)) return true;
  if (said.some(({ key }) => onlys.has(key)) && stretch.some(({ key }) => onlys.has(key))) return true;
  const isPlain = (tokens: readonly Placed[]) => !of(tokens, permissions) && !of(tokens, negations);
  if (of(said, permissions) !== of(stretch, permissions)) return false;
  if (of(said, duties) !== of(stretch, duties)) return isPlain(said) && isPlain(stretch);
  return true;
}
