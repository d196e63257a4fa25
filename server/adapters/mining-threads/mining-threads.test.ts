import { expect, it } from 'vitest';
import { createPacer, learnHandling, mixturesHere, type TermTable } from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import { miningThreads } from './mining-threads.ts';

const texts = 120;
const table: TermTable = {
  texts,
  offsets: Uint32Array.from({ length: texts + 1 }, (_, i) => i * 3),
  terms: Uint32Array.from({ length: texts * 3 }, (_, t) => (Math.floor(t / 3) % 4) * 5 + ((t * 7) % 5)),
  counts: new Uint8Array(texts * 3).fill(2),
  vocabulary: Array.from({ length: 20 }, (_, n) => `term ${n}`),
  frequency: new Uint32Array(20).fill(18),
};
const tasks = [1, 2, 3, 4, 5].map((seed) => ({
  alpha: 0.1,
  beta: 0.1,
  groups: 20,
  sweeps: 6,
  reads: seed % 2 === 0 ? 0.8 : 1,
  seed,
}));

const calls = Array.from(
  { length: 12 },
  (_, n): StoredSource => ({
    sourceId: `s${n}`,
    type: 'transcript',
    key: `call-${n}`,
    title: `call-${n}`,
    language: 'en',
    metadata: {},
    // As stored calls that unpack their words when they are asked for.
    get segments(): StoredSource['segments'] {
      return [
        'Good morning, what can I do for you?',
        'I lost my card.',
        'Please tell me the last digits of the account.',
        'Four two one.',
        'I block the card for you at once.',
        'Thanks.',
        'A new one comes by post within five days.',
      ].map((text, ordinal) => ({
        id: `${n}#${ordinal}`,
        ordinal,
        kind: 'utterance',
        locator: '',
        role: ordinal % 2 === 0 ? 'agent' : 'customer',
        text,
      }));
    },
    call: {
      agent: { id: 'A1' },
      outcome: { result: 'solved' },
      customerPseudonym: null,
      startedAt: new Date(0),
      durationMs: null,
      channel: null,
    },
  }),
);

it('learns in a thread what it learns here, whatever else the context holds', async () => {
  const frame = { validFrom: null, validTo: null, confidence: 0.5 };
  const context = { topAgents: [], onProgress: () => undefined };
  const given = [calls, { kind: 'scenario', key: 's' }, 'en', frame, context] as const;
  const crew = miningThreads({ threads: 1, fewestCalls: 0 })(new AbortController().signal);
  try {
    const here = await learnHandling(...given, createPacer());
    expect(here.parts.length).toBeGreaterThan(0);
    expect(await crew.learnHandling(...given)).toEqual(here);
  } finally {
    await crew.close();
  }
});

it('draws in any number of threads what one thread draws, and is broken off at once', async () => {
  const here = await mixturesHere(async () => {})(table, tasks, () => {});
  const stop = new AbortController();
  const crew = miningThreads({ threads: 2, fewestTerms: 0 })(stop.signal);
  try {
    const told: number[] = [];
    expect(await crew.runMixtures(table, tasks, (n) => told.push(n))).toEqual(here);
    expect(told.sort()).toEqual([0, 1, 2, 3, 4]);
    const endless = crew.runMixtures(table, [{ ...tasks[0], sweeps: 1e9 } as (typeof tasks)[number]], () => {});
    stop.abort(new Error('broken off'));
    await expect(endless).rejects.toThrow('broken off');
  } finally {
    await crew.close();
  }
});
