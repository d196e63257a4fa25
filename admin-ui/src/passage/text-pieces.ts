import { type PersonalDataType, placeholderPattern } from '../../../graph-schema/index.ts';

/** A stretch `[start, end)` of a text, in UTF-16 units of that text as it is stored. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly marked: boolean;
  /** Set when the stretch is a placeholder, which is never split. */
  readonly placeholder: PersonalDataType | null;
}

export interface Mark {
  readonly start: number;
  readonly end: number;
}

/**
 * The text cut where a mark begins or ends and around each placeholder; all of it, in order, nothing twice. A mark
 * that cuts into a placeholder marks the whole of it.
 */
export function textPieces(text: string, mark: Mark | null = null): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(placeholderPattern)) {
    const end = match.index + match[0].length;
    pieces.push(...plainPieces(text, from, match.index, mark));
    const marked = mark !== null && mark.start < end && match.index < mark.end;
    pieces.push({ start: match.index, end, text: match[0], marked, placeholder: match[1] as PersonalDataType });
    from = end;
  }
  return [...pieces, ...plainPieces(text, from, text.length, mark)];
}

function plainPieces(text: string, from: number, to: number, mark: Mark | null): TextPiece[] {
  const within = (offset: number) => Math.min(Math.max(offset, from), to);
  const [start, end] = mark === null ? [to, to] : [within(mark.start), within(mark.end)];
  const cuts = [
    [from, start, false],
    [start, end, true],
    [end, to, false],
  ] as const;
  return cuts.flatMap(([a, b, marked]) =>
    a < b ? [{ start: a, end: b, text: text.slice(a, b), marked, placeholder: null }] : [],
  );
}

/** The beginning of a text up to an offset, as pieces; a placeholder that the offset cuts is shown whole. */
export function piecesUpTo(pieces: readonly TextPiece[], offset: number): readonly TextPiece[] {
  return pieces.flatMap((piece) => {
    if (piece.start >= offset) return [];
    if (piece.placeholder !== null || piece.end <= offset) return [piece];
    return [{ ...piece, end: offset, text: piece.text.slice(0, offset - piece.start) }];
  });
}
