import { randomUUID } from 'node:crypto';
import type { ItemHistory } from '../../publishing/item-histories.ts';
import { batchesOf } from './graph-rows.ts';
import type { Neo4jConnection, RunCypher } from './neo4j-connection.ts';
import { writeHistories } from './write-histories.ts';

/** How far the graph server has come; what every reader looks at first. */
export interface GraphStanding {
  /** The last decision that it holds whole; what lies behind it is not to be read. */
  readonly position: number;
  /** The log's hash at that position: tells the graph of another history, as after a restored backup. */
  readonly logHash: string;
  /** Decisions that could not be taken in and were passed over. */
  readonly setAside: readonly number[];
  /** It is being mended in place; what it says meanwhile may be incomplete, and no decision is taken in. */
  readonly mending: boolean;
  /** The mending broke off: whoever did it has not written for so long that it must be gone. */
  readonly mendBrokenOff: boolean;
}

/**
 * One mending, by its owner. Each call throws GraphMoved, having done nothing, when another mending took its place; this
 * one must stop then.
 */
export interface Mending {
  /** Writes histories as they were at the mending's position. */
  upsert(histories: readonly ItemHistory[]): Promise<void>;
  /** Runs `work` under the projection's lock. */
  exclusively<T>(work: (run: RunCypher) => Promise<T>): Promise<T>;
  /** The graph is at the mending's position from here, whole, and readers are served. */
  finish(): Promise<void>;
}

type Pages = AsyncIterable<readonly ItemHistory[]> | Iterable<readonly ItemHistory[]>;

/**
 * The published log in a graph server. Every write takes the lock of the projection's node first and holds only
 * while the position is the one it was made for, so that any number of feeders may run: none goes back, none skips.
 */
export interface Neo4jGraphProjection {
  /** Makes the projection's node if there is none yet. */
  prepare(startHash: string): Promise<void>;
  standing(): Promise<GraphStanding>;
  position(): Promise<number>;
  /**
   * Takes in the decision behind the current position: the histories, up to it, of the items that it is about. Readers
   * see it whole or not at all. One that is there already changes nothing; throws GraphMoved when others must come first.
   */
  apply(decision: { readonly position: number; readonly logHash: string }, histories: Pages): Promise<void>;
  /** Passes over the decision behind the current position and remembers that. */
  setAside(decision: { readonly position: number; readonly logHash: string }): Promise<void>;
  /** Writes histories as they were at `position`. False, and nothing was written, when it is elsewhere or being mended. */
  upsert(histories: readonly ItemHistory[], position: number): Promise<boolean>;
  /** Forgets that these decisions were passed over. */
  clearSetAside(positions: readonly number[]): Promise<void>;
  /**
   * From here to its `finish` no reader is served and no decision taken in. Null while another mends, unless that one
   * broke off: then it is replaced. The graph's own position stays what it is until then.
   */
  startMending(at: { readonly position: number; readonly logHash: string }): Promise<Mending | null>;
}

/** The graph server is at another position than the write was made for; read the position again. */
export class GraphMoved extends Error {
  override readonly name = 'GraphMoved';
}

const versionsPerBatch = 1_000;
/** Who mends writes more often than that, even on a busy server; who does not was killed or held up. */
const mendIdleAtMostMs = 30_000;
const projection = '(p:Projection {graph: $graph, name: $name})';
const mendBrokenOff = 'p.mending AND timestamp() - coalesce(p.mendedAt, 0) > $mendIdleAtMostMs';

interface Held {
  readonly position: number;
  readonly mending: boolean;
  readonly mendBrokenOff: boolean;
  /** Whose the mending is, or the last one was; empty before the first. */
  readonly token: string;
}

