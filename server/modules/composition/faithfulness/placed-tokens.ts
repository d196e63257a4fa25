import { counts, type Segment, type Token } from './read-tokens.ts';

/** Words by a blank, as a set. */
export const wordSet = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words that carry nothing beside the ones they stand with. */
export const carriesNothing = wordSet('get receiv mak fee cost charg apply us amount person age date possible');
export const duties = wordSet('must should 须 应 才');
export const permissions = wordSet('can 可');
export const modals: ReadonlySet<string> = new Set([...duties, ...permissions]);
export const onlys = wordSet('only 只');
export const conditionMarks = wordSet('if where 如 若 when 但');
export const beForms = wordSet('is are was were be been being');

/** One token of a text, with where it stands and in which part. */
export interface Placed extends Token {
  readonly at: number;
  readonly segment: number;
}

/** Where a token of a sentence was said before: in the stretch that it is compared with, or ahead of it. */
export interface Match {
  readonly said: Placed;
  readonly stated: Placed;
  readonly inStretch: boolean;
}

/** Whether a token says something that two texts must share to say the same. */
export const matters = (token: Token): boolean =>
  counts(token) && !carriesNothing.has(token.key) && !(token.sort === 'condition' && conditionMarks.has(token.key));

/** The tokens of the parts, numbered through. */
export const placed = (segments: readonly Segment[]): readonly Placed[] =>
  renumbered(segments.flatMap(({ tokens }, segment) => tokens.map((token) => ({ ...token, segment, at: 0 }))));

/** The same tokens, numbered as they now stand. */
export const renumbered = (tokens: readonly Placed[]): readonly Placed[] =>
  tokens.map((token, at) => ({ ...token, at }));

/** A quantity's kind without its number: days, euros. */
export const measure = (key: string): string => key.replaceAll(/[\d.]+/g, '');
