import type { StoredSource } from '../../ports.ts';
import type { GroupFit, GroupModel } from './discovery/group-model.ts';
import { termsOfText } from './discovery/matter-terms.ts';

/** Two groups must explain a call this much better than one, and each its own part this well, in nats. */
const leastDifference = 12;

/**
 * The matters of a call that has two, the larger one first: customers bring them up one after the other, so the call is
 * cut where one group before and another after explain best what its customer says; null while one explains it as well.
 */
export function twoMatters(call: StoredSource, model: GroupModel): readonly [GroupFit, GroupFit] | null {
  const turns = call.segments.filter((segment) => segment.role === 'customer').map(({ text }) => termsOfText(text));
  if (turns.length < 2 || model.keys.length < 2) return null;
  const gains = turns.map((turn) => model.gains(turn));
  const after = model.keys.map((_, k) => gains.reduce((sum, own) => sum + (own[k] ?? 0), 0));
  const before = after.map(() => 0);
  const whole = Math.max(0, ...after);
  let best: { readonly parts: readonly [GroupFit, GroupFit]; readonly difference: number } | null = null;
  for (const own of gains.slice(0, -1)) {
    own.forEach((gain, k) => {
      before[k] = (before[k] ?? 0) + gain;
      after[k] = (after[k] ?? 0) - gain;
    });
    const [first, second] = [likeliest(before), likeliest(after)];
    const difference = first.gain + second.gain - whole;
    if (first.group === second.group || Math.min(first.gain, second.gain) < leastDifference) continue;
    if (difference > (best?.difference ?? leastDifference)) best = { parts: [first, second], difference };
  }
  if (!best) return null;
  const [first, second] = best.parts;
  return first.gain >= second.gain ? [first, second] : [second, first];
}

function likeliest(gains: readonly number[]): GroupFit {
  const gain = Math.max(...gains);
  return { group: gains.indexOf(gain), gain };
}
