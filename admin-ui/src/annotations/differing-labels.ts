import { type AnnotationLabel, otherValue } from '../../../graph-schema/index.ts';

/** A label that at least one expert set, with the form that each gave it, by expert. */
export interface DifferingLabel {
  readonly key: string;
  readonly forms: readonly (AnnotationLabel | null)[];
  /** All set it, on the same words. */
  readonly same: boolean;
}

const keyOf = ({ kind, value, note }: AnnotationLabel) =>
  `${kind}|${value}${value === otherValue ? `|${note.toLowerCase()}` : ''}`;
const places = (label: AnnotationLabel | null) =>
  label === null
    ? 'absent'
    : JSON.stringify(label.spans.map(({ segmentId, start, end }) => [segmentId, start, end]).sort());

/** The labels of several experts beside each other, those on which they differ first. */
export function labelsBeside(experts: readonly (readonly AnnotationLabel[])[]): readonly DifferingLabel[] {
  const keys = [...new Set(experts.flat().map(keyOf))];
  return keys
    .map((key) => {
      const forms = experts.map((labels) => labels.find((label) => keyOf(label) === key) ?? null);
      return { key, forms, same: new Set(forms.map(places)).size === 1 };
    })
    .sort((a, b) => Number(a.same) - Number(b.same));
}

/** Which expert's form is taken, by label; null: the label does not hold. Undefined: nobody has said yet. */
export type Choices = Readonly<Record<string, number | null | undefined>>;

/** What is decided, or null while one is open. Ids are made anew, so that two experts' may not clash. */
export function decisionOf(rows: readonly DifferingLabel[], choices: Choices): readonly AnnotationLabel[] | null {
  const open = rows.some(({ key, same }) => !same && choices[key] === undefined);
  if (open) return null;
  return rows.flatMap(({ key, forms, same }, n) => {
    const choice = choices[key] ?? (same && choices[key] === undefined ? 0 : null);
    const form = choice === null ? null : forms[choice];
    return form ? [{ ...form, id: `d${n}` }] : [];
  });
}
