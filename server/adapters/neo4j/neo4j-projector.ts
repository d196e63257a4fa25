import { DomainError, notFound } from '../../errors.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import { type Database, DatabaseError } from '../../ports/database.ts';
import type { GraphProjection } from '../../ports/graph-projection.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { headPosition, logHashAt, readDecisions } from '../../publishing/index.ts';
import { historiesOfDecision, readItemHistories } from '../../publishing/item-histories.ts';
import { errorWords } from '../../text/error-words.ts';
import { mendGraph, verifyGraph } from './graph-care.ts';
import { isServerAway, isSignInRefused, type Neo4jConnection } from './neo4j-connection.ts';
import { GraphMoved, type GraphStanding, type Neo4jGraphProjection } from './neo4j-graph-projection.ts';

interface Options {
  readonly database: Database;
  readonly connection: Neo4jConnection;
  readonly projection: Neo4jGraphProjection;
  /** The installation whose graph it is. */
  readonly graph: string;
  /** Brings the server's schema up to date; asked once, as soon as the server is there. */
  readonly migrate: () => Promise<unknown>;
  readonly log: Logger;
  readonly wakeUps: WakeUps;
  readonly pollMs?: number;
  /** The first pause before something is tried again; it doubles up to `longestPauseMs`. */
  readonly retryMs?: number;
}

/** The name under which `set_aside_decisions` keeps what this projection could not take in. */
export const neo4jProjectionName = 'neo4j';

const tries = 5;
/** Item by item is faster than decision by decision when it is this many behind. */
const fillWhenBehindBy = 2_000;
const longestPauseMs = 5_000;
/** A server that refuses the password locks the user out for a while when it is asked too often. */
const refusedPauseMs = 30_000;
const decisionsPerRead = 200;

/**
 * Feeds the published log to a graph server from the server's own position. Several may feed one server. While the
 * server is away it waits and tries again; a decision that the server refuses five times is set aside and passed over.
 */
