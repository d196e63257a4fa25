import { describe, expect, it } from 'vitest';
import { dialogflowMessages, googleConversation, googleEntries } from './testing/call-examples.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

const reasonOf = async (content: object) => (await parseWhole('a.json', content)).problems[0]?.reason;

describe('a conversation of Conversational Insights', () => {
  it('becomes a call with agent, satisfaction and pseudonym; times by words, message or channel', async () => {
    const source = await parseOne('a.json', googleConversation);
    expect(source).toMatchObject({ key: 'conv-5', language: 'zh-Hant', metadata: { leftOut: { machine: 1 } } });
    expect(source.call).toMatchObject({
      agent: { id: 'A7', name: '林怡君', team: '信用卡組' },
      outcome: { result: 'unknown', satisfaction: 4 },
      customerPseudonym: 'p-6',
      channel: 'phone',
      durationMs: 21_500,
    });
    expect(spoken(source)).toEqual([
      ['agent', 2_100, 4_000, '您好，我是[NAME]。'],
      ['customer', 5_000, undefined, '我的卡不見了。'],
    ]);
  });

  it('reads the names of the protocol buffers as well, and lists of conversations', async () => {
    const snake = JSON.parse(
      JSON.stringify(googleConversation).replace(
        /"([a-z]+[A-Z]\w*)":/g,
        (_, key: string) => `"${key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}":`,
      ),
    );
    expect(spoken(await parseOne('a.json', snake))).toEqual(spoken(await parseOne('a.json', googleConversation)));
    const other = { ...googleConversation, name: 'projects/p/locations/eu/conversations/conv-6' };
    const listed = await parseWhole('list.json', { conversations: [googleConversation, 7, other, other] });
    expect(listed.sources.map((s) => s.key)).toEqual(['conv-5', 'conv-6']);
    expect(listed.problems.map((p) => [p.where, p.reason])).toEqual([
      ['list.json/conversations[1]', 'not a JSON object'],
      ['list.json/conversations[3]', 'its id was used at conversations[2] already'],
    ]);
  });

  it('says which segment has no role', async () => {
    const transcript = { transcriptSegments: [{ text: 'hi', segmentParticipant: { role: 'ROLE_UNSPECIFIED' } }] };
    expect(await reasonOf({ ...googleConversation, transcript })).toBe(
      'transcript.transcriptSegments.0.segmentParticipant.role: must be HUMAN_AGENT, AUTOMATED_AGENT or END_USER',
    );
    expect(await reasonOf({ ...googleConversation, duration: '3 minutes' })).toContain('duration');
  });
});

describe('the upload format of Conversational Insights', () => {
  it('counts from the first message, and leaves the bot out', async () => {
    const source = await parseOne('up/1.json', googleEntries);
    expect(source).toMatchObject({ key: 'up/1.json', call: { startedAt: new Date(1_772_417_700_000) } });
    expect(spoken(source)).toEqual([
      ['customer', 0, undefined, 'Hi, I was charged twice.'],
      ['agent', 5_000, undefined, 'Let me look.'],
    ]);
  });

  it('takes small times as offsets', async () => {
    const entries = [
      { start_timestamp_usec: 1_000_000, text: 'Hello', role: 'CUSTOMER', user_id: 1 },
      { start_timestamp_usec: '5000000', text: 'Yes', role: 'AGENT', user_id: 2 },
    ];
    const source = await parseOne('a.json', { entries });
    expect(source.call?.startedAt).toBeNull();
    expect(source.segments.map((s) => s.startMs)).toEqual([1_000, 5_000]);
  });
});

it('messages of a Dialogflow conversation are put in their order', async () => {
  const source = await parseOne('a.json', dialogflowMessages);
  expect(source).toMatchObject({ key: 'df-3', language: 'zh-Hans' });
  expect(spoken(source).map(([role, startMs]) => [role, startMs])).toEqual([
    ['customer', 0],
    ['agent', 4_000],
  ]);
});
