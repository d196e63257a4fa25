import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { isProblem } from '../ports.ts';
import { testSettings } from './calls/testing/parse-whole.ts';
import { decodeText, UnreadableBytes } from './decode.ts';
import { parseFile } from './parse-file.ts';

const encodings = {
  'utf-8': 'utf8',
  'utf-16le': 'utf16-le',
  'utf-16be': 'utf16-be',
  gb18030: 'gb18030',
  big5: 'big5hkscs',
} as const;
type Name = keyof typeof encodings;
const names = Object.keys(encodings) as Name[];
const encode = (text: string, name: Name) => new Uint8Array(iconv.encode(text, encodings[name]));

// Everyday words of service and rules in the script that an encoding is used for.
const simplified =
  '客户,银行,应当,可以,申请,年费,合同,按照,规定,办理,之日起,五个工作日,内,提供,材料,我的卡,为什么,不能,用了,请问,什么时候,到账,处理,投诉,保险,，,。,、,；,《,》,12,3.5%,APP,的,是,了,在,和,对于,未经,同意,不得,费用,退还,利息,贷款,信用卡,身份证,挂失,补办'.split(
    ',',
  );
const traditional =
  '客戶,銀行,應當,可以,申請,年費,合約,按照,規定,辦理,之日起,五個工作天,內,提供,資料,我張卡,點解,唔能夠,用咗,請問,幾時,到賬,處理,投訴,保險,，,。,、,；,《,》,12,3.5%,APP,嘅,係,了,在,和,對於,未經,同意,不得,費用,退還,利息,貸款,信用卡,身份證,掛失,補辦'.split(
    ',',
  );
const prose = (words: readonly string[], least: number) =>
  fc
    .array(fc.constantFrom(...words), { minLength: least, maxLength: 60 })
    .map((parts) => parts.join(''))
    .filter((text) => (text.match(/\p{Script=Han}/gu)?.length ?? 0) >= least);

describe('text in any encoding', () => {
  it('of eight Chinese characters and more is told by its bytes', () => {
    const sample = fc.oneof(
      fc.tuple(prose(simplified, 8), fc.constantFrom<Name>('utf-8', 'gb18030', 'utf-16le', 'utf-16be')),
      fc.tuple(prose(traditional, 8), fc.constantFrom<Name>(...names)),
    );
    fc.assert(
      fc.property(sample, ([text, name]) => {
        expect(decodeText(encode(text, name))).toEqual({ text, encoding: name });
      }),
      { numRuns: 400 },
    );
  });

  it.each(names)('a wrong declaration changes nothing: %s', (name) => {
    const text =
      name === 'big5'
        ? '客戶應當在五個工作天內提供資料，銀行應當辦理。'
        : '客户应当在五个工作日内提供材料，银行应当办理。';
    for (const declared of ['utf-8', 'gb2312', 'big5', 'iso-8859-1', 'nonsense', undefined]) {
      expect(decodeText(encode(text, name), declared)).toEqual({ text, encoding: name });
    }
  });

  it('a byte order mark settles it and is dropped', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toEqual({ text: 'A', encoding: 'utf-8' });
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toEqual({ text: 'A', encoding: 'utf-16le' });
    expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toEqual({ text: 'A', encoding: 'utf-16be' });
    expect(decodeText(encode('\ufeff甲', 'gb18030'))).toEqual({ text: '甲', encoding: 'gb18030' });
  });

  it('English in UTF-16 without a mark, and other alphabets in UTF-8, are what they are', () => {
    expect(decodeText(encode('The annual fee is waived.', 'utf-16be')).encoding).toBe('utf-16be');
    for (const text of [
      'Комиссия за карту',
      'Gebühr für Zweitkarte, à la carte',
      'naïve café',
      '€5 – “fee”',
      'plain',
    ]) {
      expect(decodeText(encode(text, 'utf-8'))).toEqual({ text, encoding: 'utf-8' });
    }
    const western = new Uint8Array(Buffer.from('The fee for the café is waived \x93today\x94.', 'latin1'));
    expect(decodeText(western, 'iso-8859-1').text).toBe('The fee for the café is waived “today”.');
    expect(() => decodeText(western)).toThrow('not UTF-8');
  });

  it.each([
    ['utf-8', '客户应当在五个工作日内提供材料。', 7, 'UTF-8'],
    ['gb18030', '客户应当在五个工作日内提供材料，银行应当办理。\n', 10, 'GB18030'],
    ['big5', '客戶應當在五個工作天內提供資料，銀行應當辦理。\n', 10, 'Big5'],
  ] as const)('a damaged byte of %s is named with its place and the encoding of the rest', (name, text, at, called) => {
    const bytes = encode(text.repeat(10), name);
    bytes[at] = 0xff;
    const refusal = (() => {
      try {
        return decodeText(bytes);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(UnreadableBytes);
    expect(refusal).toMatchObject({ reason: expect.stringContaining(called) });
    expect(Math.abs((refusal as UnreadableBytes).offset - at)).toBeLessThanOrEqual(2);
  });

  it('bytes that are no text are refused', () => {
    expect(() => decodeText(Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + 7) % 256))).toThrow(UnreadableBytes);
    expect(() => decodeText(Uint8Array.of(0x41, 0, 0, 0, 0, 0x42))).toThrow(UnreadableBytes);
  });
});

describe('files in GB18030 and UTF-16', () => {
  const turns = [{ role: 'customer', text: '请问年费为什么扣了两次？' }];
  const files: [string, string][] = [
    ['a.txt', '第一条　客户应当办理。\n第二条　银行应当处理。\n'],
    ['a.md', '# 年费\n\n银行应当处理。\n'],
    ['a.csv', '角色,内容\n客户,请问年费为什么扣了两次\n坐席,您好\n'],
    [
      'a.srt',
      '1\n00:00:01,000 --> 00:00:02,000\n客户: 请问年费为什么扣了\n\n2\n00:00:03,000 --> 00:00:04,000\n坐席: 您好\n',
    ],
    ['a.json', JSON.stringify({ id: 'c1', turns })],
    ['a.jsonl', `${JSON.stringify({ id: 'c1', turns })}\n${JSON.stringify({ id: 'c2', turns })}\n`],
  ];

  it.each(files)('%s is read as it is in UTF-8, and says its encoding', async (name, text) => {
    const read = async (encoding: Name) => {
      const sources = [];
      for await (const record of parseFile({ name, bytes: encode(text, encoding) }, testSettings)) sources.push(record);
      return sources.map((record) =>
        isProblem(record)
          ? record
          : { texts: record.segments.map((s) => s.text), encoding: record.metadata['encoding'] },
      );
    };
    const plain = await read('utf-8');
    expect(plain.every((record) => 'texts' in record && record.texts.length > 0)).toBe(true);
    for (const encoding of ['gb18030', 'utf-16le', 'utf-16be'] as const) {
      expect(await read(encoding)).toEqual(plain.map((record) => ({ ...record, encoding })));
    }
  });
});
