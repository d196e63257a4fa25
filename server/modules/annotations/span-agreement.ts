import type { AnnotationLabel, Span } from '../../../graph-schema/index.ts';
import type { WeightedUnit } from './agreement.ts';

type Labels = readonly AnnotationLabel[];

const nothing = '';

/**
 * The text of a call as units for alpha: each stretch between two borders that anybody set, with what every observer
 * says of it, counted by its length in UTF-16 units. Text that nobody marked is a unit too, so that agreeing to leave words
 * alone counts.
 */
export function unitise(
  observers: readonly Labels[],
  kind: AnnotationLabel['kind'],
  lengths: ReadonlyMap<string, number>,
): readonly WeightedUnit[] {
  const marked = observers.map((labels) =>
    labels
      .filter((label) => label.kind === kind)
      .flatMap((label) => label.spans.map((span) => ({ ...span, value: label.value }))),
  );
  return [...lengths].flatMap(([segmentId, length]) => {
    const here = marked.map((spans) => spans.filter((span) => span.segmentId === segmentId));
    const borders = [...new Set([0, length, ...here.flat().flatMap(({ start, end }) => [start, end])])].sort(
      (a, b) => a - b,
    );
    return borders.slice(1).map((end, n) => {
      const start = borders[n] ?? 0;
      const values = here.map((spans) => {
        const over = spans.filter((span) => span.start <= start && end <= span.end).map(({ value }) => value);
        return over.length === 0 ? nothing : [...new Set(over)].sort().join('+');
      });
      return { values, weight: end - start };
    });
  });
}

/** How far two stretches are the same: what they share over what they cover together; 0 in different segments. */
export function overlap(a: Span, b: Span): number {
  if (a.segmentId !== b.segmentId) return 0;
  const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return shared <= 0 ? 0 : shared / (Math.max(a.end, b.end) - Math.min(a.start, b.start));
}

/** From this overlap on two spans count as the same one. */
export const sameSpan = 0.5;

/** Spans of two observers that are the same ones: the pairs that overlap most first, each span once. */
export function matchSpans<S extends Span & { readonly value: string }>(
  a: readonly S[],
  b: readonly S[],
): (readonly [S, S])[] {
  const pairs = a
    .flatMap((one) => b.map((other) => ({ one, other, by: overlap(one, other) })))
    .filter(({ one, other, by }) => one.value === other.value && by >= sameSpan)
    .sort((x, y) => y.by - x.by);
  const taken = new Set<S>();
  return pairs.flatMap(({ one, other }) => {
    if (taken.has(one) || taken.has(other)) return [];
    taken.add(one).add(other);
    return [[one, other] as const];
  });
}

/** The F1 of matched spans of a kind between two observers; NaN where neither marked any. */
export function spanF1(a: Labels, b: Labels, kind: AnnotationLabel['kind']): number {
  const spansOf = (labels: Labels) =>
    labels
      .filter((label) => label.kind === kind)
      .flatMap((label) => label.spans.map((span) => ({ ...span, value: label.value })));
  const [left, right] = [spansOf(a), spansOf(b)];
  return (2 * matchSpans(left, right).length) / (left.length + right.length);
}
