import { type AnnotationLabel, otherValue, type Span } from '../../../graph-schema/index.ts';

export type Labels = readonly AnnotationLabel[];

/** What is marked, with every state before it and those that were undone. */
export interface Editing {
  readonly labels: Labels;
  readonly past: readonly Labels[];
  readonly future: readonly Labels[];
}

export const beginWith = (labels: Labels): Editing => ({ labels, past: [], future: [] });

const mostSteps = 200;

export function change(editing: Editing, labels: Labels): Editing {
  if (labels === editing.labels) return editing;
  return { labels, past: [...editing.past, editing.labels].slice(-mostSteps), future: [] };
}

export function undo({ labels, past, future }: Editing): Editing {
  const before = past.at(-1);
  return before ? { labels: before, past: past.slice(0, -1), future: [labels, ...future] } : { labels, past, future };
}

export function redo({ labels, past, future }: Editing): Editing {
  const [next, ...rest] = future;
  return next ? { labels: next, past: [...past, labels], future: rest } : { labels, past, future };
}

export type NewLabel = Pick<AnnotationLabel, 'kind' | 'value'> & { readonly note?: string };

const same = (label: AnnotationLabel, { kind, value, note = '' }: NewLabel) =>
  label.kind === kind && label.value === value && (value !== otherValue || label.note === note);
const sameSpan = (a: Span, b: Span) => a.segmentId === b.segmentId && a.start === b.start && a.end === b.end;

/** Sets a label on the marked words, or on the whole call when none are; the same again takes it away. */
export function toggle(labels: Labels, label: NewLabel, spans: readonly Span[], newId: () => string): Labels {
  const found = labels.find((one) => same(one, label));
  if (!found)
    return [
      ...labels,
      { id: newId(), kind: label.kind, value: label.value, note: label.note ?? '', spans: [...spans] },
    ];
  if (spans.length === 0) return labels.filter((one) => one !== found);
  const known = spans.every((span) => found.spans.some((one) => sameSpan(one, span)));
  const kept = found.spans.filter((one) => !spans.some((span) => sameSpan(one, span)));
  if (known && kept.length === 0) return labels.filter((one) => one !== found);
  return labels.map((one) => (one === found ? { ...one, spans: known ? kept : [...kept, ...spans] } : one));
}

export const without = (labels: Labels, id: string): Labels => labels.filter((label) => label.id !== id);
