import { z } from 'zod';
import { type AnnotationKind, annotationKinds, type ClosedList, emotions, riskKinds } from './closed-lists.ts';
import type { ItemKind } from './kinds.ts';
import { spanSchema } from './spans.ts';

/** Where the values of a label come from: a closed list, or the items of one kind. */
export const annotationValues: Readonly<
  Record<AnnotationKind, { readonly list: ClosedList<string> } | { readonly itemKind: ItemKind }>
> = {
  scenario: { itemKind: 'scenario' },
  complaint_type: { itemKind: 'complaint_type' },
  emotion: { list: emotions },
  need: { itemKind: 'need' },
  step: { itemKind: 'step' },
  practice: { itemKind: 'best_practice' },
  risk: { list: riskKinds },
};

/** The value of a label for which the graph has no item yet; its note says what it is. */
export const otherValue = 'other';

/** One label: of the whole call, or of the words that its spans hold. */
export const annotationLabelSchema = z.strictObject({
  /** Tells the labels of one annotation apart; made by whoever sets it. */
  id: z.string().regex(/^[\w-]{1,40}$/),
  kind: annotationKinds.schema,
  /** A value of the closed list, the id of an item, or `other`. */
  value: z.string().min(1).max(100),
  note: z.string().trim().max(500).default(''),
  /** None: it holds of the whole call. */
  spans: z.array(spanSchema).max(50).default([]),
});
export type AnnotationLabel = z.infer<typeof annotationLabelSchema>;

export const annotationLabelsSchema = z.array(annotationLabelSchema).max(300);
