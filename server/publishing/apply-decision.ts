import { type Database, DatabaseError } from '../ports/database.ts';
import type { IndexedVersion } from '../ports/text-index.ts';
import { readNextDecisions } from './log-continuity.ts';
import { type LoggedDecision, readEntries } from './published-log.ts';
import type { DecisionEntry, PublishedStateProjection } from './published-state.ts';

/** A projection of content, fed before the state makes the same decision visible; adding twice changes nothing. */
export interface ContentProjection {
  add(versions: readonly IndexedVersion[]): void | Promise<void>;
  /** It holds everything up to here already, from a snapshot. */
  readonly loadedPosition: number;
}

const decisionsPerRead = 200;

/** Feeds one decision to the projections: contents page by page, then the state at once. */
export async function applyDecision(
  database: Database,
  decision: LoggedDecision,
  state: PublishedStateProjection,
  contents: readonly ContentProjection[],
): Promise<void> {
  const needed = contents.filter((projection) => projection.loadedPosition < decision.position);
  const entries: DecisionEntry[] = [];
  for await (const page of readEntries(database, decision, needed.length > 0)) {
    const texts = page.flatMap(({ text }) => (text ? [text] : []));
    for (const projection of needed) await projection.add(texts);
    for (const { entry } of page) entries.push(entry);
  }
  state.apply(decision, entries);
}

/** Goes past a decision that cannot be taken in, and withholds what it is about; returns the items. */
export async function withholdDecision(
  database: Database,
  decision: LoggedDecision,
  state: PublishedStateProjection,
): Promise<readonly string[]> {
  const about = await database.query<{ item_id: string }>(
    'select distinct item_id from decision_entries where position = $1 order by item_id',
    [decision.position],
  );
  const itemIds = about.rows.map(({ item_id }) => item_id);
  state.withhold(decision, itemIds);
  return itemIds;
}

/** Whether what failed is the decision itself: the database answered, and what it holds cannot be taken in. */
export function isAboutTheDecision(error: unknown): boolean {
  // Data exceptions and corrupted data; everything else (connections, timeouts, shutdown) passes by itself.
  return error instanceof DatabaseError ? /^(22|XX)/.test(error.code) : true;
}

/**
 * Brings projections that nobody else feeds to the head of the log; returns the position reached. What a decision that
 * cannot be taken in is about is withheld in the state. Rejects with LogReplaced when the log is not the one that the
 * state was read from.
 */
export async function projectToHead(
  database: Database,
  state: PublishedStateProjection,
  contents: readonly ContentProjection[],
): Promise<number> {
  for (;;) {
    const decisions = await readNextDecisions(database, state, decisionsPerRead);
    if (decisions.length === 0) return state.position;
    for (const decision of decisions) {
      await applyDecision(database, decision, state, contents).catch(async (error: unknown) => {
        if (!isAboutTheDecision(error)) throw error;
        await withholdDecision(database, decision, state);
      });
    }
  }
}
