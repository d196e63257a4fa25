import { describe, expect, it } from 'vitest';
import { spansOf } from './selected-spans.ts';

const texts = new Map([
  ['a', '好的， [NAME] 先生，我来查。'],
  ['b', ' 谢谢 '],
]);
const textOf = (id: string) => texts.get(id) ?? '';

describe('selected words', () => {
  it('become one span of their segment, from the first piece to the last', () => {
    const spans = spansOf(
      [
        { segmentId: 'a', start: 2, end: 4 },
        { segmentId: 'a', start: 4, end: 10 },
        { segmentId: 'a', start: 10, end: 13 },
      ],
      textOf,
    );
    expect(spans.map((span) => textOf('a').slice(span.start, span.end))).toEqual(['， [NAME] 先生']);
  });

  it('lose the blanks at their ends, and vanish when there is nothing else', () => {
    expect(spansOf([{ segmentId: 'b', start: 0, end: 4 }], textOf)).toEqual([{ segmentId: 'b', start: 1, end: 3 }]);
    expect(spansOf([{ segmentId: 'b', start: 0, end: 1 }], textOf)).toEqual([]);
  });

  it('become a span of each segment that they reach into', () => {
    const spans = spansOf(
      [
        { segmentId: 'a', start: 11, end: 18 },
        { segmentId: 'b', start: 0, end: 3 },
      ],
      textOf,
    );
    expect(spans.map((span) => span.segmentId)).toEqual(['a', 'b']);
  });
});
