import type { StoredSource } from '../../ports.ts';
import { sentencesIn } from '../scenarios/sentences.ts';
import { contentTerms } from '../text-terms.ts';
import { asksForSecret, mayAskForSecret } from './asks-secret.ts';
import { ownsMistake, promisesOf, promisesTakenBack, type TakenBack } from './taken-back.ts';

/** What no agent should be told to say. */
export interface BarredLines {
  readonly takenBack: readonly TakenBack[];
  /** Whether a sentence, as an agent of these calls said it, is barred. */
  readonly bars: (sentence: string) => boolean;
}

// Promises with this share of the terms of the shorter one promise the same.
const samePromise = 0.6;
// Where more often than this the promise was not taken back, one customer's complaint says little about it.
const leastTakenBack = 0.2;

/**
 * Sentences that are barred from steps and scripts: they ask the customer to say a passcode or password aloud, or promise
 * what was taken back later, here or, in the same terms, in other calls, or take it back.
 */
export function barredLines(calls: readonly StoredSource[]): BarredLines {
  const takenBack = promisesTakenBack(calls);
  const texts = new Set(
    takenBack.flatMap(({ promise, takenBack: { segment, start, end } }) =>
      segment.role === 'agent' ? [promise.text, segment.text.slice(start, end)] : [promise.text],
    ),
  );
  for (const text of promisedAgain(calls, takenBack)) texts.add(text);
  for (const text of answeredWithSecret(calls)) texts.add(text);
  return {
    takenBack,
    bars: (sentence) => texts.has(sentence.trim()) || asksForSecret(sentence) || ownsMistake(sentence),
  };
}

function promisedAgain(calls: readonly StoredSource[], takenBack: readonly TakenBack[]): string[] {
  if (takenBack.length === 0) return [];
  const promises = calls.flatMap((call) =>
    promisesOf(call).map(({ text }) => ({ call, text, terms: new Set(contentTerms(text)) })),
  );
  const back = new Set(takenBack.map(({ call }) => call));
  const said = new Map(takenBack.map(({ promise }) => [promise.text, new Set(contentTerms(promise.text))]));
  return [...said.values()].flatMap((terms) => {
    const alike = promises.filter((one) => sharedTerms(one.terms, terms) >= samePromise);
    const within = new Set(alike.map(({ call }) => call));
    const broken = [...within].filter((call) => back.has(call)).length;
    return broken >= leastTakenBack * within.size ? alike.map(({ text }) => text) : [];
  });
}

function sharedTerms(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((term) => b.has(term)).length;
  return shared / Math.max(1, Math.min(a.size, b.size));
}

/** What agents said of a code before the customer said it aloud. */
function answeredWithSecret(calls: readonly StoredSource[]): string[] {
  return calls.flatMap(({ segments }) =>
    segments.flatMap((segment, i) => {
      const next = segments[i + 1];
      if (segment.role !== 'agent' || next?.role !== 'customer' || !next.text.includes('[PASSCODE]')) return [];
      return sentencesIn(segment, 0).flatMap(({ text }) => (mayAskForSecret(text) ? [text] : []));
    }),
  );
}
