import { type ItemContent, type ItemKind, itemText } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';

/** A published version in the words that are embedded for it. */
export interface VersionText {
  readonly itemId: string;
  readonly version: number;
  readonly text: string;
}

/** A place among the published versions. */
export interface LogPlace {
  readonly position: number;
  readonly itemId: string;
}

export const beginning: LogPlace = { position: 0, itemId: '' };

/** Models cut off what is longer, and what stands first says what it is about. */
const longestText = 2_000;

interface Row {
  item_id: string;
  version: number;
  position: number;
  kind: ItemKind;
  content: ItemContent;
  embedded: boolean;
}

/** The next versions behind a place of the log, and those of them that have no vector in the space yet. */
export async function nextVersions(
  executor: Executor,
  spaceId: string,
  after: LogPlace,
  limit: number,
): Promise<{ readonly missing: readonly VersionText[]; readonly last: LogPlace | null; readonly read: number }> {
  const found = await executor.query<Row>(
    `select v.item_id, v.version, v.position, i.kind, v.content,
            exists (select from version_vectors x where x.space_id = $1 and x.item_id = v.item_id and x.version = v.version) as embedded
       from item_versions v join items i on i.id = v.item_id
      where i.sort = 'node' and v.content is not null
        and (v.position > $2 or (v.position = $2 and v.item_id collate "C" > $3))
      order by v.position, v.item_id collate "C" limit $4`,
    [spaceId, after.position, after.itemId, limit],
  );
  const last = found.rows.at(-1);
  return {
    missing: found.rows.flatMap(({ item_id, version, kind, content, embedded }) =>
      embedded ? [] : [{ itemId: item_id, version, text: passageText(kind, content) }],
    ),
    last: last ? { position: Number(last.position), itemId: last.item_id } : null,
    read: found.rows.length,
  };
}

/** What a version says, its name first. */
export function passageText(kind: ItemKind, content: ItemContent): string {
  const { title, context, phrases, body } = itemText(kind, content);
  return [title, context, ...phrases, body]
    .filter((part) => part.trim() !== '')
    .join('\n')
    .slice(0, longestText);
}
