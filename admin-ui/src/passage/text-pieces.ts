/** What stands in for personal data that was taken out. */
export const placeholderTypes = [
  'NAME',
  'PHONE',
  'ID',
  'CARD',
  'ACCOUNT',
  'POLICY',
  'PLATE',
  'ADDRESS',
  'EMAIL',
  'IP',
  'PASSCODE',
  'BIRTHDATE',
] as const;
export type PlaceholderType = (typeof placeholderTypes)[number];

/** A stretch `[start, end)` of a text, in UTF-16 units of that text as it is stored. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly marked: boolean;
  /** Set when the stretch is a placeholder, which is never split. */
  readonly placeholder: PlaceholderType | null;
}

export interface Mark {
  readonly start: number;
  readonly end: number;
}

// In an id or a file name a keyed tag follows, which tells values apart.
const placeholders = new RegExp(`\\[(${placeholderTypes.join('|')})\\](?:-[b-v]{12}(?![a-z]))?`, 'g');

/**
 * The text cut where a mark begins or ends and around each placeholder; all of it, in order, nothing twice. A mark
 * that cuts into a placeholder marks the whole of it.
 */
export function textPieces(text: string, mark: Mark | null = null): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(placeholders)) {
    const end = match.index + match[0].length;
    pieces.push(...plainPieces(text, from, match.index, mark));
    const marked = mark !== null && mark.start < end && match.index < mark.end;
    pieces.push({ start: match.index, end, text: match[0], marked, placeholder: match[1] as PlaceholderType });
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
