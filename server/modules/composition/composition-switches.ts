import { notFound } from '../../errors.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { appendAudit } from '../../publishing/index.ts';

/** Which collections let a model compose from their text, kept in memory: another process's switch is seen within five seconds. */
export interface CompositionSwitches {
  isOn(collectionId: string): boolean;
  /** Read from the database. Throws not_found. */
  read(collectionId: string): Promise<boolean>;
  /** Switches a collection, with an audit entry. Throws not_found. */
  switchTo(collectionId: string, on: boolean, actor: string): Promise<void>;
  start(): Promise<void>;
  stop(): void;
}

const refreshMs = 5_000;

export function createCompositionSwitches(database: Database, log: Logger): CompositionSwitches {
  let off: ReadonlySet<string> = new Set();
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    const { rows } = await database.query<{ id: string }>('select id from collections where not composition');
    off = new Set(rows.map(({ id }) => id));
  };
  return {
    isOn: (collectionId) => !off.has(collectionId),
    async read(collectionId) {
      const { rows } = await database.query<{ composition: boolean }>(
        'select composition from collections where id = $1',
        [collectionId],
      );
      const [row] = rows;
      if (!row) throw notFound('collection', collectionId);
      return row.composition;
    },
    async switchTo(collectionId, on, actor) {
      await database.transaction(async (tx) => {
        const { rows } = await tx.query<{ before: boolean }>(
          `update collections c set composition = $2
             from (select id, composition as before from collections where id = $1 for update) b
            where c.id = b.id returning b.before`,
          [collectionId, on],
        );
        const [row] = rows;
        if (!row) throw notFound('collection', collectionId);
        await appendAudit(tx, {
          actor,
          action: 'collection.composition',
          subject: `collection:${collectionId}`,
          details: { from: row.before, to: on },
        });
      });
      await refresh();
    },
    async start() {
      await refresh();
      timer = setInterval(() => {
        refresh().catch((error) =>
          log.warn({ err: error }, 'which collections are composed from was not read; what was last known is used'),
        );
      }, refreshMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}
