import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Spool } from './spool.ts';

/** How often a process that takes an upload in says that it is still there. */
const seenEverySeconds = 20;
/** An upload that nobody said this of for so long has lost its process. */
const orphanAfterSeconds = 120;
const sweepEveryMs = 60_000;

/** Says of an upload, until it is stopped, that its process lives. */
export function keepSeen(database: Database, runId: string, log: Logger): () => void {
  const timer = setInterval(() => {
    database
      .query('update ingest_runs set upload_seen_at = now() where id = $1', [runId])
      .catch((error: unknown) => log.warn({ err: error, runId }, 'an upload could not be marked as alive'));
  }, seenEverySeconds * 1_000);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Drops uploads that their process did not live to complete, and those that were kept long enough, once now and then
 * every minute until it is stopped.
 */
export async function sweepUploads(
  database: Database,
  discard: (runId: string) => Promise<void>,
  spool: Pick<Spool, 'sweep'>,
  log: Logger,
): Promise<() => void> {
  const sweep = async () => {
    const orphans = await database.query<{ id: string }>(
      `select id from ingest_runs where status = 'queued' and not options ? 'begun'
          and upload_seen_at < now() - make_interval(secs => ${orphanAfterSeconds})`,
    );
    for (const { id } of orphans.rows) await discard(id);
    await spool.sweep();
  };
  await sweep();
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'uploads were not looked through; they are again soon'));
  }, sweepEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
