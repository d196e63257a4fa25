import type { ZodError } from 'zod';

/** A record that cannot be read: what is wrong and how to mend it. Quotes no content of the record. */
export class BadRecord extends Error {
  override readonly name = 'BadRecord';
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(reason);
  }
}

/** What a schema found wrong, field by field, without the values. */
export function badFields(error: ZodError, remedy: string): BadRecord {
  const fields = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`);
  const more = error.issues.length > 5 ? `; and ${error.issues.length - 5} more` : '';
  return new BadRecord(fields.join('; ') + more, remedy);
}
