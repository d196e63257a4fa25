/**
 * The database's clock as this process can tell it without asking: its last answer, carried on by the clock that no one
 * sets; never ahead of it, and behind by what the question took at most. So replicas whose own clocks differ agree on when
 * an interval begins and ends.
 */
export interface DatabaseTime {
  /** Until something was learned, this process's own clock. */
  now(): Date;
  /** What the database's clock said between two moments of `performance.now()`. */
  learn(said: Date, askedAt: number, answeredAt: number): void;
}

/** As long an answer counts for more than one that took longer; clocks drift by far less than a millisecond in it. */
const keptMs = 10_000;

export function createDatabaseTime(
  monotonic: () => number = () => performance.now(),
  own: () => Date = () => new Date(),
): DatabaseTime {
  // The database's time at zero of the monotonic clock, as if it had answered at the last moment.
  let known: { readonly zero: number; readonly tookMs: number; readonly at: number } | null = null;
  return {
    now: () => (known === null ? own() : new Date(known.zero + monotonic())),
    learn(said, askedAt, answeredAt) {
      const tookMs = answeredAt - askedAt;
      if (known !== null && tookMs > known.tookMs && answeredAt - known.at < keptMs) return;
      known = { zero: said.getTime() - answeredAt, tookMs, at: answeredAt };
    },
  };
}
