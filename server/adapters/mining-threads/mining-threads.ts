import { Worker } from 'node:worker_threads';
import {
  createPacer,
  type Handling,
  type HandlingContext,
  handlingCalls,
  learnHandling,
  mixturesHere,
  type TermTable,
} from '../../../ingest/index.ts';
import type { MiningCrew, OpenMiningCrew } from '../../ports/mining-crew.ts';
import type { FromMiningThread, MiningAnswer, ToMiningThread } from './mining-messages.ts';

interface Limits {
  /** So many threads work for one mining. */
  readonly threads: number;
  /** Tables of fewer terms, and scenarios of fewer calls, are not worth a thread's start. */
  readonly fewestTerms?: number;
  readonly fewestCalls?: number;
}

/** Mines in threads that start when the first large task comes and end with the mining. */
export function miningThreads({ threads, fewestTerms = 100_000, fewestCalls = 300 }: Limits): OpenMiningCrew {
  return (signal) => {
    const crew = openThreads(threads, signal);
    const giveWay = createPacer();
    const here = mixturesHere(async () => {
      signal.throwIfAborted();
      await giveWay();
    });
    return {
      threads,
      async runMixtures(table, tasks, onDone) {
        if (table.terms.length < fewestTerms) return here(table, tasks, onDone);
        return Promise.all(
          tasks.map(async (task, n) => {
            const labels = (await crew.ask({ type: 'mixture', task }, table)) as Int32Array;
            onDone(n, labels);
            return labels;
          }),
        );
      },
      async learnHandling(calls, scenario, language, frame, context) {
        signal.throwIfAborted();
        if (calls.length < fewestCalls) return learnHandling(calls, scenario, language, frame, context, giveWay);
        const given = [handlingCalls(calls), scenario, language, frame, dataOf(context)] as const;
        return (await crew.ask({ type: 'handling', given: [...given] })) as Handling;
      },
      close: crew.close,
    };
  };
}

/** The context alone: whoever calls may hold functions beside it, which no thread takes. */
function dataOf({
  knownSteps,
  knownProcedures,
  topAgents,
  noTopAgents,
  trustedSources,
}: HandlingContext): HandlingContext {
  return {
    ...(knownSteps && { knownSteps }),
    ...(knownProcedures && { knownProcedures }),
    ...(topAgents && { topAgents }),
    ...(noTopAgents && { noTopAgents }),
    ...(trustedSources && { trustedSources }),
  };
}

interface Thread {
  readonly ask: (message: ToMiningThread) => Promise<MiningAnswer | null>;
  readonly end: () => Promise<unknown>;
  table: TermTable | null;
}

function openThreads(
  most: number,
  signal: AbortSignal,
): Pick<MiningCrew, 'close'> & {
  ask(message: ToMiningThread, table?: TermTable): Promise<MiningAnswer | null>;
} {
  const all: Thread[] = [];
  const idle: Thread[] = [];
  const waiting: ((thread: Thread) => void)[] = [];
  const take = async (): Promise<Thread> => {
    const free = idle.pop();
    if (free) return free;
    if (all.length >= most) return new Promise((resolve) => waiting.push(resolve));
    const thread = startThread(signal);
    all.push(thread);
    return thread;
  };
  const giveBack = (thread: Thread) => {
    const next = waiting.shift();
    if (next) next(thread);
    else idle.push(thread);
  };
  return {
    async ask(message, table) {
      const thread = await take();
      try {
        signal.throwIfAborted();
        if (table && thread.table !== table) {
          await thread.ask({ type: 'table', table });
          thread.table = table;
        }
        return await thread.ask(message);
      } finally {
        giveBack(thread);
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.end()));
    },
  };
}

function startThread(signal: AbortSignal): Thread {
  const worker = new Worker(new URL('./mining-thread-start.mjs', import.meta.url), { execArgv: [] });
  let gone: Error | null = null;
  let settle: ((reply: FromMiningThread) => void) | null = null;
  const fail = (error: unknown) => {
    gone = error instanceof Error ? error : new Error(String(error));
    settle?.({ ok: false, error: gone });
  };
  worker.on('message', (reply: FromMiningThread) => settle?.(reply));
  worker.on('error', fail);
  worker.on('exit', () => fail(gone ?? new Error('A thread of a mining ended before its work was done')));
  const abort = () => {
    fail(signal.reason);
    void worker.terminate();
  };
  signal.addEventListener('abort', abort, { once: true });
  return {
    table: null,
    ask: (message) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        settle = (reply) => {
          settle = null;
          if (reply.ok) resolve(reply.answer);
          else reject(reply.error);
        };
        worker.postMessage(message);
      }),
    async end() {
      signal.removeEventListener('abort', abort);
      await worker.terminate();
    },
  };
}
