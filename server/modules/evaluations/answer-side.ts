import type { CardKind, CardLevel, ItemKind } from '../../../graph-schema/index.ts';
import type { VersionRef } from '../../publishing/index.ts';

/** A card as a run keeps it: which versions it showed, without their words. */
export interface AnsweredCard extends VersionRef {
  readonly level: CardLevel;
  readonly kind: CardKind;
  /** Every version that it shows, its own among them. */
  readonly cites: readonly VersionRef[];
}

/** What answered a question, on one side of a comparison. */
export interface AnswerSide {
  readonly confidence: number;
  /** The core card first; empty: nothing was shown. */
  readonly cards: readonly AnsweredCard[];
  /** The first `rankedDepth` that were found, best first, whether or not they were shown. */
  readonly ranked: readonly (VersionRef & { readonly kind: ItemKind })[];
  /** What is near in meaning should have been looked for, and could not. */
  readonly withoutMeaning: boolean;
}

export const rankedDepth = 20;

/** What came of a question, the worst first. An agent is better served by nothing than by a wrong card. */
export const grades = ['wrong', 'silent', 'beside', 'right'] as const;
export type Grade = (typeof grades)[number];

/**
 * `right`: the core card shows what was expected, or nothing was expected and shown. `beside`: another card shows it.
 * `silent`: it was expected and nothing was shown. `wrong`: cards were shown, and none of what was expected.
 */
export function gradeOf({ cards }: AnswerSide, expected: readonly string[]): Grade {
  if (cards.length === 0) return expected.length === 0 ? 'right' : 'silent';
  const showing = cards.findIndex(({ cites }) => cites.some(({ itemId }) => expected.includes(itemId)));
  if (showing < 0) return 'wrong';
  return showing === 0 ? 'right' : 'beside';
}

/** The place of the first item that was expected among those found, from 1; null: it is not there. */
export function rankOf({ ranked }: AnswerSide, expected: readonly string[]): number | null {
  const place = ranked.findIndex(({ itemId }) => expected.includes(itemId));
  return place < 0 ? null : place + 1;
}

export const verdicts = ['better', 'worse', 'changed', 'same'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * How a question fares against before: by what was shown; where neither shows first what was expected, by its place
 * among what was found. `changed`: neither, but what the agent reads first is another, or another version of it; what
 * moved below it, and how sure the service was, is no change.
 */
export function verdictOf(before: AnswerSide, after: AnswerSide, expected: readonly string[]): Verdict {
  const place = (side: AnswerSide) => -(rankOf(side, expected) ?? rankedDepth + 1);
  const [was, is] = [gradeOf(before, expected), gradeOf(after, expected)];
  const gained = grades.indexOf(is) - grades.indexOf(was) || (is === 'right' ? 0 : place(after) - place(before));
  if (gained !== 0) return gained > 0 ? 'better' : 'worse';
  return readFirst(before) === readFirst(after) ? 'same' : 'changed';
}

const readFirst = ({ cards }: AnswerSide) =>
  JSON.stringify(
    cards
      .filter(({ level }, index) => index === 0 || level === 'alert')
      .map(({ level, cites }) => [level, cites.map(({ itemId, version }) => `${itemId}@${version}`).sort()]),
  );
