import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../../ports/logger.ts';
import { errorWords } from '../../text/error-words.ts';

export interface RedisConnectionOptions {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  readonly log: Logger;
  /** What the connection is for, in the logs. */
  readonly purpose: string;
  readonly options?: RedisOptions;
}

const slowestRetryMs = 2_000;
const connectTimeoutMs = 5_000;

/** One connection that comes back by itself for as long as it is not closed, with one line of log for each outage. */
export function connectRedis({ url, log, purpose, options = {} }: RedisConnectionOptions): Redis {
  const client = new Redis(url, {
    connectTimeout: connectTimeoutMs,
    keepAlive: connectTimeoutMs,
    retryStrategy: (times) => Math.min(100 * times, slowestRetryMs),
    ...options,
  });
  // Many queues share one connection and each listens to it.
  client.setMaxListeners(0);
  let away = false;
  let reason = 'the connection was closed';
  client.on('error', (error) => {
    // The driver's errors carry the command that failed, at the sign-in with the password.
    reason = errorWords(error);
  });
  client.on('reconnecting', () => {
    if (!away) log.warn({ purpose, reason }, 'Redis cannot be reached; the connection is tried again until it can');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info({ purpose }, 'Redis answers again');
    away = false;
  });
  return client;
}

/** Resolves when commands go through; rejects when they don't within `timeoutMs`. */
export async function redisReady(client: Redis, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      client.off('ready', ready);
      client.off('end', ended);
      if (error) reject(error);
      else resolve();
    };
    const ready = (): void => finish();
    const ended = (): void => finish(new Error('The connection to Redis was closed'));
    const timer = setTimeout(() => finish(new Error(`Redis did not answer within ${timeoutMs} ms`)), timeoutMs);
    client.once('ready', ready);
    client.once('end', ended);
    if (client.status === 'end') ended();
  });
}

/** Ends the connection, politely if Redis answers. */
export async function closeRedis(client: Redis): Promise<void> {
  if (client.status === 'ready') {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 500);
    });
    await Promise.race([client.quit().catch(() => undefined), late]);
    clearTimeout(timer);
  }
  client.disconnect();
}
