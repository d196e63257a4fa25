import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';
import { deepestNesting, markdownExcess, mostMarks } from './markdown-limits.ts';

const nested = (levels: number, between = '') =>
  Array.from({ length: levels }, (_, i) => `${' '.repeat(i * 2)}- x${between}`).join('\n');

describe('Markdown that costs too much to read', () => {
  it.each([
    ['nested lists', nested(deepestNesting + 1)],
    ['nested lists with lines between them that go on lazily', nested(deepestNesting + 1, '\ny')],
    ['nested lists with old line breaks', nested(deepestNesting + 1).replaceAll('\n', '\r')],
    ['quotes', '> '.repeat(deepestNesting + 1)],
    ['lists that open on one line', '1. '.repeat(5_000)],
  ])('is found: %s', (_, text) => expect(markdownExcess(text)?.reason).toContain('levels deep'));

  it.each(['[', '*a', '_', '](', '*a_ '])('is found: a paragraph full of %s', (mark) =>
    expect(markdownExcess(mark.repeat(mostMarks + 1))?.reason).toContain('characters of markup'),
  );

  it('is one paragraph', () => {
    const text = '> '.repeat(5_000);
    expect(markdownBlocks(text)).toEqual([{ type: 'paragraph', text: text.trim(), start: 0, end: text.length }]);
  });
});

it.each([
  ['deep but readable lists', nested(deepestNesting)],
  ['many lists one after the other', '- a\n- b\n\ntext\n\n'.repeat(500)],
  ['code that is indented deeply', `${' '.repeat(400)}- x\n`.repeat(3)],
  ['long tables with markup in every row', '| *a* | [b](c) |\n'.repeat(2_000)],
])('leaves %s', (_, text) => expect(markdownExcess(text)).toBeNull());
