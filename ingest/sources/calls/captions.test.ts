import { describe, expect, it } from 'vitest';
import { subRip, webVtt } from './testing/call-examples.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

const vtt = (...cues: readonly string[]) =>
  `WEBVTT\n\n${cues.map((cue, i) => `00:${String(i * 10).padStart(2, '0')}.000 --> 00:${String(i * 10 + 1).padStart(2, '0')}.000\n${cue}`).join('\n\n')}\n`;
const reasonOf = async (content: string) => (await parseWhole('a.vtt', content)).problems[0]?.reason;

describe('captions', () => {
  it('WebVTT: voices become roles, a sentence cut over cues is one turn, markup goes', async () => {
    const source = await parseOne('calls/a.vtt', webVtt);
    expect(source).toMatchObject({ key: 'calls/a.vtt', language: 'zh-Hans', metadata: { rolesBy: 'elimination' } });
    expect(spoken(source)).toEqual([
      ['agent', 1_000, 5_000, '您好，云杉银行，请问有什么可以帮您？'],
      ['customer', 6_000, 9_000, '金卡年费为什么扣了两次？'],
      ['agent', 6_000, 9_000, '我查一下 & 回复您。'],
      ['customer', 3_610_000, 3_612_000, '好的'],
    ]);
  });

  it('SubRip: prefixes become roles, a colon inside what is said does not, the menu is left out', async () => {
    for (const name of ['a.srt', 'a.txt', 'unnamed']) {
      const source = await parseOne(name, subRip.replaceAll('\n', '\r\n'));
      expect(source.metadata).toMatchObject({ leftOut: { machine: 1 } });
      expect(spoken(source)).toEqual([
        ['agent', 2_500, 4_000, 'Thank you for calling, how may I help?'],
        ['customer', 4_200, 6_000, 'Hi. One thing: my card was charged twice.'],
      ]);
    }
  });

  it('of two unnamed speakers are told by who speaks as service does', async () => {
    const source = await parseOne(
      'a.vtt',
      vtt('SPEAKER_00: 喂，我卡丢了', 'SPEAKER_01: 请问有什么可以帮您', 'SPEAKER_00: A 卡'),
    );
    expect(source.segments.map((s) => s.role)).toEqual(['customer', 'agent', 'customer']);
    expect(source.segments.at(-1)?.text).toBe('A 卡');
  });

  it('take who speaks from the mapping beside them', async () => {
    const content = vtt('<v 小林>在', '<v 小王>在吗');
    expect(await reasonOf(content)).toBe(
      'it does not tell which of its speakers is the customer and which the agent (2 of 2 unknown)',
    );
    const source = await parseOne('a.vtt', content, { speakers: { 小林: 'agent', 小王: 'customer' } });
    expect(source.segments.map((s) => s.role)).toEqual(['agent', 'customer']);
  });

  it.each([
    ['WEBVTT\n\n', 'it holds no cue'],
    [vtt('hello', 'you'), 'no cue says who speaks'],
    ['WEBVTT\n\n00:09.000 --> 00:01.000\n<v Agent>x', 'line 3: this cue ends before it starts'],
    ['WEBVTT\n\nid\n00:0x.000 --> 00:01.000\n<v Agent>x', 'line 4: this block has no timing line'],
  ])('%j are refused: %s', async (content, reason) => {
    expect(await reasonOf(content)).toBe(reason);
  });
});
