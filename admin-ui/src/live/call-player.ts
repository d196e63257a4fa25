import type { PracticeTurn } from '../api/types.ts';

/** Where a recorded call stands: how many turns are said, and the one being said with its share, 0..1. */
export interface Playhead {
  readonly said: number;
  readonly speaking: { readonly index: number; readonly share: number } | null;
}

/** The state of the call at `positionMs`; turns are in their order of time. */
export function playheadAt(turns: readonly PracticeTurn[], positionMs: number): Playhead {
  let said = 0;
  for (const turn of turns) {
    if (turn.endMs > positionMs) break;
    said += 1;
  }
  const next = turns[said];
  if (!next || next.startMs > positionMs) return { said, speaking: null };
  const length = Math.max(1, next.endMs - next.startMs);
  return { said, speaking: { index: said, share: (positionMs - next.startMs) / length } };
}

export function durationOf(turns: readonly PracticeTurn[]): number {
  return turns.reduce((longest, turn) => Math.max(longest, turn.endMs), 0);
}

export interface TurnSender {
  /** Sends, in order, every turn below `count` that has not been sent; a failed one is tried again before the next. */
  sendUpTo(count: number): void;
  stop(): void;
}

/** Delivers the turns of a call one after the other. `deliver` must be safe to repeat (it carries a client id). */
export function createTurnSender(options: {
  readonly deliver: (index: number) => Promise<void>;
  /** Whether it is worth trying again after this error. */
  readonly mayRetry: (error: unknown) => boolean;
  readonly onError: (error: unknown) => void;
  readonly wait: (attempt: number) => Promise<void>;
}): TurnSender {
  let wanted = 0;
  let sent = 0;
  let running = false;
  let stopped = false;

  const run = async () => {
    running = true;
    for (let attempt = 0; sent < wanted && !stopped; ) {
      try {
        await options.deliver(sent);
        sent += 1;
        attempt = 0;
      } catch (error) {
        options.onError(error);
        if (!options.mayRetry(error)) stopped = true;
        else await options.wait(attempt);
        attempt += 1;
      }
    }
    running = false;
  };

  return {
    sendUpTo(count) {
      wanted = Math.max(wanted, count);
      if (!running && !stopped) void run();
    },
    stop() {
      stopped = true;
    },
  };
}
