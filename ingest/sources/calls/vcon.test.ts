import { describe, expect, it } from 'vitest';
import { vconRecording, vconText } from './testing/call-examples.ts';
import { parseOne, parseWhole, spoken } from './testing/parse-whole.ts';

const problemOf = async (content: object, mapping?: object) =>
  (await parseWhole('a.vcon', content, mapping)).problems[0];
const withTranscript = (body: unknown, more: object = {}) => ({
  ...vconRecording,
  analysis: [
    { type: 'transcript', dialog: 1, vendor: 'v', body, encoding: typeof body === 'string' ? 'none' : 'json', ...more },
  ],
});

describe('a vCon', () => {
  it('of text dialogs becomes a call in the order of their starts, redacted with the names of its parties', async () => {
    const source = await parseOne('a.vcon', vconText);
    expect(source).toMatchObject({
      key: vconText.uuid,
      title: '年费争议',
      metadata: { redactedBefore: true, attachmentsNotRead: 1, channel: 'chat' },
    });
    expect(source.call).toMatchObject({
      agent: { id: 'agent-3', name: '林静', team: '信用卡组' },
      customerPseudonym: 'p-14',
      startedAt: new Date('2026-03-02T02:15:00Z'),
    });
    expect(spoken(source)).toEqual([
      ['customer', 0, undefined, '年费扣了两次。'],
      ['agent', 8_000, undefined, '您好[NAME]，我来查一下。'],
      ['customer', 20_000, undefined, '谢谢。'],
    ]);
  });

  it('of a recording is read by its transcript; who serves is told by their words', async () => {
    const source = await parseOne('b.json', vconRecording);
    expect(source.metadata).toMatchObject({ vcon: '0.4.0', redactedBefore: true, rolesBy: 'wording' });
    expect(source.call).toMatchObject({ channel: 'phone', durationMs: 33_120, agent: { name: 'Ben Stone' } });
    expect(spoken(source)).toEqual([
      ['agent', 1_200, 3_400, 'Juniper Bank, how can I help you?'],
      ['customer', 3_500, 5_500, 'This is [NAME]. I lost my card.'],
    ]);
  });

  it.each([
    [
      'an object',
      {
        segments: [
          { speaker: 'Ben Stone', start: 0, end: 1, text: 'How can I help you?' },
          { speaker: 'Anna Weaver', start: 2, end: 3, text: 'My card is gone.' },
        ],
      },
    ],
    [
      'channels',
      {
        results: {
          channels: [
            { alternatives: [{ transcript: 'My card is gone.' }] },
            { alternatives: [{ transcript: 'How can I help you?' }] },
          ],
        },
      },
    ],
    [
      'paragraphs',
      {
        results: {
          channels: [
            {
              alternatives: [
                {
                  transcript: 'x',
                  paragraphs: {
                    paragraphs: [
                      { speaker: 0, start: 0, end: 1, sentences: [{ text: 'How can' }, { text: 'I help you?' }] },
                      { speaker: 1, start: 2, end: 3, sentences: [{ text: 'My card is gone.' }] },
                    ],
                  },
                },
              ],
            },
          ],
        },
      },
    ],
    ['plain text', 'Agent: How can I help you?\nCustomer: My card is gone.'],
    [
      'captions',
      'WEBVTT\n\n00:00.000 --> 00:01.000\n<v Agent>How can I help you?\n\n00:02.000 --> 00:03.000\n<v Customer>My card is gone.\n',
    ],
  ])('has its transcript read as %s', async (_, body) => {
    const lines = (await parseOne('a.vcon', withTranscript(body))).segments.map((s) => `${s.role}: ${s.text}`);
    expect(lines.toSorted()).toEqual(['agent: How can I help you?', 'customer: My card is gone.']);
  });

  it('takes roles from a mapping where names do not tell', async () => {
    const dialog = vconText.dialog.map((d) => ({ ...d, body: d.body && '好', encoding: 'none' }));
    const unnamed = { ...vconText, dialog, parties: [{ name: '王建国', tel: '1' }, { name: '林静' }] };
    expect(await problemOf(unnamed)).toMatchObject({ reason: expect.stringContaining('which of its speakers') });
    expect((await problemOf(unnamed))?.remedy).toContain('mapping.json');
    const roles = (await parseOne('a.vcon', unnamed, { speakers: { 王建国: 'customer' } })).segments.map((s) => s.role);
    expect(roles).toEqual(['customer', 'agent', 'customer']);
  });

  it.each([
    [
      'signed',
      { payload: 'e30', signatures: [{ protected: 'x', header: {}, signature: 's' }] },
      'it is a signed vCon (JWS), which is not opened here',
    ],
    [
      'encrypted',
      { unprotected: { cty: 'application/vcon' }, recipients: [{}], iv: 'i', ciphertext: 'c', tag: 't' },
      'it is an encrypted vCon (JWE)',
    ],
    [
      'with an unknown critical extension',
      { ...vconText, critical: ['quantum'] },
      'critical lists an extension that is not known here',
    ],
    [
      'of a recording alone',
      { ...vconRecording, analysis: [] },
      'it holds a recording without a transcript that can be read',
    ],
    [
      'with a transcript elsewhere',
      withTranscript(undefined, { url: 'https://x.example' }),
      'it holds a recording without a transcript that can be read',
    ],
    [
      'of a call that nobody took',
      { ...vconText, dialog: [{ type: 'incomplete', start: '2026-03-02T02:15:00Z', disposition: 'no-answer' }] },
      'the call came to no conversation (dialog of type incomplete)',
    ],
    [
      'that groups others',
      { uuid: 'u', vcon: '0.4.0', parties: [], group: [{ uuid: 'v' }] },
      'it only groups other vCons',
    ],
    [
      'with a start that is none',
      { ...vconText, dialog: [{ type: 'text', start: 'noon', body: 'x' }] },
      'dialog.0.start is not a date or date-time',
    ],
    [
      'with a body that is not base64url',
      { ...vconText, dialog: [{ type: 'text', parties: 0, body: '!!', encoding: 'base64url' }] },
      'dialog.0: the body is not base64url',
    ],
    [
      'with a body that is not JSON',
      withTranscript('{', { encoding: 'json' }),
      'analysis.0: encoding is json, and the body is not valid JSON',
    ],
    [
      'without an id',
      { ...vconText, uuid: undefined, vcon: '0.4.0' },
      'uuid: Invalid input: expected string, received undefined',
    ],
  ])('%s is refused by name', async (_, content, reason) => {
    expect(await problemOf(content)).toMatchObject({ problem: 'file', reason });
    expect((await problemOf(content))?.remedy).not.toBe('');
  });
});
