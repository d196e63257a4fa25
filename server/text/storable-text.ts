import type { FieldError } from '../errors.ts';

// PostgreSQL keeps neither U+0000 nor half of a surrogate pair.
const unstorable = /\0|\p{Surrogate}/u;
/** Nothing that the service takes is nested anywhere near this deep; what is would exhaust the stack of its readers. */
const deepest = 50;

interface Visit {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** Names whatever in a value no database can keep, and what is nested too deep to be read, so that it is refused instead of failing inside. */
export function unstorableTexts(value: unknown, path: string): FieldError[] {
  const errors: FieldError[] = [];
  // A stack of its own: how deep the value is nested is up to whoever sent it.
  const pending: Visit[] = [{ value, path, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next.value === 'string') {
      if (unstorable.test(next.value))
        errors.push({
          path: next.path,
          message: 'holds U+0000 or half of a surrogate pair; send well-formed text',
        });
    } else if (next.value !== null && typeof next.value === 'object') {
      if (next.depth === deepest)
        errors.push({ path: next.path, message: `is nested more than ${deepest} levels deep` });
      else for (const visit of visitsInside(next.value, next, errors)) pending.push(visit);
    }
  }
  return errors;
}

function visitsInside(value: object, { path, depth }: Visit, errors: FieldError[]): Visit[] {
  const visits: Visit[] = [];
  for (const [key, element] of Object.entries(value)) {
    if (unstorable.test(key)) errors.push({ path, message: 'has a field whose name is not well-formed text' });
    else if (typeof element === 'string' || (typeof element === 'object' && element !== null))
      visits.push({ value: element, path: `${path}.${key}`, depth: depth + 1 });
  }
  return visits.reverse();
}
