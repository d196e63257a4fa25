import { z } from 'zod';
import type { StoredSource } from '../../ports.ts';
import { type Sentence, sentencesIn } from '../scenarios/sentences.ts';
import type { CallTrace, StoredLookup, TraceEvent } from './call-trace.ts';

const lookupsSchema = z
  .array(
    z.object({
      after: z.int(),
      name: z.string(),
      result: z.array(z.object({ field: z.string(), value: z.string() })),
    }),
  )
  .catch([]);

/** The look-ups that a call's record brought along, in their order. */
export function lookupsOf(call: StoredSource): readonly StoredLookup[] {
  const stored = call.metadata['lookups'];
  return stored === undefined ? [] : lookupsSchema.parse(stored).toSorted((a, b) => a.after - b.after);
}

// What an agent says in one breath is one event; a longer turn of more sentences is taken apart.
const sentencesTogether = 2;
const lengthOfBreath = { han: 60, words: 35 } as const;

function isOneBreath(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
    ? text.length <= lengthOfBreath.han
    : text.split(/\s+/).length <= lengthOfBreath.words;
}

/** What the agent of a call said and looked up, in order, each with what the customer had said before it. */
export function traceOfCall(call: StoredSource): CallTrace {
  return traceWithout(call, () => false);
}

/** The trace of a call as if what `isBarred` had not been said, and what the customer answered to it not been heard. */
export function traceWithout(call: StoredSource, isBarred: (sentence: string) => boolean): CallTrace {
  const lookups = [...lookupsOf(call)];
  const events: TraceEvent[] = [];
  let [heard, heardIn, isDeaf] = ['', -1, false];
  const add = (event: Omit<TraceEvent, 'heard' | 'heardIn'>) => {
    events.push({ ...event, heard, heardIn });
    [heard, heardIn] = ['', -1];
  };
  const addLookups = (before: number) => {
    while (lookups[0] && lookups[0].after < before) {
      const { name, result, after } = lookups.shift() ?? lookups[0];
      add({ kind: 'looked_up', text: name, result, segment: Math.max(0, after), start: 0, end: 0 });
    }
  };
  for (const [segment, { role, text }] of call.segments.entries()) {
    addLookups(segment);
    if (role === 'customer' && !isDeaf) [heard, heardIn] = [`${heard}\n${text}`.trim(), segment];
    if (role !== 'agent') continue;
    const own = call.segments[segment];
    const runs = own ? runsOf(sentencesIn(own, 0), isBarred) : [];
    for (const part of runs.flatMap((run) => partsOf(run, isOneBreath(text)))) {
      add({ kind: 'said', text: text.slice(part.start, part.end), result: [], segment, ...part });
    }
    isDeaf = runs.length > 1 && runs.at(-1)?.length === 0;
  }
  addLookups(Number.POSITIVE_INFINITY);
  const result = call.call?.outcome?.result ?? 'unknown';
  return { key: call.key, events, solved: result === 'unknown' ? null : result === 'solved' };
}

/** The stretches between barred sentences; the last one is empty where the turn ends with one. */
function runsOf(sentences: readonly Sentence[], isBarred: (sentence: string) => boolean): Sentence[][] {
  const runs: Sentence[][] = [[]];
  for (const sentence of sentences) {
    if (isBarred(sentence.text)) runs.push([]);
    else runs.at(-1)?.push(sentence);
  }
  return runs;
}

function partsOf(sentences: readonly Sentence[], together: boolean): { start: number; end: number }[] {
  const [first, last] = [sentences[0], sentences.at(-1)];
  if (!first || !last) return [];
  if (together || sentences.length <= sentencesTogether) return [{ start: first.start, end: last.end }];
  return sentences.map(({ start, end }) => ({ start, end }));
}
