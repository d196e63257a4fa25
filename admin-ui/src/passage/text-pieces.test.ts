import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesUpTo, textPieces } from './text-pieces.ts';

const word = fc.oneof(fc.constantFrom('[NAME]', '[PHONE]', '[CARD]', '[ID]', '[EMAIL]', '[OTHER]', '['), fc.string());
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
const markIn = (length: number) =>
  fc.tuple(fc.nat(length), fc.nat(length)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const marked = text.chain((one) => fc.tuple(fc.constant(one), markIn(one.length)));

describe('the pieces of a text', () => {
  it('name the placeholders and leave other brackets alone', () => {
    expect(textPieces('[NAME]您好[1]，[PHONE]').map((piece) => [piece.text, piece.placeholder])).toEqual([
      ['[NAME]', 'NAME'],
      ['您好[1]，', null],
      ['[PHONE]', 'PHONE'],
    ]);
  });

  it('mark exactly the words of a span that stand behind a placeholder', () => {
    const said = '[NAME]你好，去年免过一次年费。';
    const start = said.indexOf('去年');
    const pieces = textPieces(said, { start, end: start + 8 });
    expect(pieces.filter((piece) => piece.marked).map((piece) => piece.text)).toEqual(['去年免过一次年费']);
  });

  it('hold the whole text at its own offsets, whatever is marked', () => {
    fc.assert(
      fc.property(marked, ([one, mark]) => {
        const pieces = textPieces(one, mark);
        expect(pieces.map((piece) => piece.text).join('')).toBe(one);
        for (const piece of pieces) expect(one.slice(piece.start, piece.end)).toBe(piece.text);
      }),
    );
  });

  it('mark every unit of the span, and beyond it only the rest of a placeholder', () => {
    fc.assert(
      fc.property(marked, ([one, mark]) => {
        for (const piece of textPieces(one, mark)) {
          const overlaps = piece.start < mark.end && mark.start < piece.end;
          expect(piece.marked).toBe(overlaps);
          if (piece.marked && piece.placeholder === null) {
            expect(mark.start <= piece.start && piece.end <= mark.end).toBe(true);
          }
        }
      }),
    );
  });

  it('are shown up to an offset without ever cutting a placeholder', () => {
    fc.assert(
      fc.property(marked, ([one, { end }]) => {
        const pieces = textPieces(one);
        const shown = piecesUpTo(pieces, end)
          .map((piece) => piece.text)
          .join('');
        expect(one.startsWith(shown)).toBe(true);
        const cut = pieces.find((piece) => piece.placeholder && piece.start < end && end < piece.end);
        expect(shown.length).toBe(cut?.end ?? end);
      }),
    );
  });
});
