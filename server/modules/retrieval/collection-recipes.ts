import { notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { RecipeName } from './recipes.ts';

export interface Collection {
  readonly id: string;
  readonly name: string;
  /** The name of its recipe; not always one that this program knows. */
  readonly recipe: string;
}

/** Which recipe each collection uses, kept in memory: another process's switch is seen within five seconds. */
export interface CollectionRecipes {
  /** Undefined for a collection that is not known yet. */
  nameOf(collectionId: string): string | undefined;
  list(): Promise<readonly Collection[]>;
  /** Switches a collection, with an audit entry. Throws not_found. */
  switchTo(collectionId: string, recipe: RecipeName, actor: string): Promise<Collection>;
  start(): Promise<void>;
  stop(): void;
}

const refreshMs = 5_000;

export function createCollectionRecipes(database: Database, log: Logger): CollectionRecipes {
  let known: ReadonlyMap<string, string> = new Map();
  let timer: NodeJS.Timeout | undefined;

  const list = async () => {
    const { rows } = await database.query<Collection>('select id, name, recipe from collections order by id');
    known = new Map(rows.map(({ id, recipe }) => [id, recipe]));
    return rows;
  };

  return {
    nameOf: (collectionId) => known.get(collectionId),
    list,
    async switchTo(collectionId, recipe, actor) {
      const switched = await database.transaction(async (tx) => {
        const { rows } = await tx.query<Collection & { before: string }>(
          `update collections c set recipe = $2 from (select id, recipe as before from collections where id = $1 for update) b
            where c.id = b.id returning c.id, c.name, c.recipe, b.before`,
          [collectionId, recipe],
        );
        const [row] = rows;
        if (!row) throw notFound('collection', collectionId);
        const { before, ...collection } = row;
        await appendAudit(tx, {
          actor,
          action: 'collection.recipe',
          subject: `collection:${collectionId}`,
          details: { from: before, to: recipe },
        });
        return collection;
      });
      await list();
      return switched;
    },
    async start() {
      await list();
      timer = setInterval(() => {
        list().catch((error) =>
          log.warn({ err: error }, 'recipes of collections were not read; the last known are used'),
        );
      }, refreshMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
