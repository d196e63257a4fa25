import {
  type ClosedList,
  emotions,
  type ItemKind,
  itemKinds,
  languages,
  riskKinds,
  riskLevels,
} from '../../../graph-schema/index.ts';
import type { PartKind } from '../api/types.ts';

type AnyList = ClosedList<string>;

/** How a field is read and edited. */
type FieldForm =
  | { readonly form: 'line' | 'text' | 'lines' | 'number' | 'date' | 'effect' | 'value' | 'share' }
  | { readonly form: 'choice' | 'choices'; readonly list: AnyList };
export type ContentField = { readonly name: string; readonly required?: true } & FieldForm;

const asList = (list: unknown) => list as AnyList;
const name: ContentField = { name: 'name', form: 'line', required: true };
const language: ContentField = { name: 'language', form: 'choice', list: asList(languages) };
const description: ContentField = { name: 'description', form: 'text' };
const altLabels: ContentField = { name: 'altLabels', form: 'lines' };
const avoid: ContentField = { name: 'avoid', form: 'lines' };

const fields: Readonly<Record<ItemKind, readonly ContentField[]>> = {
  scenario: [
    name,
    { name: 'summary', form: 'text', required: true },
    { name: 'triggerPhrases', form: 'lines' },
    { name: 'complaintType', form: 'line' },
    { name: 'needs', form: 'lines' },
    { name: 'riskLevel', form: 'choice', list: asList(riskLevels) },
    { name: 'riskKinds', form: 'choices', list: asList(riskKinds) },
    language,
  ],
  step: [
    name,
    { name: 'instruction', form: 'text', required: true },
    { name: 'condition', form: 'text' },
    { name: 'doneWhen', form: 'text' },
    { name: 'order', form: 'number' },
    { name: 'actions', form: 'lines' },
    language,
  ],
  script: [
    name,
    { name: 'say', form: 'text', required: true },
    { name: 'emotions', form: 'choices', list: asList(emotions) },
    avoid,
    language,
  ],
  best_practice: [
    name,
    { name: 'description', form: 'text', required: true },
    { name: 'effect', form: 'effect' },
    language,
  ],
  product: [name, { name: 'aliases', form: 'lines' }, { name: 'category', form: 'line' }, description, language],
  product_fact: [
    name,
    { name: 'product', form: 'line' },
    { name: 'statement', form: 'text', required: true },
    { name: 'value', form: 'value' },
    { name: 'appliesWhen', form: 'text' },
    language,
  ],
  regulation: [
    name,
    { name: 'aliases', form: 'lines' },
    { name: 'issuer', form: 'line' },
    { name: 'versionDate', form: 'date' },
    description,
    language,
  ],
  clause: [
    { name: 'law', form: 'line', required: true },
    { name: 'article', form: 'line', required: true },
    { name: 'versionDate', form: 'date' },
    { name: 'chapter', form: 'line' },
    { name: 'heading', form: 'line' },
    { name: 'text', form: 'text', required: true },
    language,
  ],
  procedure: [
    name,
    description,
    { name: 'appliesWhen', form: 'text' },
    { name: 'prerequisites', form: 'lines' },
    { name: 'departments', form: 'lines' },
    avoid,
    { name: 'text', form: 'text' },
    language,
  ],
  complaint_type: [name, altLabels, description, language],
  need: [name, altLabels, description, language],
};

const relationFields: readonly ContentField[] = [
  { name: 'condition', form: 'text' },
  { name: 'frequency', form: 'share' },
  { name: 'calls', form: 'number' },
  { name: 'solvedShare', form: 'share' },
  { name: 'calmerShare', form: 'share' },
];

function isItemKind(kind: PartKind): kind is ItemKind {
  return (itemKinds as readonly string[]).includes(kind);
}

/** The fields of a kind (or of a relation) in the order in which they are read. */
export function contentFields(kind: PartKind): readonly ContentField[] {
  return isItemKind(kind) ? fields[kind] : relationFields;
}

/** Every field name that any kind has, for the labels. */
export const fieldNames: readonly string[] = [
  ...new Set([...Object.values(fields).flat(), ...relationFields].map((field) => field.name)),
];
