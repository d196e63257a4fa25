import { type RefObject, useEffect, useState } from 'react';
import type { Span } from '../../../graph-schema/index.ts';
import type { Segment } from '../api/types.ts';
import { selectedPieces, spansOf } from '../passage/selected-spans.ts';
import { moveRange, spanOfRange, type WordRange, wordsOf } from './word-span.ts';

/** Words that are marked with the mouse or the arrow keys, and the turn that the keyboard is at. */
export function useMarkedWords(turns: readonly Segment[], reader: RefObject<HTMLElement | null>) {
  const [active, setActive] = useState<string | null>(null);
  const [range, setRange] = useState<WordRange | null>(null);
  const [selected, setSelected] = useState<readonly Span[]>([]);
  useEffect(() => {
    const texts = new Map(turns.map(({ id, text }) => [id, text]));
    const read = () => {
      const selection = document.getSelection();
      const root = reader.current;
      const one = selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
      setSelected(one && root ? spansOf(selectedPieces(one, root), (id) => texts.get(id) ?? '') : []);
    };
    document.addEventListener('selectionchange', read);
    return () => document.removeEventListener('selectionchange', read);
  }, [turns, reader]);

  const turn = turns.find(({ id }) => id === active);
  const stretch = turn ? spanOfRange(turn.text, range) : null;
  const byKeys: readonly Span[] = turn && stretch ? [{ segmentId: turn.id, start: stretch[0], end: stretch[1] }] : [];
  const go = (id: string | null) => {
    setActive(id);
    setRange(null);
  };
  return {
    active,
    go,
    /** Words marked by keyboard, to be shown; the browser shows its own selection. */
    byKeys,
    spans: selected.length > 0 ? selected : byKeys,
    step(by: 1 | -1) {
      const at = turns.findIndex(({ id }) => id === active);
      go(
        turns[at < 0 ? (by === 1 ? 0 : turns.length - 1) : Math.max(0, Math.min(turns.length - 1, at + by))]?.id ??
          null,
      );
    },
    mark(by: 1 | -1, extend: boolean) {
      if (turn) setRange(moveRange(range, by, extend, wordsOf(turn.text).length));
    },
    clear() {
      setRange(null);
      document.getSelection()?.removeAllRanges();
    },
  };
}
