import type { AnnotationLabel } from '../../../graph-schema/index.ts';
import { labelKey } from './annotation-rows.ts';
import { matchSpans } from './span-agreement.ts';

type Labels = readonly AnnotationLabel[];

/**
 * What experts who annotated the same call blind hold in common, with the spans of the first; null where they differ: in
 * a label, or in a span that nobody else marked with at least half an overlap.
 */
export function agreedLabels(annotations: readonly Labels[]): Labels | null {
  const [first, ...others] = annotations;
  if (!first) return null;
  return others.every((other) => saysTheSame(first, other)) ? first : null;
}

function saysTheSame(a: Labels, b: Labels): boolean {
  if (a.length !== b.length) return false;
  return a.every((label) => {
    const other = b.find((one) => labelKey(one) === labelKey(label));
    if (!other || other.spans.length !== label.spans.length) return false;
    return matchSpans(valued(label), valued(other)).length === label.spans.length;
  });
}

const valued = ({ spans, value }: AnnotationLabel) => spans.map((span) => ({ ...span, value }));
