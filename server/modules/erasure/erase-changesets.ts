import type { Executor } from '../../ports/database.ts';
import { erasedTitle } from './erasure.ts';
import { says } from './only-there.ts';

/** Takes erased words out of what people wrote about changesets; the audit chain keeps the keyed hashes. Returns how many texts. */
export async function eraseChangesets(tx: Executor, onlyThere: ReadonlySet<string>): Promise<number> {
  if (onlyThere.size === 0) return 0;
  const quoting = <T>(rows: readonly T[], words: (row: T) => unknown) =>
    rows.filter((row) => says(words(row), onlyThere));
  const changesets = await tx.query<{ id: string; title: string; rationale: string }>(
    'select id, title, rationale from changesets',
  );
  const named = quoting(changesets.rows, ({ title, rationale }) => [title, rationale]);
  for (const { id, title, rationale } of named) {
    await tx.query('update changesets set title = $2, rationale = $3 where id = $1', [
      id,
      says(title, onlyThere) ? erasedTitle : title,
      says(rationale, onlyThere) ? '' : rationale,
    ]);
  }
  const notes = await tx.query<{ changeset_id: string; item_id: string; note: string }>(
    "select changeset_id, item_id, note from changeset_items where note <> ''",
  );
  const noted = quoting(notes.rows, ({ note }) => note);
  for (const { changeset_id, item_id } of noted)
    await tx.query("update changeset_items set note = '' where changeset_id = $1 and item_id = $2", [
      changeset_id,
      item_id,
    ]);
  const reviews = await tx.query<{ id: string; comment: string }>(
    "select id, comment from changeset_reviews where comment <> ''",
  );
  const reviewed = quoting(reviews.rows, ({ comment }) => comment);
  await tx.query("update changeset_reviews set comment = '', erased_at = now() where id = any($1)", [
    reviewed.map(({ id }) => id),
  ]);
  return named.length + noted.length + reviewed.length;
}
