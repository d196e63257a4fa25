import type { ClientRateLimitInfo, Store } from 'express-rate-limit';
import type { SharedCounts } from '../ports/shared-counts.ts';

export interface SharedLimits {
  /** Where the requests of one limit are counted. */
  countIn(limit: string): Store;
  /** Tells the other processes what was counted here, and learns what they counted. */
  exchange(): Promise<void>;
  close(): void;
}

interface Count {
  readonly window: number;
  /** Of all processes, as last heard. */
  known: number;
  /** Here, since then. */
  since: number;
}

const windowMs = 60_000;
const exchangeMs = 1_000;

/**
 * Counts the requests of a minute together with the other processes. No request waits for it: what was counted is exchanged once a
 * second, so that for a second each process may let through as much as the limit leaves, and without the others it counts for itself.
 */
export function createSharedLimits(counts: SharedCounts, now: () => number = Date.now): SharedLimits {
  const kept = new Map<string, Count>();
  const windowOf = () => Math.floor(now() / windowMs);

  function countOf(key: string): Count {
    const window = windowOf();
    const found = kept.get(key);
    if (found?.window === window) return found;
    const fresh = { window, known: 0, since: 0 };
    kept.set(key, fresh);
    return fresh;
  }

  async function exchange(): Promise<void> {
    const window = windowOf();
    for (const [key, count] of kept) if (count.window !== window) kept.delete(key);
    const due = [...kept].filter(([, { since }]) => since !== 0);
    if (due.length === 0) return;
    const sent = due.map(([key, { since }]): [string, number] => [`${key}:${window}`, since]);
    const totals = await counts.add(sent, 2 * windowMs);
    due.forEach(([, count], place) => {
      count.known = totals[place] ?? count.known;
      count.since -= sent[place]?.[1] ?? 0;
    });
  }

  let exchanging = false;
  const timer = setInterval(() => {
    if (exchanging) return;
    exchanging = true;
    exchange()
      .catch(() => undefined)
      .finally(() => {
        exchanging = false;
      });
  }, exchangeMs).unref();

  return {
    countIn: (limit) => ({
      async increment(key): Promise<ClientRateLimitInfo> {
        const count = countOf(`${limit}:${key}`);
        count.since += 1;
        return { totalHits: count.known + count.since, resetTime: new Date((count.window + 1) * windowMs) };
      },
      decrement(key) {
        countOf(`${limit}:${key}`).since -= 1;
      },
      resetKey(key) {
        kept.delete(`${limit}:${key}`);
      },
    }),
    exchange,
    close: () => clearInterval(timer),
  };
}
