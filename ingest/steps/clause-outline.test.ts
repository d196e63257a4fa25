import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseContent } from '../../graph-schema/index.ts';
import { clauseOutline, type OutlineStyle, outlineOfArticle } from './clause-outline.ts';
import { chineseNumeral } from './numerals.ts';

const hans: OutlineStyle = { lettering: 'chinese', traditional: false };
const english: OutlineStyle = { lettering: 'english', traditional: false };
const read = (body: string, style: OutlineStyle) =>
  clauseOutline(body, style).map(({ locator, start, end }) => [locator, body.slice(start, end)]);

describe('the outline of an article', () => {
  it('names paragraphs, and the items inside them', () => {
    expect(read('甲。\n乙：\n（一）子；\n（二）丑。\n丙。', hans)).toEqual([
      ['第一款', '甲。'],
      ['第二款', '乙：\n（一）子；\n（二）丑。'],
      ['第二款第（一）项', '（一）子；'],
      ['第二款第（二）项', '（二）丑。'],
      ['第三款', '丙。'],
    ]);
  });

  it('leaves the paragraph out where there is one, and is empty where there are no items either', () => {
    expect(read('乙：\n（一）子；\n（二）丑。', hans).map(([locator]) => locator)).toEqual([
      '第（一）项',
      '第（二）项',
    ]);
    expect(outlineOfArticle('只有一款，\n而且换了行。', '第一条')).toBeUndefined();
  });

  it('keeps finer numbers inside their item, and an annex out', () => {
    expect(read('乙：\n（一）子，其中：\n1．甲；\n2．乙；\n（二）丑。\n附：\n目录', hans)).toEqual([
      ['第（一）项', '（一）子，其中：\n1．甲；\n2．乙；'],
      ['第（二）项', '（二）丑。'],
    ]);
  });

  it('reads items in Arabic numbers where words announce them', () => {
    expect(read('乙：\n1. 子；\n2. 丑。', hans).map(([locator]) => locator)).toEqual(['第1项', '第2项']);
    expect(read('费率为\n1.5倍。', hans)).toEqual([]);
  });

  it('writes 項 in Traditional text', () => {
    expect(outlineOfArticle('乙：\n（一）應當；\n（二）與。', '第一條')?.map((entry) => entry.locator)).toEqual([
      '第（一）項',
      '第（二）項',
    ]);
  });

  it('names numbered paragraphs, letters and Roman numbers in English', () => {
    const letters = [...'abcdefghi'].map((letter) => `(${letter}) x;`).join('\n');
    expect(read(`5.1 A.\n5.2 B:\n${letters}\n(i) y;\n(ii) z.\ngoes on`, english).map(([locator]) => locator)).toEqual([
      '5.1',
      '5.2',
      ...[...'abcdefghi'].map((letter) => `5.2(${letter})`),
      '5.2(i)(i)',
      '5.2(i)(ii)',
    ]);
    expect(read('All:\n(a) one;\n(b) two', english)).toEqual([
      ['(a)', '(a) one;'],
      ['(b)', '(b) two'],
    ]);
  });

  const words = fc
    .array(fc.constantFrom(...'收费应当公示甲乙丙，的'), { minLength: 1, maxLength: 12 })
    .map((c) => c.join(''));
  const paragraph = fc.record({ lead: words, items: fc.array(words, { maxLength: 12 }) });

  it('gives back every paragraph and item that was written, in order', () => {
    fc.assert(
      fc.property(
        fc.array(paragraph, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('\n', '\n\n', '\n　　'),
        (paragraphs, gap) => {
          const several = paragraphs.length > 1;
          const expected: [string, string][] = [];
          const texts = paragraphs.map(({ lead, items }, i) => {
            const lines = items.map(
              (item, k) => `（${chineseNumeral(k + 1)}）${item}${k + 1 < items.length ? '；' : '。'}`,
            );
            const text = [`${lead}${items.length > 0 ? '：' : '。'}`, ...lines].join(gap);
            const place = several ? `第${chineseNumeral(i + 1)}款` : '';
            if (several) expected.push([place, text]);
            lines.forEach((line, k) => void expected.push([`${place}第（${chineseNumeral(k + 1)}）项`, line]));
            return text;
          });
          expect(read(texts.join(gap), hans)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is accepted by the clause of any text, before and after JSON', () => {
    const line = fc.oneof(
      fc.constantFrom('（一）甲；', '(1) x', '1. y：', '', '5.2 z', '(a) b', '(i) c', '附：', '乙。', '丙：', '第三条'),
      fc.string({ maxLength: 6, unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 14 }),
        fc.constantFrom('第一条', 'Article 1'),
        (lines, article) => {
          const text = lines.join('\n').trim();
          fc.pre(text !== '');
          const content = { law: '某法', article, text, outline: outlineOfArticle(text, article) };
          const parsed = parseContent('clause', JSON.parse(JSON.stringify(content)));
          expect(parsed.outline).toEqual(content.outline);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a clause refuses an outline', () => {
  const parse = (outline: unknown) =>
    parseContent('clause', { law: '某法', article: '第一条', text: '甲。\n乙。', outline });
  it.each([
    ['that ends behind the text', [{ locator: '第一款', start: 0, end: 6 }]],
    ['with an empty entry', [{ locator: '第一款', start: 2, end: 2 }]],
    [
      'that runs backwards',
      [
        { locator: '第二款', start: 3, end: 5 },
        { locator: '第一款', start: 0, end: 2 },
      ],
    ],
    [
      'whose entries overlap',
      [
        { locator: '第一款', start: 0, end: 3 },
        { locator: '第二款', start: 2, end: 5 },
      ],
    ],
    ['with unknown fields', [{ locator: '第一款', start: 0, end: 2, words: '甲。' }]],
    ['without entries', []],
  ])('%s', (_, outline) => expect(() => parse(outline)).toThrow());
  it('but takes one in order', () => {
    expect(
      parse([
        { locator: '第一款', start: 0, end: 2 },
        { locator: '第二款', start: 3, end: 5 },
      ]).outline,
    ).toHaveLength(2);
  });
});
