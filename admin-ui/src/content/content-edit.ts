import type { Content } from '../api/types.ts';
import type { ContentField } from './content-fields.ts';
import { strings } from './field-text.ts';

/** What the form holds for a field: lists are one line per entry. */
export function editText(field: ContentField, value: unknown): string {
  if (field.form === 'lines' || field.form === 'choices') return strings(value).join('\n');
  if (field.form === 'effect' || field.form === 'value') return value === undefined ? '' : JSON.stringify(value);
  return value === undefined || value === null ? '' : String(value);
}

/** The content with the form's texts put back; an emptied field is left out, fields that the form lacks are kept. */
export function withEdits(content: Content, edits: ReadonlyMap<ContentField, string>): Content {
  const next: Record<string, unknown> = { ...content };
  for (const [field, text] of edits) {
    const value = readField(field, text);
    // A list that was never there and stays empty is no empty list.
    const absent = value === undefined || (Array.isArray(value) && value.length === 0 && !(field.name in content));
    if (absent) delete next[field.name];
    else next[field.name] = value;
  }
  return next;
}

function readField(field: ContentField, text: string): unknown {
  if (field.form === 'lines' || field.form === 'choices') {
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
  const trimmed = text.trim();
  if (trimmed === '') return field.required ? '' : undefined;
  if (field.form === 'number' || field.form === 'share') return Number(trimmed);
  if (field.form === 'effect' || field.form === 'value') return JSON.parse(trimmed);
  return trimmed;
}
