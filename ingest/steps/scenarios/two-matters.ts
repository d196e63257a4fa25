import type { StoredSource } from '../../ports.ts';
import type { GroupFit, GroupModel } from './discovery/group-model.ts';
import { termsOfText } from './discovery/matter-terms.ts';
import type { WeightedTerms } from './discovery/term-table.ts';

// Two groups must explain a call so much better than one, and each its own part so well: in shares of what customers of the
// group usually gain, but not less than so many nats. Chosen on joined service chats; checked on bank turns and sample calls.
const leastOfUsual = 0.3;
const leastGain = 3;

/** Where one matter of a call ends and another begins. */
export interface TwoMatters {
  /** What is said before the cut, and from it on. */
  readonly parts: readonly [GroupFit, GroupFit];
  /** Index of the segment in which the customer brings up the second one. */
  readonly cut: number;
}

/**
 * The matters of a call that has two: customers bring them up one after the other, so the call is cut where one group before
 * and another after explain best what its customer says; null while one explains it as well. `drawnFrom` is the group that the call
 * itself helped to draw, -1 none; `ease` of what is asked for is enough.
 */
export function twoMatters(call: StoredSource, model: GroupModel, drawnFrom = -1, ease = 1): TwoMatters | null {
  const turns = call.segments.flatMap(({ role, text }, at) =>
    role === 'customer' ? [{ at, terms: termsOfText(text) }] : [],
  );
  if (turns.length < 2 || model.keys.length < 2) return null;
  const without = drawnFrom < 0 ? null : { group: drawnFrom, text: together(turns.map(({ terms }) => terms)) };
  const gains = turns.map(({ terms }) => model.gains(terms, without));
  const after = model.keys.map((_, k) => gains.reduce((sum, turn) => sum + (turn[k] ?? 0), 0));
  const before = after.map(() => 0);
  const whole = Math.max(0, ...after);
  let best: (TwoMatters & { readonly difference: number }) | null = null;
  for (const [n, turn] of gains.slice(0, -1).entries()) {
    turn.forEach((gain, k) => {
      before[k] = (before[k] ?? 0) + gain;
      after[k] = (after[k] ?? 0) - gain;
    });
    const parts = [likeliest(before), likeliest(after)] as const;
    const [first, second] = parts;
    const difference = first.gain + second.gain - whole;
    const [own, other] = [ease * leastFor(model, first), ease * leastFor(model, second)];
    if (first.group === second.group || first.gain < own || second.gain < other) continue;
    const cut = turns[n + 1]?.at ?? 0;
    if (difference > Math.max(Math.min(own, other), best?.difference ?? 0)) best = { parts, cut, difference };
  }
  return best && { parts: best.parts, cut: best.cut };
}

const leastFor = ({ usualGains }: GroupModel, { group }: GroupFit) =>
  Math.max(leastGain, leastOfUsual * (usualGains[group] ?? 0));

function likeliest(gains: readonly number[]): GroupFit {
  const gain = Math.max(...gains);
  return { group: gains.indexOf(gain), gain };
}

/** The terms of several texts as those of one. */
export function together(texts: readonly WeightedTerms[]): WeightedTerms {
  const terms = new Map<string, number>();
  for (const text of texts) for (const [term, count] of text) terms.set(term, (terms.get(term) ?? 0) + count);
  return terms;
}
