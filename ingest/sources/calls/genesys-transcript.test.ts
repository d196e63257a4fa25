import { describe, expect, it } from 'vitest';
import { genesys } from './testing/call-examples.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

describe('a transcript of Genesys Cloud', () => {
  it('becomes a call with agent, team and pseudonym; what the voice menu says is left out', async () => {
    const source = await parseOne('a.json', genesys);
    expect(source).toMatchObject({ key: 'g-11', language: 'en', metadata: { leftOut: { machine: 1 } } });
    expect(source.call).toMatchObject({
      agent: { id: 'u-7', team: 'cards' },
      customerPseudonym: 'p-12',
      startedAt: new Date(1_772_417_700_000),
      durationMs: 40_000,
      channel: 'phone',
    });
    expect(spoken(source)).toEqual([
      ['agent', 10_200, 12_000, 'Juniper Bank, how can I help?'],
      ['customer', 13_000, 13_900, 'i lost my card'],
    ]);
  });

  it('without participants takes the inner side for the agent, and small times for offsets', async () => {
    const phrases = [
      { text: 'hello', startTimeMs: 500, participantPurpose: 'internal' },
      { text: 'hi', startTimeMs: 4_200, participantPurpose: 'external' },
    ];
    const source = await parseOne('a.json', { conversationId: 'g', transcripts: [{ phrases }, {}] });
    expect(source.call).toMatchObject({ agent: null, customerPseudonym: null, startedAt: null });
    expect(spoken(source).map(([role, startMs]) => [role, startMs])).toEqual([
      ['agent', 500],
      ['customer', 4_200],
    ]);
  });

  it('says which phrase has no side', async () => {
    const phrases = [{ text: 'hello', startTimeMs: 1, participantPurpose: 'ghost' }];
    expect((await parseWhole('a.json', { ...genesys, transcripts: [{ phrases }] })).problems[0]).toMatchObject({
      problem: 'file',
      reason: 'phrase 1: participantPurpose must be external or internal',
    });
  });
});
