import type { Redis } from 'ioredis';
import type { Logger } from '../../ports/logger.ts';
import { closeRedis, connectRedis, redisReady } from '../redis/redis-connection.ts';

export type BullConnectionType = 'client' | 'subscriber' | 'bclient';

/** The connections that all queues of a process share; each worker has one more of its own, to wait on. */
export interface BullConnections {
  open(type: BullConnectionType): Redis;
  /** Rejects when Redis takes no commands within `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  readonly isReady: boolean;
  close(): Promise<void>;
}

/** A server that was cut off without a word answers nothing for so long before its connection is given up. */
const silenceMs = 15_000;

export function bullConnections(url: string, log: Logger, answerMs: number): BullConnections {
  const connect = (purpose: string, options: object): Redis => connectRedis({ url, log, purpose, options });
  // Commands fail at once while Redis is away: what waits for it waits in the outbox, not in this process.
  const client = connect('jobs', {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
  });
  // Bull demands of connections that wait for news that they wait for ever, and ask for no readiness.
  const patient = { enableReadyCheck: false, maxRetriesPerRequest: null };
  let subscriber: Redis | undefined;
  const waiting: Redis[] = [];
  const openWaiting = (): Redis => {
    const own = connect('waiting for jobs', { ...patient, socketTimeout: silenceMs });
    // Bull reconnects it while it stops and leaves a failure of that to nobody; retries are this connection's own affair.
    const reconnect = own.connect.bind(own);
    own.connect = () => reconnect().catch(() => undefined);
    waiting.push(own);
    return own;
  };
  return {
    open(type) {
      if (type === 'client') return client;
      if (type === 'bclient') return openWaiting();
      subscriber ??= connect('news of jobs', patient);
      return subscriber;
    },
    ready: (timeoutMs) => redisReady(client, timeoutMs),
    get isReady() {
      return client.status === 'ready';
    },
    async close() {
      for (const own of waiting) own.disconnect();
      await Promise.all([client, ...(subscriber ? [subscriber] : [])].map(closeRedis));
    },
  };
}
