import { describe, expect, it } from 'vitest';
import { chatSegments, contactLens, segmentEvents } from './testing/call-examples.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

const reasonOf = async (content: object) => (await parseWhole('a.json', content)).problems[0]?.reason;

describe('a post-call file of Contact Lens', () => {
  it('becomes a redacted call with times; the announcement is left out and counted', async () => {
    const source = await parseOne('a.json', contactLens);
    expect(source).toMatchObject({ key: 'contact-7', language: 'en', metadata: { leftOut: { machine: 1 } } });
    expect(source.call).toMatchObject({ channel: 'phone', durationMs: 32_110 });
    expect(spoken(source)).toEqual([
      ['agent', 2_500, 5_310, 'Juniper Bank, how can I help?'],
      ['customer', 5_600, 9_900, 'My name is [NAME], I was charged twice, my number is [PHONE].'],
    ]);
  });

  it('without a contact is known by its file name, which begins with the contact', async () => {
    const name = 'Analysis/9d2b3c4e-0a1b-4c2d-8e3f-001122334455_analysis_2026-03-02T02_15_00Z.json';
    expect((await parseOne(name, { ...contactLens, CustomerMetadata: {} })).key).toBe(
      '9d2b3c4e-0a1b-4c2d-8e3f-001122334455',
    );
    expect((await parseOne('x/odd.json', { ...contactLens, CustomerMetadata: null })).key).toBe('x/odd.json');
  });

  it('is known by its content in a file of any name, with a byte order mark or as one line of many', async () => {
    const text = JSON.stringify(contactLens);
    expect((await parseOne('download', text)).key).toBe('contact-7');
    expect((await parseOne('a.json', `\ufeff${text}`)).key).toBe('contact-7');
    expect((await parseOne('a.jsonl', JSON.stringify(contactLens, null, 2))).key).toBe('contact-7');
    const lines = `${text}\n${text.replace('contact-7', 'contact-8')}`;
    expect((await parseWhole('a.json', lines)).sources.map((s) => s.key)).toEqual(['contact-7', 'contact-8']);
  });

  it('says which field is wrong, and quotes nothing', async () => {
    const turn = { ParticipantId: 'AGENT', Content: 'call 13812345678', BeginOffsetMillis: -1 };
    expect(await reasonOf({ ...contactLens, Transcript: [turn] })).toContain('Transcript.0.BeginOffsetMillis');
    const stranger = { ParticipantId: '13812345678', Content: 'x' };
    expect(await reasonOf({ ...contactLens, Transcript: [stranger] })).toBe(
      'Transcript.0.ParticipantRole: must be CUSTOMER, AGENT or SYSTEM',
    );
    expect(await reasonOf({ ...contactLens, JobStatus: 'FAILED' })).toContain('JobStatus');
    expect(await reasonOf({ ...contactLens, Transcript: [] })).toBe('no turn has any text');
    expect(
      await reasonOf({ ...contactLens, Transcript: [{ ...turn, BeginOffsetMillis: 9, EndOffsetMillis: 1 }] }),
    ).toBe('turn 1 ends before it starts');
  });
});

describe('real-time segments of Contact Lens', () => {
  const lines = segmentEvents.map((event) => JSON.stringify(event)).join('\n');

  it.each([
    ['lines', lines],
    ['a list', JSON.stringify(segmentEvents)],
  ])('as %s become one call a contact, in order, each segment once', async (_, content) => {
    const { sources, outcome } = await parseWhole(content === lines ? 'stream.jsonl' : 'stream.json', content);
    expect(outcome).toEqual({ ok: true, records: 2, problems: 0 });
    expect(sources.map((s) => s.key)).toEqual(['rt-1', 'rt-2']);
    expect(sources.map(spoken)[0]).toEqual([
      ['agent', 200, 1_100, '您好，很高兴为您服务。'],
      ['customer', 1_500, 2_400, '金卡年费为什么扣了两次？'],
    ]);
  });

  it('of a contact with partial utterances only are named at its first event; the others go in', async () => {
    const partial = { ...segmentEvents[2], ContactId: 'rt-3' };
    const { sources, problems } = await parseWhole('s.jsonl', `${JSON.stringify(partial)}\n${lines}`);
    expect(sources).toHaveLength(2);
    expect(problems).toMatchObject([{ line: 1, reason: 'its segments hold no Transcript' }]);
  });

  it('of a chat count from its first message, and lose the names that it shows', async () => {
    const source = await parseOne('chat.json', chatSegments);
    expect(source.call).toMatchObject({ channel: 'chat', startedAt: new Date('2026-03-02T02:15:00Z') });
    expect(spoken(source).at(-1)).toEqual(['agent', 9_500, undefined, 'Thank you, [NAME]. I have blocked it.']);
    expect((await parseOne('bare.json', chatSegments.Segments)).segments).toHaveLength(2);
  });
});
