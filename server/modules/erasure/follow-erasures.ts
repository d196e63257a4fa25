import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';

/** Tells this process of erasures, whichever process made them. */
export interface ErasureFollower {
  /** Has everything forgotten that was erased so far, then follows; resolves when that is done. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly database: Executor;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** Forgets what this process holds of erased rows; called again after a failure. */
  readonly forget: () => Promise<void>;
}

/** A hint may be lost, so the database is asked as well. */
const lookEveryMs = 1_000;

export function createErasureFollower({ database, wakeUps, log, forget }: Options): ErasureFollower {
  const { pause, wake } = wakeablePause();
  let seen = -1;
  let stopped = false;
  let following: Promise<void> = Promise.resolve();
  let unlisten = () => {};

  const look = async () => {
    const found = await database.query<{ last: number }>('select coalesce(max(seq), 0) as last from erasures');
    const last = Number(found.rows[0]?.last ?? 0);
    if (last === seen) return;
    await forget();
    seen = last;
  };

  const follow = async () => {
    while (!stopped) {
      await pause(lookEveryMs);
      if (stopped) return;
      await look().catch((error) => log.warn({ err: error }, 'erasures were not looked for; this is tried again'));
    }
  };

  return {
    async start() {
      await look();
      unlisten = wakeUps.listen('erasures', wake);
      following = follow();
    },
    async stop() {
      stopped = true;
      unlisten();
      wake();
      await following;
    },
  };
}
