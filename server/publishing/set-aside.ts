import type { Database } from '../ports/database.ts';
import type { Logger } from '../ports/logger.ts';
import { errorWords } from '../text/error-words.ts';
import { applyDecision, type ContentProjection, isAboutTheDecision, withholdDecision } from './apply-decision.ts';
import { type LoggedDecision, readDecisions, readHistory } from './published-log.ts';
import type { PublishedStateProjection } from './published-state.ts';

/** A decision that this process could not take in; nothing is in force here for what it is about. */
export interface SetAsideDecision {
  readonly position: number;
  readonly error: string;
  readonly attempts: number;
  readonly itemIds: readonly string[];
}

/** Decisions that cannot be taken in: tried some times, set aside, tried again now and then. */
export interface SetAside {
  /** Applies a decision, or sets it aside once it has failed as often as it may; until then it throws. */
  apply(decision: LoggedDecision): Promise<void>;
  list(): readonly SetAsideDecision[];
  /** Tries those that are set aside, or one of them; returns those that are taken in now. Nothing else may be applied meanwhile. */
  retry(position?: number): Promise<readonly LoggedDecision[]>;
}

interface Options {
  readonly database: Database;
  readonly state: PublishedStateProjection;
  readonly contents: readonly ContentProjection[];
  readonly log: Logger;
  /** Under which the rows of `set_aside_decisions` are kept; null: none are. */
  readonly name: string | null;
}

const triesBefore = 3;

export function createSetAside({ database, state, contents, log, name }: Options): SetAside {
  const tries = new Map<number, number>();
  const failures = new Map<number, { error: string; attempts: number }>();

  const failed = async (position: number, error: unknown, attempts: number) => {
    const text = errorWords(error);
    failures.set(position, { error: text, attempts });
    if (name === null) return;
    await database
      .query(
        `insert into set_aside_decisions (projection, position, error, attempts) values ($1, $2, $3, $4)
         on conflict (projection, position) do update set error = excluded.error, attempts = excluded.attempts`,
        [name, position, text, attempts],
      )
      .catch((cause) => log.warn({ err: cause, position }, 'a decision that is set aside was not written down'));
  };

  const cleared = async (position: number) => {
    failures.delete(position);
    if (name === null) return;
    await database
      .query('delete from set_aside_decisions where projection = $1 and position = $2', [name, position])
      .catch((cause) => log.warn({ err: cause, position }, 'a decision is still written down as set aside'));
  };

  /** Reads what the decision is about anew, and puts it in force again. */
  const restore = async (position: number, itemIds: readonly string[]) => {
    const histories = [];
    for (const itemId of itemIds) {
      const history = await readHistory(database, itemId, state.position);
      if (history) histories.push(history);
    }
    for (const projection of contents) await projection.add(histories.flatMap(({ texts }) => texts));
    state.restore(
      position,
      histories.map(({ item }) => item),
    );
  };

  return {
    async apply(decision) {
      const { position } = decision;
      try {
        await applyDecision(database, decision, state, contents);
        tries.delete(position);
      } catch (error) {
        if (!isAboutTheDecision(error)) throw error;
        const attempts = (tries.get(position) ?? 0) + 1;
        tries.set(position, attempts);
        if (attempts < triesBefore) throw error;
        const itemIds = await withholdDecision(database, decision, state);
        tries.delete(position);
        log.error(
          { err: error, position, items: itemIds.length },
          'a decision cannot be taken in and is set aside; what it is about is withheld until its rows are mended',
        );
        await failed(position, error, attempts);
      }
    },

    list: () =>
      [...state.withheld()].map(([position, itemIds]) => ({
        position,
        itemIds,
        ...(failures.get(position) ?? { error: 'not taken in when the projections were built anew', attempts: 1 }),
      })),

    async retry(only) {
      // What a rebuild took in is set aside no longer.
      for (const position of [...failures.keys()]) if (!state.withheld().has(position)) await cleared(position);
      const restored: LoggedDecision[] = [];
      for (const [position, itemIds] of [...state.withheld()]) {
        if (only !== undefined && position !== only) continue;
        try {
          await restore(position, itemIds);
        } catch (error) {
          if (!isAboutTheDecision(error)) throw error;
          await failed(position, error, (failures.get(position)?.attempts ?? 0) + 1);
          continue;
        }
        await cleared(position);
        log.info({ position, items: itemIds.length }, 'a decision that was set aside is taken in');
        restored.push(...(await readDecisions(database, position - 1, 1)));
      }
      return restored;
    },
  };
}
