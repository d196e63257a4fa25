/** Keeps callers from waiting for what has just failed several times. */
export interface CircuitBreaker {
  /** Whether another try is worth it; while open, one caller at a time is let through once the pause is over. */
  mayTry(): boolean;
  succeeded(): void;
  failed(): void;
}

/** Opens after so many failures in a row, for so many milliseconds (Nygard, Release It!, 2007). */
export function circuitBreaker(
  failures: number,
  openMs: number,
  now: () => number = () => performance.now(),
): CircuitBreaker {
  let inARow = 0;
  let tryAgainAt = 0;
  const isOpen = () => inARow >= failures;
  return {
    mayTry() {
      if (!isOpen()) return true;
      if (now() < tryAgainAt) return false;
      tryAgainAt = now() + openMs;
      return true;
    },
    succeeded() {
      inARow = 0;
    },
    failed() {
      inARow += 1;
      if (isOpen()) tryAgainAt = now() + openMs;
    },
  };
}
