import type { Span } from '../../../graph-schema/index.ts';

/** What is selected of one piece of text, in the units of the stored text. */
export interface SelectedPiece {
  readonly segmentId: string;
  readonly start: number;
  readonly end: number;
}

/** One span for each segment, from the first to the last piece selected in it, without blanks at its ends. */
export function spansOf(pieces: readonly SelectedPiece[], textOf: (segmentId: string) => string): readonly Span[] {
  const segments = [...new Set(pieces.map((piece) => piece.segmentId))];
  return segments.flatMap((segmentId) => {
    const selected = pieces.filter((piece) => piece.segmentId === segmentId);
    const from = Math.min(...selected.map((piece) => piece.start));
    const words = textOf(segmentId).slice(from, Math.max(...selected.map((piece) => piece.end)));
    const start = from + words.length - words.trimStart().length;
    const end = start + words.trim().length;
    return start < end ? [{ segmentId, start, end }] : [];
  });
}

/** The pieces of text below `root` that a selection touches; one that holds a placeholder counts as a whole. */
export function selectedPieces(range: Range, root: Element): readonly SelectedPiece[] {
  return [...root.querySelectorAll<HTMLElement>('[data-segment-id] [data-from]')].flatMap((element) => {
    if (!range.intersectsNode(element)) return [];
    const segmentId = element.closest<HTMLElement>('[data-segment-id]')?.dataset['segmentId'] ?? '';
    const [from, to] = [Number(element.dataset['from']), Number(element.dataset['to'])];
    const plain = element.textContent?.length === to - from;
    const start = plain && element.contains(range.startContainer) ? from + offsetWithin(range, 'start') : from;
    const end = plain && element.contains(range.endContainer) ? from + offsetWithin(range, 'end') : to;
    return start < end ? [{ segmentId, start, end }] : [];
  });
}

function offsetWithin(range: Range, side: 'start' | 'end'): number {
  const [node, offset] =
    side === 'start' ? [range.startContainer, range.startOffset] : [range.endContainer, range.endOffset];
  // Beside its text node an element counts children: none before, or the one before.
  return node.nodeType === Node.TEXT_NODE || offset === 0 ? offset : (node.textContent?.length ?? 0);
}
