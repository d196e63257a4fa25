import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../../ports/database.ts';
import type {
  PgliteEnvelope,
  PgliteFailure,
  PgliteReplies,
  PgliteReply,
  PgliteRequest,
  PgliteResult,
  PgliteStartup,
  PgliteWorkerOptions,
} from './pglite-messages.ts';

/** Requests to the worker that holds the database, answered in the order in which they were sent. */
export interface PgliteChannel {
  /** Whether the worker ended, so that nothing can be asked of it again. */
  readonly isGone: boolean;
  /** Rejects with DatabaseError; with code 08006, this and every later request, once the worker is gone. */
  send(request: PgliteRequest): Promise<PgliteResult>;
  /** Ends the worker after what was sent before. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: (reply: PgliteReply) => void;
  readonly reject: (error: Error) => void;
}

const CONNECTION_FAILURE = '08006';
const longestCloseMs = 10_000;

function toDatabaseError(failure: PgliteFailure): DatabaseError {
  return new DatabaseError(failure.message, failure.code, failure.constraint, { cause: failure });
}

/** Starts the worker; it opens the database at once. */
export function startPgliteWorker(options: PgliteWorkerOptions): Worker {
  return new Worker(new URL('./pglite-worker-start.mjs', import.meta.url), { workerData: options, execArgv: [] });
}

function started(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string, options?: ErrorOptions, code = CONNECTION_FAILURE): void =>
      reject(new DatabaseError(`The embedded database did not open: ${why}`, code, undefined, options));
    worker.once('message', (message: PgliteStartup) => {
      if (message.ready) return resolve();
      refuse(message.reason, {}, message.code);
      void worker.terminate();
    });
    worker.once('error', (cause) => refuse(cause.message, { cause }));
    worker.once('exit', (code) => refuse(`its thread ended with code ${code}`));
  });
}

/** Waits until the worker has opened the database; rejects with the reason if it cannot. */
export async function openPgliteChannel(worker: Worker): Promise<PgliteChannel> {
  await started(worker);
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let gone: DatabaseError | undefined;

  const fail = (why: string, cause?: Error): void => {
    gone ??= new DatabaseError(`The embedded database stopped (${why}).`, CONNECTION_FAILURE, undefined, { cause });
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  };
  worker.on('error', (error) => fail(error.message, error));
  worker.on('exit', (code) => fail(`its thread ended with code ${code}`));
  worker.on('message', (replies: PgliteReplies) => {
    for (const reply of replies) {
      const waiting = pending.get(reply.id);
      pending.delete(reply.id);
      waiting?.resolve(reply);
    }
  });

  let leaving: PgliteEnvelope[] = [];
  const post = (): void => {
    const envelopes = leaving;
    leaving = [];
    if (gone === undefined) worker.postMessage(envelopes);
  };

  const ask = (request: PgliteRequest): Promise<PgliteReply> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) return reject(gone);
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      // Once nothing more is to be done in this turn, so that all that it asks goes together.
      if (leaving.length === 0) process.nextTick(post);
      leaving.push({ id: lastId, request });
    });
  const send = async (request: PgliteRequest): Promise<PgliteResult> => {
    const reply = await ask(request);
    // Made here and not where the reply arrives, the error's stack names the caller.
    if (!reply.ok) throw toDatabaseError(reply.failure);
    return reply.result;
  };

  return {
    get isGone() {
      return gone !== undefined;
    },
    send,
    async close() {
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      if (gone !== undefined) return;
      // An engine that cannot write its last words may hang over them; the next start does without.
      const patience = setTimeout(() => void worker.terminate(), longestCloseMs).unref();
      await send({ type: 'close' }).catch(() => worker.terminate());
      await exited;
      clearTimeout(patience);
    },
  };
}
