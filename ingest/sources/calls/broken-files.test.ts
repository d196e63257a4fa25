import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as examples from './testing/call-examples.ts';
import { parseWhole } from './testing/parse-whole.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const json = {
  'contact-lens.json': examples.contactLens,
  'events.json': examples.segmentEvents,
  'chat.json': examples.chatSegments,
  'google.json': examples.googleConversation,
  'entries.json': examples.googleEntries,
  'dialogflow.json': examples.dialogflowMessages,
  'genesys.json': examples.genesys,
  'text.vcon': examples.vconText,
  'recording.vcon': examples.vconRecording,
};
const files: Readonly<Record<string, Uint8Array>> = {
  ...Object.fromEntries(Object.entries(json).map(([name, value]) => [name, encode(JSON.stringify(value))])),
  'events.jsonl': encode(examples.segmentEvents.map((event) => JSON.stringify(event)).join('\n')),
  'a.vtt': encode(examples.webVtt),
  'a.srt': encode(examples.subRip),
  'zh.csv': encode(examples.csvChinese),
  'en.csv': encode(examples.csvEnglish),
  'a.xlsx': examples.workbook(),
};

/** Reads a file and checks what holds of any: it says what became of it, and every failure was foreseen. */
async function expectForeseen(name: string, content: Uint8Array | object): Promise<void> {
  const { outcome, sources, problems } = await parseWhole(name, content);
  // What is left of a table of calls may be a list of outcomes.
  const read = sources.length + (outcome.ok ? (outcome.statements?.rows.length ?? 0) : 0);
  if (outcome.ok) expect([outcome.records, outcome.problems]).toEqual([read, problems.length]);
  expect(read + problems.length).toBeGreaterThan(0);
  for (const { reason, remedy } of problems) {
    expect(reason).not.toMatch(/^it could not be read/);
    expect(remedy).not.toBe('');
  }
}

describe('broken files', () => {
  it('with bytes changed, cut, repeated or put in are read or refused for a foreseen reason', async () => {
    const name = fc.constantFrom(...Object.keys(files));
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc
        .constantFrom(
          '"',
          '\n',
          '\r\n\r\n',
          '{',
          ']',
          ',',
          '<v ',
          '-->',
          '99:99',
          '：',
          '\ufeff',
          '\u0000',
          '-1',
          '1e999',
        )
        .map(encode),
    );
    const change = fc.record({
      kind: fc.constantFrom('put', 'overwrite', 'cut', 'end', 'repeat'),
      at: place,
      length: fc.nat(200),
      bytes,
    });
    await fc.assert(
      fc.asyncProperty(name, fc.array(change, { minLength: 1, maxLength: 4 }), async (file, changes) => {
        let content = files[file] ?? new Uint8Array();
        for (const { kind, at, length, bytes: put } of changes) {
          const from = Math.floor(at * content.length);
          const to = kind === 'put' || kind === 'repeat' ? from : from + (kind === 'overwrite' ? put.length : length);
          const middle =
            kind === 'repeat' ? content.slice(from, from + length) : kind === 'cut' || kind === 'end' ? [] : put;
          content = Uint8Array.from([
            ...content.slice(0, from),
            ...middle,
            ...(kind === 'end' ? [] : content.slice(to)),
          ]);
        }
        await expectForeseen(file, content);
      }),
      { numRuns: 300 },
    );
  });

  it('of JSON with a value of another kind anywhere are read or refused for a foreseen reason', async () => {
    const name = fc.constantFrom(...(Object.keys(json) as (keyof typeof json)[]));
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        '',
        ' ',
        0,
        -1,
        1e308,
        2 ** 53,
        [],
        {},
        true,
        'NaN',
        '9999-12-31T23:59:59Z',
        '0000-01-01',
        '\ud800',
        '__proto__',
      ),
      fc.jsonValue({ maxDepth: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(name, fc.nat(), odd, async (file, pick, value) =>
        expectForeseen(file, replaced(json[file], pick, value)),
      ),
      { numRuns: 400 },
    );
  });

  it('of words repeated without end are read in one pass', async () => {
    for (const piece of [
      '<v ',
      '<v a>',
      '&amp',
      'a: ',
      '[',
      ' ',
      '\n1\n',
      '00:01.000 --> ',
      '"',
      '","',
      '：',
      '<c.x ',
    ]) {
      const long = piece.repeat(10_000);
      await expectForeseen('a.vtt', encode(`WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>${long}`));
      await expectForeseen('a.csv', encode(`role,text\nAgent,${long}`));
      const [first] = examples.vconRecording.analysis;
      await expectForeseen('a.vcon', {
        ...examples.vconRecording,
        analysis: [{ ...first, type: 'transcript', body: long }],
      });
    }
  });
});

/** The value with one of its parts, wherever it stands, put in the place of another. */
function replaced(value: unknown, pick: number, by: unknown): object {
  const copy: unknown = structuredClone(value);
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const walk = (part: unknown) => {
    if (typeof part !== 'object' || part === null) return;
    for (const key of Object.keys(part)) {
      const holder = part as Record<string, unknown>;
      places.push([holder, key]);
      walk(holder[key]);
    }
  };
  walk(copy);
  const place = places[pick % places.length];
  if (place) place[0][place[1]] = by;
  return copy as object;
}
