import { z } from 'zod';
import type { OutboxJob } from '../../jobs/work-jobs.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { eraseCards } from './erase-traces.ts';

/** What ends an erasure after its transaction. */
export interface Finishing {
  readonly database: Database;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  /** The database is this installation's own, in its data folder: its files are written anew without the dead rows. */
  readonly embedded: boolean;
  /** How long a process may still be writing what it had composed before it heard of the erasure, in milliseconds. */
  readonly settleMs?: number;
}

const payloadSchema = z.object({ erasureId: z.string() });
const usualSettleMs = 2_000;

/** The tables that erased words stood in. */
const tables = [
  'segments',
  'sources',
  'source_revisions',
  'cases',
  'outcome_reports',
  'recordings',
  'recording_keys',
  'ingest_runs',
  'ingest_run_files',
  'calls',
  'call_utterances',
  'call_events',
  'exposures',
  'gaps',
  'annotation_tasks',
  'annotations',
  'evaluation_questions',
  'evaluation_answers',
  'feedback',
  'item_versions',
  'version_vectors',
  'items',
  'proposals',
  'proposal_parts',
  'reviews',
  'decisions',
  'idempotency_keys',
  'model_answers',
  'document_signatures',
  'item_merges',
];

/**
 * The job that ends an erasure: takes out what other processes composed from their memory while it was committed, and has
 * the database forget dead rows and the statistics that quote them. Doing it again changes nothing.
 */
export async function finishErasure(options: Finishing, job: OutboxJob): Promise<void> {
  const { database, wakeUps, settleMs = usualSettleMs } = options;
  const { erasureId } = payloadSchema.parse(job.payload);
  const found = await database.query<{ age_ms: number }>(
    'select extract(epoch from clock_timestamp() - erased_at) * 1000 as age_ms from erasures where id = $1',
    [erasureId],
  );
  const erasure = found.rows[0];
  if (!erasure) return;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, settleMs - Number(erasure.age_ms))));
  await sweepCards(database, erasureId);
  await forgetDeadRows(options);
  await database.query('update erasures set finished_at = coalesce(finished_at, now()) where id = $1', [erasureId]);
  wakeUps.notify('erasures');
}

/** What was erased bears the time of its erasure's transaction. */
async function sweepCards(database: Database, erasureId: string): Promise<void> {
  await database.transaction(async (tx) => {
    const sources = await tx.query<{ id: string }>(
      'select o.id from sources o join erasures e on e.erased_at = o.erased_at where e.id = $1',
      [erasureId],
    );
    const versions = await tx.query<{ item_id: string; version: number }>(
      'select v.item_id, v.version from item_versions v join erasures e on e.erased_at = v.erased_at where e.id = $1',
      [erasureId],
    );
    await eraseCards(
      tx,
      sources.rows.map(({ id }) => id),
      versions.rows.map(({ item_id, version }) => ({ itemId: item_id, version })),
    );
  });
}

/** A server cleans up while it works; the embedded database is small enough to be written anew, statistics included. */
async function forgetDeadRows({ database, embedded, log }: Finishing): Promise<void> {
  const known = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname = any($1)`,
    [tables],
  );
  try {
    for (const { name } of known.rows) await database.query(`vacuum (${embedded ? 'full, ' : ''}analyze) "${name}"`);
    if (!embedded) return;
    await database.query('vacuum full pg_catalog.pg_statistic');
    // Files of the log before this are removed instead of being kept for reuse.
    await database.query('set wal_recycle = off');
    for (let pass = 0; pass < 2; pass += 1) {
      await database.query('select pg_switch_wal()');
      await database.query('checkpoint');
    }
  } catch (error) {
    log.warn({ err: error }, 'dead rows of an erasure are left to the database to clean up');
  }
}
