import type { Database } from '../../ports/database.ts';
import type { VersionRef } from '../../publishing/index.ts';

/** A version on a call's screen, with the position at which the process that showed it knew of it. */
interface ShownVersion extends VersionRef {
  readonly position: number;
}

/** What is on the screens of all open calls, whichever process put it there, read anew only where something changed. */
export interface OpenScreens {
  /** Resolves to what each open call shows; costs one small question when nothing changed. */
  read(): Promise<ReadonlyMap<string, readonly ShownVersion[]>>;
  /** Reads this call anew the next time. */
  forget(callId: string): void;
  /** Reads all of them anew the next time. */
  forgetAll(): void;
}

interface Screen {
  /** A call's events rise with every card that is shown or taken off, in the same transaction. */
  readonly lastSeq: number;
  readonly shown: readonly ShownVersion[];
}

/** Reads between two at which everything is read anew, in case a screen was changed by hand. */
const readsBetweenWhole = 30;

export function createOpenScreens(database: Database): OpenScreens {
  let screens = new Map<string, Screen>();
  let reads = 0;

  const refresh = async (): Promise<void> => {
    // Before the exposures: what is shown in between counts as changed the next time.
    const open = await database.query<{ id: string; last_seq: number }>(
      "select id, last_seq from calls where status = 'open'",
    );
    const whole = reads % readsBetweenWhole === 0;
    const known = (id: string, lastSeq: number) => {
      const screen = whole ? undefined : screens.get(id);
      return screen?.lastSeq === lastSeq ? screen : undefined;
    };
    const changed = open.rows.flatMap(({ id, last_seq }) => (known(id, Number(last_seq)) ? [] : [id]));
    const read = changed.length > 0 ? await shownOn(database, changed) : new Map<string, ShownVersion[]>();
    const next = new Map<string, Screen>();
    for (const { id, last_seq } of open.rows) {
      const lastSeq = Number(last_seq);
      next.set(id, known(id, lastSeq) ?? { lastSeq, shown: read.get(id) ?? [] });
    }
    screens = next;
    reads += 1;
  };

  return {
    async read() {
      await refresh();
      return new Map([...screens].map(([id, { shown }]) => [id, shown]));
    },
    forget: (callId) => void screens.delete(callId),
    forgetAll: () => void screens.clear(),
  };
}

async function shownOn(database: Database, callIds: readonly string[]): Promise<Map<string, ShownVersion[]>> {
  const found = await database.query<{ call_id: string; item_id: string; version: number; position: number }>(
    'select call_id, item_id, version, position from exposures where gone_at is null and call_id = any($1)',
    [callIds],
  );
  const shown = new Map<string, ShownVersion[]>();
  for (const { call_id, item_id, version, position } of found.rows) {
    const list = shown.get(call_id) ?? [];
    list.push({ itemId: item_id, version, position: Number(position) });
    shown.set(call_id, list);
  }
  return shown;
}