export function createNeo4jProjector(options: Options): GraphProjection {
  const { database, projection, log, wakeUps, pollMs = 1_000, retryMs = 250 } = options;
  const feed = feeder(options, (ms) => rest.pause(ms));
  const next = wakeablePause();
  const rest = wakeablePause();
  const othersMending = wakeablePause();
  let seen: { readonly standing: GraphStanding; readonly head: number } | null = null;
  let trouble: 'none' | 'away' | 'refused' = 'none';
  let prepared = false;
  let stopped = false;
  let following: Promise<void> = Promise.resolve();
  let unlisten = () => {};

  // Feeding, mending and replaying in this process take turns; other processes' feeders are kept off by the positions.
  let turns: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turns.then(work);
    turns = done.catch(() => {});
    return done;
  };

  const prepare = async () => {
    if (prepared) return;
    await options.migrate();
    await projection.prepare((await logHashAt(database, 0)) ?? '');
    prepared = true;
  };

  const look = async () => {
    // The head first: what is decided between the two makes the server look ahead, never behind by too little.
    const head = await headPosition(database);
    seen = { standing: await projection.standing(), head };
    return seen;
  };

  const rebuildNow = async () => {
    for (;;) {
      const position = await headPosition(database);
      const mending = await projection.startMending({ position, logHash: (await logHashAt(database, position)) ?? '' });
      if (mending !== null) {
        await mendGraph(options, mending, position);
        await mending.finish();
        const { standing } = await look();
        await database.query(
          'delete from set_aside_decisions where projection = $1 and position <= $2 and not position = any($3)',
          [neo4jProjectionName, position, standing.setAside],
        );
        return;
      }
      if (stopped) throw new GraphMoved('Another process mends the graph server, and this one stops');
      await othersMending.pause(pollMs);
    }
  };

  /** Waits while another process mends, and mends what cannot be fed as it is. */
  const settle = async () => {
    for (;;) {
      const { standing, head } = await look();
      const { position, mending, mendBrokenOff } = standing;
      if (!mending || mendBrokenOff) {
        if (mending || (await logHashAt(database, position)) !== standing.logHash) {
          log.warn({ position }, 'the graph server holds another history, or was left half mended; it is mended');
          await rebuildNow();
        } else if (head - position > fillWhenBehindBy) {
          log.info({ position, head }, 'the graph server is far behind and is filled at once');
          await rebuildNow();
        }
        return;
      }
      if (stopped) return;
      await othersMending.pause(pollMs);
    }
  };

  const catchUpNow = async () => {
    await prepare();
    await settle();
    for (;;) {
      const { standing: now, head: last } = await look();
      if (stopped || now.position >= last) return;
      await feed(now.position);
    }
  };
  const catchUp = () => inTurn(catchUpNow);

  /** Says once what keeps the graph server from being fed. */
  const tell = (err: unknown) => {
    const before = trouble;
    trouble = isSignInRefused(err) ? 'refused' : 'away';
    if (trouble === before) return;
    if (trouble === 'refused')
      log.error(
        { err },
        'the graph server refuses this process: see to NEO4J_USER, NEO4J_PASSWORD and what that user may do; the graph in memory answers',
      );
    else log.warn({ err }, 'the graph server cannot be fed; the graph in memory answers until it can');
  };

  const follow = async () => {
    let pauseMs = retryMs;
    while (!stopped) {
      try {
        await catchUp();
        if (trouble !== 'none')
          log.info({ position: seen?.standing.position }, 'the graph server is back and holds the whole log');
        trouble = 'none';
        pauseMs = retryMs;
        await next.pause(pollMs);
      } catch (error) {
        if (error instanceof GraphMoved) prepared = false;
        else tell(error);
        await rest.pause(trouble === 'refused' ? refusedPauseMs : pauseMs);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  };

  return {
    start() {
      unlisten = wakeUps.listen('decisions', next.wake);
      following = follow();
    },
    async stop() {
      stopped = true;
      unlisten();
      next.wake();
      rest.wake();
      othersMending.wake();
      await following;
    },
    get position() {
      return seen?.standing.position ?? 0;
    },
    lag: () => (seen === null ? Number.POSITIVE_INFINITY : Math.max(0, seen.head - seen.standing.position)),
    isCurrent(position) {
      if (trouble !== 'none' || seen === null) return false;
      const { standing } = seen;
      return standing.position >= position && !standing.mending && standing.setAside.length === 0;
    },
    catchUp,
    replay: (position) =>
      inTurn(async () => {
        await prepare();
        await settle();
        await replayDecision(options, position);
        await look();
      }),
    async verify(tell) {
      await catchUp();
      return verifyGraph(options, tell);
    },
    rebuild: () =>
      inTurn(async () => {
        await prepare();
        await rebuildNow();
      }),
  };
}

/** Feeds the next decisions after a position; one that is refused as often as it may be is set aside. */
function feeder({ database, projection, log, retryMs = 250 }: Options, pause: (ms: number) => Promise<void>) {
  const setAside = async (decision: { position: number; logHash: string }, error: unknown) => {
    await database.query(
      `insert into set_aside_decisions (projection, position, error, attempts) values ($1, $2, $3, $4)
       on conflict (projection, position) do update set error = excluded.error, attempts = excluded.attempts, set_aside_at = now()`,
      [neo4jProjectionName, decision.position, errorWords(error), tries],
    );
    await projection.setAside(decision);
    log.error(
      { err: error, position: decision.position },
      'the graph server does not take this decision; it is set aside until it is replayed, and the graph in memory answers',
    );
  };
  const take = async (position: number) => {
    const decision = { position, logHash: (await logHashAt(database, position)) ?? '' };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await projection.apply(decision, historiesOfDecision(database, position));
        return;
      } catch (error) {
        if (passes(error)) throw error;
        if (attempt === tries) return setAside(decision, error);
        await pause(retryMs * 2 ** (attempt - 1));
      }
    }
  };
  return async (after: number) => {
    for (const { position } of await readDecisions(database, after, decisionsPerRead)) await take(position);
  };
}

/** Whether it is about the servers or about another feeder, not about the decision. */
function passes(error: unknown): boolean {
  return error instanceof GraphMoved || error instanceof DatabaseError || isServerAway(error);
}

async function replayDecision({ database, projection }: Options, position: number): Promise<void> {
  const listed = await database.query('select 1 from set_aside_decisions where projection = $1 and position = $2', [
    neo4jProjectionName,
    position,
  ]);
  if (listed.rowCount === 0) throw notFound('decision set aside by the graph server', String(position));
  const items = await database.query<{ item_id: string }>(
    'select distinct item_id from decision_entries where position = $1 order by item_id',
    [position],
  );
  const itemIds = items.rows.map((row) => row.item_id);
  for (let written = false; !written; ) {
    const { position: at, mending } = await projection.standing();
    // Whoever mends writes this decision, too.
    if (mending) throw new DomainError('conflict', 'The graph server is being mended at the moment; try again later');
    written = await projection.upsert(await readItemHistories(database, itemIds, at), at);
  }
  await projection.clearSetAside([position]);
  await database.query('delete from set_aside_decisions where projection = $1 and position = $2', [
    neo4jProjectionName,
    position,
  ]);
}
