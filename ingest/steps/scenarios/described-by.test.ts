import { expect, it } from 'vitest';
import type { StoredSource } from '../../ports.ts';
import { gatherVectors, vectorSum } from './call-vectors.ts';
import { describedBy } from './described-by.ts';
import { readCall } from './discovery/matter-terms.ts';

const calls = (...said: readonly string[]): StoredSource[] =>
  said.map((text) => ({
    type: 'transcript',
    key: text,
    sourceId: text,
    title: text,
    language: 'en',
    metadata: {},
    segments: [{ id: text, ordinal: 0, kind: 'utterance', locator: '', role: 'customer', text }],
  }));

const fraud = calls(
  'Report a fraud on my card, the account was charged abroad',
  'There is a fraud charge on my card from abroad',
  'I want to report fraud, block the card and the account please',
);
const delays = calls(
  'My transfer abroad is delayed, the account was debited',
  'The transfer to an account abroad has a delay',
  'Where is my transfer, is there a delay?',
);

function clusterOf(own: readonly StoredSource[]) {
  const gathering = gatherVectors();
  for (const call of [...fraud, ...delays]) gathering.add(readCall(call).words);
  const { vocabulary, vectorOf } = gathering.vectors();
  const sum = vectorSum();
  for (const call of own) sum.add(vectorOf(readCall(call).words));
  const [medoid] = own;
  if (!medoid) throw new Error('a group without calls');
  return { calls: own, medoid, centroid: sum.direction(), cohesion: 1, vocabulary };
}

const transfer = {
  key: 'transfer',
  name: 'Transfer delay procedure',
  steps: [{ key: 'a', name: 'Check', instruction: 'Check the account abroad and when it was debited or charged' }],
};

it('a document is linked where it says what tells the calls from others, not because no other is nearer', () => {
  const [ofFraud, ofDelays] = [
    ['fraud', 'report', 'card'],
    ['delay', 'transfer'],
  ];
  expect(describedBy(clusterOf(fraud), [transfer], { phrases: ofFraud, allCalls: 6 })).toBeNull();
  expect(describedBy(clusterOf(delays), [transfer], { phrases: ofDelays, allCalls: 6 })?.key).toBe('transfer');
  // No phrase says it, but the title is made of their words.
  expect(describedBy(clusterOf(delays), [transfer], { phrases: [], allCalls: 6 })?.key).toBe('transfer');
});
