import type { Logger } from '../../ports/logger.ts';
import type { SharedCounts } from '../../ports/shared-counts.ts';
import { closeRedis, connectRedis } from './redis-connection.ts';

const answerMs = 2_000;

/** Counts in Redis; without it each process counts for itself until it is back. */
export function redisSharedCounts({
  url,
  prefix,
  log,
}: {
  readonly url: string;
  /** Installations that share one Redis each have their own. */
  readonly prefix: string;
  readonly log: Logger;
}): SharedCounts & { close(): Promise<void> } {
  const client = connectRedis({
    url,
    log,
    purpose: 'counting requests',
    options: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: answerMs },
  });
  return {
    async add(counts, lifetimeMs) {
      const pipeline = client.pipeline();
      for (const [key, by] of counts)
        pipeline.incrby(`${prefix}count:${key}`, by).pexpire(`${prefix}count:${key}`, lifetimeMs);
      const answers = (await pipeline.exec()) ?? [];
      return counts.map((_, place) => {
        const [error, total] = answers[place * 2] ?? [new Error('Redis did not answer')];
        if (error) throw error;
        return Number(total);
      });
    },
    close: () => closeRedis(client),
  };
}
