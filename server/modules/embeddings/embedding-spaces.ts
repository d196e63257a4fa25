import { createHash } from 'node:crypto';
import type { Executor } from '../../ports/database.ts';
import type { EmbeddingSpace } from '../../ports/vector-index.ts';

/** Rises when versions are put into words for embedding in another way, so that all are embedded anew. */
const wording = 1;

/** The space of a model's vectors of so many numbers: the same model, the same space. */
export function spaceOf(model: string, dimensions: number): EmbeddingSpace {
  const slug = model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24);
  const exact = createHash('sha256')
    .update(JSON.stringify([model, dimensions, wording]))
    .digest('hex')
    .slice(0, 8);
  return { id: `${slug || 'space'}-${exact}`, model, dimensions };
}

/** The space that questions are compared in; null while none is complete. */
export async function activeSpace(executor: Executor): Promise<EmbeddingSpace | null> {
  const found = await executor.query<{ id: string; model: string; dimensions: number }>(
    'select id, model, dimensions from embedding_spaces where activated_at is not null order by activated_at desc, id limit 1',
  );
  return found.rows[0] ?? null;
}

/** From here on questions are compared in this space. */
export async function activateSpace(executor: Executor, spaceId: string): Promise<void> {
  await executor.query('update embedding_spaces set activated_at = clock_timestamp() where id = $1', [spaceId]);
}

export async function isActive(executor: Executor, spaceId: string): Promise<boolean> {
  return (await activeSpace(executor))?.id === spaceId;
}

/** Spaces that were replaced so long ago that nobody compares in them any more. */
export async function replacedSpaces(executor: Executor, minutes: number): Promise<readonly string[]> {
  const found = await executor.query<{ id: string }>(
    `select o.id from embedding_spaces o
      where o.activated_at < (select max(n.activated_at) from embedding_spaces n)
        and (select max(n.activated_at) from embedding_spaces n) < clock_timestamp() - make_interval(mins => $1)`,
    [minutes],
  );
  return found.rows.map(({ id }) => id);
}
