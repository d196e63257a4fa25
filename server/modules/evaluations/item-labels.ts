import { z } from 'zod';
import { type ItemKind, itemKindSchema } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';

export const namedItemSchema = z.object({
  itemId: z.string(),
  kind: itemKindSchema.nullable(),
  /** Its newest published name, else that of a proposal; null: there is none, or it was erased. */
  label: z.string().nullable(),
});
export type NamedItem = z.infer<typeof namedItemSchema>;

/** Names items by their ids. */
export async function labelsOf(executor: Executor, itemIds: readonly string[]): Promise<(itemId: string) => NamedItem> {
  const { rows } = await executor.query<{ id: string; kind: ItemKind; label: string | null }>(
    `select i.id, i.kind, coalesce(
              (select v.label from item_versions v where v.item_id = i.id and v.label is not null order by v.version desc limit 1),
              (select p.label from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1)) as label
       from items i where i.id = any($1) and i.sort = 'node'`,
    [[...new Set(itemIds)]],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return (itemId) => ({ itemId, kind: known.get(itemId)?.kind ?? null, label: known.get(itemId)?.label ?? null });
}
