import { z } from 'zod';

/** Which page, and how many rows it has. */
export function pageFields(perPage: number) {
  return {
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    perPage: z.coerce.number().int().min(1).max(500).default(perPage),
  };
}

/** Words to find, as `like` takes them: what it would read as a wildcard stands for itself. */
export function likeText(words: string): string {
  return words.replaceAll(/[\\%_]/g, '\\$&');
}

/** Query of a list: one page, sorted, filtered by the fields that the list names. */
export function listQuery<const S extends readonly [string, ...string[]], F extends z.ZodRawShape>(
  sortable: S,
  filters: F,
) {
  return z.strictObject({
    ...pageFields(25),
    sort: z.enum(sortable).default(sortable[0] as S[number]),
    order: z.enum(['asc', 'desc']).default('desc'),
    /** Words to find in the title. */
    q: z.string().trim().min(1).max(200).optional(),
    ...filters,
  });
}

export function listOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), total: z.int().min(0) });
}

export const idParams = z.strictObject({ id: z.string().min(1).max(100) });
export const instant = z.iso.datetime();
