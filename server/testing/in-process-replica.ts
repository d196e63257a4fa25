import { memoryGraphIndex } from '../adapters/memory/memory-graph-index.ts';
import { type CallsService, callsRoutes, createCallRedaction, createCallsService } from '../modules/calls/index.ts';
import { createGuide, createVersionContents } from '../modules/guidance/index.ts';
import { createRetriever } from '../modules/retrieval/index.ts';
import type { Database, Executor } from '../ports/database.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import { createProjections, type Projections } from '../projections.ts';
import { silentLog } from './silent-log.ts';

/** A process of several on one database, as far as calls go, inside the test's own process. */
export interface InProcessReplica {
  readonly calls: CallsService;
  readonly projections: Projections;
  /** The call's stream as this replica serves it to the agent `usr_agent`. */
  stream(callId: string, lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<StreamMessage>>;
  stop(): Promise<void>;
}

export interface StreamMessage {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

interface Options {
  readonly name: string;
  readonly database: Database;
  readonly wakeUps: WakeUps;
  readonly memoryKey: Uint8Array;
  readonly lease?: { readonly leaseMs?: number; readonly patienceMs?: number };
}

const agent = { type: 'user', id: 'usr_agent', login: 'agent', displayName: 'Agent', roles: ['agent'] } as const;

export async function startReplica({ name, database, wakeUps, memoryKey, lease }: Options): Promise<InProcessReplica> {
  const projections = await createProjections({ database, wakeUps, log: silentLog, directory: null });
  const { state, textIndex, mentions, projector } = projections;
  const retriever = createRetriever({ textIndex, graphIndex: memoryGraphIndex(state), state, mentions });
  const guide = createGuide({ retriever, textIndex, state, contents: createVersionContents(database) });
  const redaction = createCallRedaction({ phones: [], emails: [] }, memoryKey);
  const calls = createCallsService({
    database,
    state,
    projector,
    guide,
    wakeUps,
    log: silentLog,
    owner: name,
    listening: { redaction, products: projections.productsIn, language: () => 'en' },
    ...(lease ? { lease } : {}),
  });
  projector.onApplied(() => void calls.reconcile());
  await projector.start();
  const stopFollowing = calls.follow();
  const routes = callsRoutes({ calls, database, projector, wakeUps });
  return {
    calls,
    projections,
    async stream(callId, lastEventId, signal) {
      const route = routes.find(({ operationId }) => operationId === 'followCall');
      const context = { params: { id: callId }, query: {}, principal: agent, lastEventId, signal };
      // The stream uses no more of a request than this.
      const answer = await route?.handle(context as unknown as Parameters<NonNullable<typeof route>['handle']>[0]);
      if (!answer || !('stream' in answer)) throw new Error('no stream');
      return answer.stream as AsyncIterable<StreamMessage>;
    },
    async stop() {
      stopFollowing();
      await projector.stop();
    },
  };
}

/** A way to the database that a test can hold up or cut, as if the process that uses it were paused or cut off. */
export interface Way {
  readonly database: Database;
  /** The next statement with these words waits; with `all`, so does everything else from then on. Resolves when it does. */
  holdAt(words: string, all: boolean): Promise<void>;
  /** Lets everything pass again. */
  release(): void;
  /** Everything fails until it is released. */
  cut(): void;
}

export function wayTo(database: Database): Way {
  let words: string | null = null;
  let holdsAll = false;
  let isCut = false;
  let reached = () => {};
  let open: Promise<void> = Promise.resolve();
  let release = () => {};

  const pass = async (sql: string): Promise<void> => {
    if (words !== null && sql.includes(words)) {
      words = null;
      const held = holdAll();
      reached();
      await held;
    } else if (holdsAll) await open;
    if (isCut) throw new Error('the connection was refused');
  };
  const holdAll = (): Promise<void> => {
    open = new Promise((resolve) => {
      release = resolve;
    });
    return open;
  };
  const gated = (executor: Executor): Executor => ({
    async query(sql, params) {
      await pass(sql);
      return executor.query(sql, params);
    },
  });
  return {
    database: {
      ...database,
      ...gated(database),
      async transaction(work) {
        await pass('begin');
        return database.transaction((tx) => work(gated(tx)));
      },
    },
    holdAt(wanted, all) {
      words = wanted;
      return new Promise((resolve) => {
        reached = () => {
          holdsAll = all;
          resolve();
        };
      });
    },
    release() {
      words = null;
      holdsAll = false;
      isCut = false;
      release();
    },
    cut() {
      isCut = true;
    },
  };
}
