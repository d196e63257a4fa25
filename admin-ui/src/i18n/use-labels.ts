import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import { type ClosedList, kinds, type Label, relations } from '../../../graph-schema/index.ts';
import { type Locale, labelIn } from './locale.ts';

export interface Labels {
  readonly locale: Locale;
  /** The label of a value of a closed list; the value itself when the list does not know it. */
  of<V extends string>(list: ClosedList<V>, value: string): string;
  /** The label of an item kind or of a relation. */
  kind(kind: string): string;
  choices<V extends string>(list: ClosedList<V>): { id: V; name: string }[];
}

/** The vocabulary's labels in the language of the interface. */
export function useLabels(): Labels {
  const locale = useLocale() as Locale;
  return useMemo(() => labelsIn(locale), [locale]);
}

function labelsIn(locale: Locale): Labels {
  const every: Readonly<Record<string, { readonly label: Label }>> = { ...kinds, ...relations };
  const called = (label: Label | undefined, value: string) => (label ? labelIn(label, locale) : value);
  return {
    locale,
    of: (list, value) => called((list.labels as Readonly<Record<string, Label>>)[value], value),
    kind: (kind) => called(every[kind]?.label, kind),
    choices: (list) => list.values.map((id) => ({ id, name: labelIn(list.labels[id], locale) })),
  };
}
