import type { SpeakerRole } from '../../../graph-schema/index.ts';
import type { StoredSegment, StoredSource } from '../../ports.ts';

/** One sentence of a call. */
export interface Sentence {
  readonly text: string;
  readonly segment: StoredSegment;
  readonly start: number;
  readonly end: number;
  /** Which turn of this speaker, from 0. */
  readonly turn: number;
}

// A full stop behind these ends no sentence; behind the others it does not where the next word is written small.
const titled = '\\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|St|Rev|Capt|Messrs|e\\.g|i\\.e|vs)';
const shortened = '\\b(?:a\\.m|p\\.m|etc|approx|no|nos|ext|Jr|Sr|Inc|Ltd|Co|Ave|Rd|Blvd|dept)';
/** A full stop that ends a sentence, as the inside of a group; needs the flag `u`. */
export const fullStop = `(?<!${titled})(?<!${shortened}(?=\\.\\s+[\\p{Ll}\\d]))\\.(?=\\s|$)`;
const sentence = new RegExp(`[^。！？!?\\n]+?(?:[。！？!?\\n]+["”』」]?|${fullStop}|$)`, 'gu');

/** The sentences that one side of a call said, in order. */
export function sentencesOf(call: StoredSource, role: SpeakerRole): Sentence[] {
  return call.segments.filter((segment) => segment.role === role).flatMap(sentencesIn);
}

/** The sentences of one turn, in order. */
export function sentencesIn(segment: StoredSegment, turn: number): Sentence[] {
  return [...segment.text.matchAll(sentence)].flatMap((match) => {
    const lead = match[0].length - match[0].trimStart().length;
    const text = match[0].trim();
    const start = match.index + lead;
    return text === '' ? [] : [{ text, segment, start, end: start + text.length, turn }];
  });
}

const request =
  /我要|我想|想问|想問|想查|想知道|能不能|可不可以|可以.{0,12}吗|为什么|為什麼|为啥|怎么|怎麼|凭什么|憑什麼|什么时候|什麼時候|多久|帮我|幫我|投诉|投訴|要求|需要|请你|请您|麻烦|没收到|沒收到|没有收到|不见了|不同意|没到|被|[？?]|\b(?:i want|i need|i'd like|i would like|i'm trying|can you|could you|can i|could i|how (?:do|can|much|long)|why|when will|what about|help me|i was (?:told|charged)|i haven't|i didn't|hasn't|refund|complain|cancel|dispute|supposed to|problem|issue|wondering|calling (?:about|because|to|for|in))\b/i;

/** Whether the sentence asks for something or says what went wrong. */
export function isRequest(text: string): boolean {
  return request.test(text);
}
