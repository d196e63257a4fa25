import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locate } from './locate.ts';
import { segmentLegal } from './segment-legal.ts';

const articles = (text: string, numbered = false) =>
  (segmentLegal(text, numbered) ?? []).filter((cut) => cut.kind === 'article').map((cut) => cut.locator);

describe('articles of Chinese texts', () => {
  it('are cut at 条 in Chinese and Arabic numerals, in both scripts, also 之一', () => {
    const text = '第一条 甲。\n第二条　乙。\n第十二条之一 丙。\n第13條 丁。\n第十四条为了规范，制定本法。';
    expect(articles(text)).toEqual(['第一条', '第二条', '第十二条之一', '第13條', '第十四条']);
  });

  it('are not opened by a reference that was wrapped to the start of a line', () => {
    const text =
      '第一条 处理投诉，依照本办法\n第三条的规定执行，并符合\n第二条 所称的要求。\n第二条 客户可以申请复核。\n第三条 自发布之日起施行。';
    expect(articles(text)).toEqual(['第一条', '第二条', '第三条']);
    expect(segmentLegal(text, false)?.[0]?.text).toContain('第二条 所称');
  });

  it('are not taken from a table of contents', () => {
    const text =
      '目录\n第一章 总则\n第一条 目的......1\n第二章 收费\n\n第一章 总则\n第一条 甲。\n第二章 收费\n第二条 乙。';
    const cuts = segmentLegal(text, false) ?? [];
    expect(cuts.map((cut) => cut.locator)).toEqual(['目录', '第一章', '第一条', '第二章', '第二条']);
  });

  it('start again in an annex under its name', () => {
    const text = '第一条 甲。\n第二条 乙。\n附件1 收费表\n第一条 丙。\n第二条 丁。';
    expect(articles(text)).toEqual(['第一条', '第二条', '附件1 第一条', '附件1 第二条']);
  });

  it('take their title from 【】 and keep markup in the text', () => {
    const cuts = segmentLegal('## 第一章 总则\n**第一条【目的】** 甲。\n**第二条** 乙。', false) ?? [];
    expect(cuts[0]).toMatchObject({ kind: 'section', heading: '第一章 总则' });
    expect(cuts.map((cut) => cut.locator)).toEqual(['第一章', '第一条', '第二条']);
  });
});

describe('articles of English texts', () => {
  it('are cut at Article, Section, Rule, in any depth', () => {
    expect(articles('Part I General\nArticle 1 Purpose\n1.1 To rule.\nArticle 2. Scope\n2.1 All.')).toEqual([
      'Article 1',
      'Article 2',
    ]);
    expect(articles('Section 3 Fees\nSection 3.1 The fee is due.\nSection 3.2 It is waived.')).toEqual([
      'Section 3.1',
      'Section 3.2',
    ]);
    expect(articles('Rule 1: Be kind.\nAs stated in\nRule 1 above, be kind.\nRule 2: Be clear.')).toEqual([
      'Rule 1',
      'Rule 2',
    ]);
  });

  it('are bare numbers only where asked for', () => {
    const text = '1. Fees\n1.1 The fee is due.\n1.2 It is waived.\n2. Refunds\n2.1 On request.';
    expect(segmentLegal(text, false)).toBeNull();
    expect(articles(text, true)).toEqual(['1.1', '1.2', '2.1']);
  });
});

it('a text without articles is no legal text', () => {
  expect(segmentLegal('今天天气很好。\n根据第三条，应当退费。', false)).toBeNull();
});

it('joined, the cuts are the text but for blank stretches', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '第一条 甲。',
      '第二条 乙',
      '第三条',
      '第二章 收费',
      '附件1 表',
      '目录',
      'Article 1 X',
      'Section 2.1 y',
      '',
      '（一）项；',
      '第三条的规定',
      '# 题',
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), fc.boolean(), (lines, numbered) => {
      const text = lines.join('\n');
      const cuts = segmentLegal(text, numbered);
      if (cuts)
        expect(
          cuts
            .map((cut) => cut.text)
            .join('')
            .replace(/\s/g, ''),
        ).toBe(text.replace(/\s/g, ''));
    }),
    { numRuns: 300 },
  );
});

describe('locate', () => {
  const article = '第三条 客户可以投诉。\n下列情形除外：\n（一）已经起诉的；\n（二）已经复核的。\n其他情形另行规定。';
  it.each([
    ['客户', '第三条第一款'],
    ['下列', '第三条第二款'],
    ['已经复核', '第三条第二款第（二）项'],
    ['其他', '第三条第三款'],
  ])('names the paragraph and item of %s', (words, expected) =>
    expect(locate(article, article.indexOf(words))).toBe(expected),
  );

  it('names numbered paragraphs of English articles', () => {
    const text = 'Article 5 Transfers\n\n5.1 A fee is due.\n\n5.2 It is waived:\n(a) on holidays;\n(b) on request.';
    expect(locate(text, text.indexOf('on request'))).toBe('Article 5, 5.2(b)');
  });

  it('says nothing of a text that is no article', () => expect(locate('hello', 2)).toBe(''));
});
