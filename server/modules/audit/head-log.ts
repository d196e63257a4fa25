import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { type HeadKeys, signHead } from '../../publishing/index.ts';

/** Writes the signed head into the logs, which are kept elsewhere: once a day and at the stop. */
export interface HeadLog {
  start(): void;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;

export function createHeadLog(database: Database, keys: HeadKeys, log: Logger, everyMs = dayMs): HeadLog {
  let timer: NodeJS.Timeout | undefined;
  const write = async (): Promise<void> => {
    try {
      const head = await signHead(database, keys);
      log.info({ auditHead: head }, "the audit chain's signed head; keep it to notice a cut or rewritten chain");
    } catch (error) {
      log.warn({ err: error }, "the audit chain's head was not signed");
    }
  };
  return {
    start() {
      timer = setInterval(() => void write(), everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await write();
    },
  };
}
