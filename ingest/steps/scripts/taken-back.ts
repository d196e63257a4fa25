import type { StoredSegment, StoredSource } from '../../ports.ts';
import { type Sentence, sentencesIn } from '../scenarios/sentences.ts';
import { emotionsIn } from '../scenarios/speech-cues.ts';
import { contentTerms } from '../text-terms.ts';
import { unifyScript } from '../unify-script.ts';

/** A promise of an agent, and the words that took it back. */
export interface TakenBack {
  readonly call: StoredSource;
  readonly promise: Sentence;
  readonly takenBack: { readonly segment: StoredSegment; readonly start: number; readonly end: number };
}

const promising =
  /保证|一定(?:会|能|给|可以|帮)|肯定(?:会|能|给|可以|没)|承诺|绝对(?:会|能|不|没)|包您|放心[，,]?.{0,12}(?:会|能|可以)|答应您|\b(?:i (?:can )?(?:guarantee|promise|assure)|guaranteed|definitely|certainly will|will certainly|absolutely will|for sure|rest assured|you have my word)\b/i;
const retracting =
  /更正|(?:刚才|刚刚|之前|前面).{0,10}(?:说错|不对|有误|不准确|讲错|弄错|搞错)|我(?:说|讲|弄|搞|看)错了|(?:没办法|无法|不能|做不到|办不到).{0,8}(?:保证|承诺|答应|像.{0,6}说的)|收回.{0,6}(?:话|承诺)|\b(?:i misspoke|i was wrong|my mistake|i made a mistake|correction|i (?:have|need) to correct|i (?:can't|cannot|can not) (?:actually )?(?:promise|guarantee)|(?:shouldn't|should not) have (?:said|promised)|take that back)\b/i;
const accusing =
  /(?:上次|之前|上回|前几天|那天|昨天|当时|明明).{0,16}(?:说|答应|承诺|保证|讲)|你们(?:说|答应|承诺|保证)(?:过|了|好)|\b(?:you|they|someone|he|she|your colleague|the agent) (?:said|told me|promised|assured|guaranteed)|i was (?:told|promised|assured)\b/i;
const unkept = /没|不|未|还是|怎么|\b(?:but|still|not|never|hasn't|haven't|didn't|wasn't|isn't|no)\b|n't/i;

// A promise of the call before counts while the customer comes back within so many days.
const daysBetween = 60;

// In the first person; what was wrong before may as well be an address.
const ownMistake =
  /我(?:刚才|刚刚|之前|前面)?.{0,4}(?:说|讲|弄|搞|看)错了|(?:刚才|刚刚)我?.{0,2}(?:说|讲)错|收回.{0,6}(?:话|承诺)|\b(?:i misspoke|i was wrong|my mistake|i made a mistake|take that back|(?:shouldn't|should not) have (?:said|promised))\b/i;

/** Whether an agent owns that what they said was wrong. */
export const ownsMistake = (text: string): boolean => ownMistake.test(unifyScript(text));

/** Whether two texts share a word of content. */
export const aboutTheSame = (a: string, b: string): boolean => {
  const terms = new Set(contentTerms(a));
  return contentTerms(b).some((term) => terms.has(term));
};

/** Promises that an agent took back later in the same call, or that the same customer complained about in a later one. */
export function promisesTakenBack(calls: readonly StoredSource[]): TakenBack[] {
  const promises = calls.flatMap((call) => promisesOf(call).map((promise) => ({ call, promise })));
  const byCustomer = new Map<string, StoredSource[]>();
  for (const call of calls) {
    const customer = call.call?.customerPseudonym;
    if (customer) byCustomer.set(customer, [...(byCustomer.get(customer) ?? []), call]);
  }
  return promises.flatMap(({ call, promise }): TakenBack[] => {
    const inCall = laterWords(call, promise);
    const own = inCall ?? complaintLater(call, promise, byCustomer.get(call.call?.customerPseudonym ?? '') ?? []);
    return own ? [{ call, promise, takenBack: own }] : [];
  });
}

/** The sentences in which the agent of a call promises something, and does not take it back at once. */
export function promisesOf(call: StoredSource): Sentence[] {
  return call.segments
    .filter(({ role }) => role === 'agent')
    .flatMap(sentencesIn)
    .filter(({ text }) => {
      const plain = unifyScript(text);
      return promising.test(plain) && !retracting.test(plain) && !/[？?]\s*$/.test(plain);
    });
}

function laterWords(call: StoredSource, promise: Sentence): TakenBack['takenBack'] | null {
  const later = call.segments.filter(({ ordinal, role }) => role === 'agent' && ordinal > promise.segment.ordinal);
  for (const segment of later) {
    const words = sentencesIn(segment, 0).find(({ text }) => retracting.test(unifyScript(text)));
    if (words && aboutTheSame(promise.text, segment.text)) return words;
  }
  return null;
}

function complaintLater(
  call: StoredSource,
  promise: Sentence,
  calls: readonly StoredSource[],
): TakenBack['takenBack'] | null {
  const began = call.call?.startedAt?.getTime();
  if (began === undefined) return null;
  const later = calls.filter((other) => {
    const start = other.call?.startedAt?.getTime() ?? 0;
    return start > began && start - began <= daysBetween * 86_400_000;
  });
  for (const other of later) {
    for (const segment of other.segments.filter(({ role }) => role === 'customer')) {
      const words = sentencesIn(segment, 0).find(({ text }) => {
        const plain = unifyScript(text);
        return accusing.test(plain) && (unkept.test(plain) || emotionsIn(segment.text).length > 0);
      });
      if (words && aboutTheSame(promise.text, segment.text)) return words;
    }
  }
  return null;
}
