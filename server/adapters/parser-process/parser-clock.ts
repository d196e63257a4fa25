/** Measures how long a parser works on a file, and says when that is too long. */
export interface ParserClock {
  /** Begins to wait for the parser. */
  start(): void;
  /** What was waited for has come; until the next start, the parser's time does not run. */
  stop(): void;
  /** Which limit it exceeded, if it did. */
  readonly exceeded: 'record' | 'file' | null;
}

export interface TimeLimits {
  /** Longest wait for one sign of progress. */
  readonly recordMs: number;
  /** All waits for a file together. */
  readonly fileMs: number;
}

/** Calls `onExceeded` once, while it is running. */
export function createParserClock({ recordMs, fileMs }: TimeLimits, onExceeded: () => void): ParserClock {
  let timer: NodeJS.Timeout | undefined;
  let exceeded: ParserClock['exceeded'] = null;
  let [waitedMs, since] = [0, 0];
  return {
    start() {
      if (timer) return;
      since = performance.now();
      const left = fileMs - waitedMs;
      timer = setTimeout(
        () => {
          exceeded = left < recordMs ? 'file' : 'record';
          onExceeded();
        },
        Math.max(0, Math.min(recordMs, left)),
      );
    },
    stop() {
      if (!timer) return;
      clearTimeout(timer);
      timer = undefined;
      waitedMs += performance.now() - since;
    },
    get exceeded() {
      return exceeded;
    },
  };
}
