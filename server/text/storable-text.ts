import type { FieldError } from '../errors.ts';

// PostgreSQL keeps neither U+0000 nor half of a surrogate pair.
const unstorable = /\0|\p{Surrogate}/u;

/** Names every text in a value that no database can keep, so that it is refused instead of failing inside. */
export function unstorableTexts(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') {
    return unstorable.test(value)
      ? [{ path, message: 'holds U+0000 or half of a surrogate pair; send well-formed text' }]
      : [];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, element]) =>
    unstorable.test(key)
      ? [{ path, message: 'has a field whose name is not well-formed text' }]
      : unstorableTexts(element, `${path}.${key}`),
  );
}
