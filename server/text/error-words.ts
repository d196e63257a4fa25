import { DatabaseError } from '../ports/database.ts';

const longestWords = 1_000;
const plainCode = /^[\w.-]{1,64}$/;

/** The error's class and its code (a SQLSTATE, `ECONNRESET`), if it has one; nothing of the data that it stumbled over. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && plainCode.test(code) ? `${error.name} ${code}` : error.name;
}

/**
 * What may be kept of an error where others read it, 1,000 units at most: its name and its words, never its fields. Of
 * errors whose words quote the value at fault, as those of PostgreSQL and of parsers do, the name alone.
 */
export function errorWords(error: unknown): string {
  if (error instanceof DatabaseError || error instanceof SyntaxError) return errorName(error);
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, longestWords);
}
