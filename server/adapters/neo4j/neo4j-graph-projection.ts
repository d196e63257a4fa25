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
  /** It is being mended in place; what it says meanwhile may be incomplete. */
  readonly mending: boolean;
  /** Milliseconds since something was mended last: tells a mending that broke off. */
  readonly mendIdleMs: number;
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
  /** Writes histories as they were at `position`. False, and nothing was written, when it is not there any more. */
  upsert(histories: readonly ItemHistory[], position: number): Promise<boolean>;
  /** Forgets that these decisions were passed over. */
  clearSetAside(positions: readonly number[]): Promise<void>;
  /** From here to `finishMending` no reader is served. The graph counts as being at that position. */
  startMending(at: { readonly position: number; readonly logHash: string }): Promise<void>;
  finishMending(): Promise<void>;
  /** Runs `work` under the projection's lock. */
  exclusively<T>(work: (run: RunCypher) => Promise<T>): Promise<T>;
}

/** The graph server is at another position than the write was made for; read the position again. */
export class GraphMoved extends Error {
  override readonly name = 'GraphMoved';
}

const versionsPerBatch = 1_000;
const projection = '(p:Projection {graph: $graph, name: $name})';

/** `graph` names the installation, whose graph stands apart from any other on the same server. */
export function neo4jGraphProjection(connection: Neo4jConnection, graph: string): Neo4jGraphProjection {
  const self = { graph, name: 'graph' };

  // A property is written before anything is read: that takes the lock.
  const lock = async (run: RunCypher): Promise<number> => {
    const rows = await run<{ position: number }>(
      `MATCH ${projection} SET p.lockedAt = timestamp() RETURN p.position AS position`,
      self,
    );
    const row = rows[0];
    if (!row) throw new GraphMoved(`The graph server holds no projection of ${graph} (any more)`);
    return row.position;
  };

  /** Runs `work` when the graph stands right before the decision; false when it has that one already. */
  const behind = (position: number, work: (run: RunCypher) => Promise<void>): Promise<boolean> =>
    connection.write(async (run) => {
      const at = await lock(run);
      if (at >= position) return false;
      if (at !== position - 1) throw new GraphMoved(`The graph server is at ${at}, not right before ${position}`);
      await work(run);
      return true;
    });

  const standing = async (): Promise<GraphStanding> => {
    const rows = await connection.run<GraphStanding>(
      `MATCH ${projection}
       RETURN p.position AS position, p.logHash AS logHash, p.setAside AS setAside, p.mending AS mending,
              timestamp() - coalesce(p.mendedAt, 0) AS mendIdleMs`,
      self,
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
        if ((await lock(run)) !== position) return false;
        for await (const batch of batchesOf([histories], versionsPerBatch)) await writeHistories(run, graph, batch);
        await run(`MATCH ${projection} SET p.mendedAt = timestamp()`, self);
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
    async startMending({ position, logHash }) {
      await connection.write(async (run) => {
        await lock(run);
        await run(
          `MATCH ${projection} SET p.position = $position, p.logHash = $logHash, p.mending = true, p.mendedAt = timestamp()`,
          {
            ...self,
            position,
            logHash,
          },
        );
      });
    },
    async finishMending() {
      await connection.write(async (run) => {
        await lock(run);
        await run(`MATCH ${projection} SET p.mending = false`, self);
      });
    },
    exclusively: (work) =>
      connection.write(async (run) => {
        await lock(run);
        return work(run);
      }),
  };
}
