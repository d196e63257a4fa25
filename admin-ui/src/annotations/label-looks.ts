import {
  type AnnotationKind,
  type AnnotationLabel,
  annotationValues,
  otherValue,
} from '../../../graph-schema/index.ts';
import type { Labels as Vocabulary } from '../i18n/use-labels.ts';

/** Each kind of label's colours: background, and a text that reads on it (WCAG AA). */
export const labelColours: Readonly<Record<AnnotationKind, readonly [background: string, text: string]>> = {
  scenario: ['#d8eef2', '#0c4a5a'],
  complaint_type: ['#fbe3e6', '#86202f'],
  emotion: ['#ffe9a8', '#5a4300'],
  need: ['#edf0d6', '#4a5212'],
  step: ['#e0e9fb', '#1e4180'],
  practice: ['#dcf1e2', '#17552f'],
  risk: ['#fbe6e4', '#7f1d16'],
};

/** Keys that set a label at once, or open the search for one. */
export const kindKeys: Readonly<Partial<Record<AnnotationKind, string>>> = {
  scenario: '1',
  complaint_type: '2',
  need: '3',
  step: '4',
  practice: '5',
};
const valueKeys: Readonly<Partial<Record<AnnotationKind, string>>> = { emotion: 'qwertyu', risk: 'asdfghbn' };

export function keyOf(kind: AnnotationKind, value: string): string | undefined {
  const values = annotationValues[kind];
  return 'list' in values ? valueKeys[kind]?.[values.list.values.indexOf(value)] : undefined;
}

/** What a label says, in the reader's language. */
export function labelText(
  vocabulary: Vocabulary,
  label: Pick<AnnotationLabel, 'kind' | 'value' | 'note'>,
  names: Readonly<Record<string, string>>,
): string {
  const values = annotationValues[label.kind];
  if ('list' in values) return vocabulary.of(values.list, label.value);
  return label.value === otherValue ? label.note : (names[label.value] ?? label.value);
}
