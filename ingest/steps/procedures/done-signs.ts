import { placeholderPattern } from '../../../graph-schema/index.ts';
import type { Taking } from './path-takings.ts';

/** What shows that a step is done, before the call goes on. */
export interface DoneSign {
  /** The customer gives this kind of personal data, a number or amount, or answers in other words; or a look-up returns. */
  readonly by: 'given' | 'number' | 'answer' | 'looked_up';
  /** The kind of personal data. */
  readonly type: string | null;
  /** Of the times that the call went on from the step, 0..1. */
  readonly share: number;
  readonly examples: readonly Taking[];
}

const leastShare = 0.4;
const fewestTimes = 3;

/**
 * The sign that a step is done, read from what usually happens between it and whatever comes next; a call that comes back to
 * the step was not done with it. Null: nothing is usual.
 */
export function doneSign(kind: 'said' | 'looked_up', leaving: readonly Taking[]): DoneSign | null {
  if (leaving.length < fewestTimes) return null;
  const share = (found: readonly Taking[]) => found.length / leaving.length;
  if (kind === 'looked_up') {
    const returned = leaving.filter(({ results }) => results.length > 0);
    return share(returned) >= leastShare
      ? { by: 'looked_up', type: null, share: share(returned), examples: returned.slice(0, 3) }
      : null;
  }
  const byType = new Map<string, Taking[]>();
  for (const taking of leaving) {
    const types = new Set([...taking.heard.matchAll(placeholderPattern)].map((match) => match[1] ?? ''));
    for (const type of types) byType.set(type, [...(byType.get(type) ?? []), taking]);
  }
  const given = [...byType].sort((a, b) => b[1].length - a[1].length)[0];
  if (given && share(given[1]) >= leastShare) {
    return { by: 'given', type: given[0], share: share(given[1]), examples: given[1].slice(0, 3) };
  }
  const numbers = leaving.filter(({ heard }) => /\d/.test(heard.replace(placeholderPattern, '')));
  if (share(numbers) >= leastShare) {
    return { by: 'number', type: null, share: share(numbers), examples: shortest(numbers) };
  }
  const answered = leaving.filter(({ heard }) => heard.trim() !== '');
  return share(answered) >= leastShare
    ? { by: 'answer', type: null, share: share(answered), examples: shortest(answered) }
    : null;
}

const shortest = (takings: readonly Taking[]) =>
  takings.toSorted((a, b) => a.heard.length - b.heard.length || a.trace - b.trace).slice(0, 3);