/** `graph` names the installation, whose graph stands apart from any other on the same server. */
export function neo4jGraphProjection(connection: Neo4jConnection, graph: string): Neo4jGraphProjection {
  const self = { graph, name: 'graph' };

  // A property is written before anything is read: that takes the lock.
  const lock = async (run: RunCypher): Promise<Held> => {
    const rows = await run<Held>(
      `MATCH ${projection} SET p.lockedAt = timestamp()
       RETURN p.position AS position, p.mending AS mending, coalesce(p.mendToken, '') AS token, ${mendBrokenOff} AS mendBrokenOff`,
      { ...self, mendIdleAtMostMs },
    );
    const row = rows[0];
    if (!row) throw new GraphMoved(`The graph server holds no projection of ${graph} (any more)`);
    return row;
  };

  /** Runs `work` when the graph stands right before the decision; false when it has that one already. */
  const behind = (position: number, work: (run: RunCypher) => Promise<void>): Promise<boolean> =>
    connection.write(async (run) => {
      const { position: at, mending } = await lock(run);
      // A decision's histories would take back what is mended as of a later position.
      if (mending) throw new GraphMoved('The graph server is being mended');
      if (at >= position) return false;
      if (at !== position - 1) throw new GraphMoved(`The graph server is at ${at}, not right before ${position}`);
      await work(run);
      return true;
    });

  const mendingOf = (token: string, at: { readonly position: number; readonly logHash: string }): Mending => {
    const exclusively = <T>(work: (run: RunCypher) => Promise<T>): Promise<T> =>
      connection.write(async (run) => {
        const held = await lock(run);
        if (!held.mending || held.token !== token) throw new GraphMoved('Another mending took the place of this one');
        const done = await work(run);
        await run(`MATCH ${projection} SET p.mendedAt = timestamp()`, self);
        return done;
      });
    return {
      exclusively,
      upsert: (histories) =>
        exclusively(async (run) => {
          for await (const batch of batchesOf([histories], versionsPerBatch)) await writeHistories(run, graph, batch);
        }),
      finish: () =>
        connection.write(async (run) => {
          const held = await lock(run);
          if (held.token !== token) throw new GraphMoved('Another mending took the place of this one');
          // Finished before, and the answer was lost on its way: decisions may have been taken in since.
          if (!held.mending) return;
          await run(
            `MATCH ${projection} SET p.position = $position, p.logHash = $logHash, p.setAside = [], p.mending = false`,
            { ...self, ...at },
          );
        }),
    };
  };

  const standing = async (): Promise<GraphStanding> => {
    const rows = await connection.run<GraphStanding>(
      `MATCH ${projection}
       RETURN p.position AS position, p.logHash AS logHash, p.setAside AS setAside, p.mending AS mending,
              ${mendBrokenOff} AS mendBrokenOff`,
      { ...self, mendIdleAtMostMs },
    );
    const row = rows[0];
    if (!row) throw new GraphMoved(`The graph server holds no projection of ${graph} (any more)`);
    return row;
  };

  return {
    async prepare(startHash) {
      await connection.write((run) =>
        run(
          `MERGE ${projection} ON CREATE SET p.position = 0, p.logHash = $startHash, p.setAside = [], p.mending = false`,
          { ...self, startHash },
        ),
      );
    },
    standing,
    position: async () => (await standing()).position,
    async apply({ position, logHash }, histories) {
      let waiting: readonly ItemHistory[] = [];
      for await (const batch of batchesOf(histories, versionsPerBatch)) {
        const full = waiting;
        waiting = batch;
        if (full.length > 0 && !(await behind(position, (run) => writeHistories(run, graph, full)))) return;
      }
      await behind(position, async (run) => {
        await writeHistories(run, graph, waiting);
        await run(`MATCH ${projection} SET p.position = $position, p.logHash = $logHash`, {
          ...self,
          position,
          logHash,
        });
      });
    },
    async setAside({ position, logHash }) {
      await behind(position, async (run) => {
        await run(
          `MATCH ${projection} SET p.position = $position, p.logHash = $logHash, p.setAside = p.setAside + [$position]`,
          { ...self, position, logHash },
        );
      });
    },
    upsert: (histories, position) =>
      connection.write(async (run) => {
        const held = await lock(run);
        if (held.mending || held.position !== position) return false;
        for await (const batch of batchesOf([histories], versionsPerBatch)) await writeHistories(run, graph, batch);
        return true;
      }),
    async clearSetAside(positions) {
      await connection.write(async (run) => {
        await lock(run);
        await run(`MATCH ${projection} SET p.setAside = [at IN p.setAside WHERE NOT at IN $positions]`, {
          ...self,
          positions,
        });
      });
    },
    async startMending(at) {
      const token = randomUUID();
      const started = await connection.write(async (run) => {
        const held = await lock(run);
        // One's own token is there already when the answer to the first try was lost.
        if (held.mending && !held.mendBrokenOff && held.token !== token) return false;
        await run(`MATCH ${projection} SET p.mending = true, p.mendToken = $token, p.mendedAt = timestamp()`, {
          ...self,
          token,
        });
        return true;
      });
      return started ? mendingOf(token, at) : null;
    },
  };
}
