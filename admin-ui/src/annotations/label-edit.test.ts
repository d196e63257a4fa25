import { describe, expect, it } from 'vitest';
import { beginWith, change, redo, toggle, undo } from './label-edit.ts';
import { moveRange, spanOfRange, wordsOf } from './word-span.ts';

const span = { segmentId: 's', start: 0, end: 4 };
const other = { segmentId: 's', start: 6, end: 9 };
let n = 0;
const newId = () => `l${n++}`;

describe('labels', () => {
  it('are set on the marked words, gather spans, and go when set again', () => {
    const once = toggle([], { kind: 'emotion', value: 'angry' }, [span], newId);
    const twice = toggle(once, { kind: 'emotion', value: 'angry' }, [other], newId);
    expect(twice).toMatchObject([{ value: 'angry', spans: [span, other] }]);
    expect(toggle(twice, { kind: 'emotion', value: 'angry' }, [span], newId)).toMatchObject([{ spans: [other] }]);
    expect(toggle(once, { kind: 'emotion', value: 'angry' }, [span], newId)).toEqual([]);
    expect(toggle(twice, { kind: 'emotion', value: 'angry' }, [], newId)).toEqual([]);
  });

  it('come back when undone, and go again when redone', () => {
    const marked = toggle([], { kind: 'risk', value: 'media' }, [], newId);
    const editing = change(beginWith([]), marked);
    expect(undo(editing).labels).toEqual([]);
    expect(redo(undo(editing)).labels).toEqual(marked);
    expect(undo(beginWith([])).labels).toEqual([]);
    expect(change(undo(editing), marked).future).toEqual([]);
  });
});

describe('words marked by keyboard', () => {
  it('move, grow and stay within the turn', () => {
    const text = 'My card is blocked.';
    const first = moveRange(null, 1, false, 4);
    expect(spanOfRange(text, first)).toEqual([0, 2]);
    const grown = moveRange(moveRange(first, 1, false, 4), 1, true, 4);
    expect(text.slice(...(spanOfRange(text, grown) ?? [0, 0]))).toBe('card is');
    expect(moveRange({ from: 3, to: 3 }, 1, false, 4)).toEqual({ from: 3, to: 3 });
    expect(moveRange(null, 1, false, 0)).toBeNull();
    expect(spanOfRange('我要投诉。', moveRange(null, -1, false, wordsOf('我要投诉。').length))).toEqual([2, 4]);
  });
});
