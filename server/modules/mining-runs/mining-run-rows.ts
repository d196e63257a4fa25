import { z } from 'zod';
import type { Executor } from '../../ports/database.ts';
import { type MiningReport, miningReportSchema } from './mining-report.ts';

/** How finely scenarios are told apart. */
export const finenesses = ['coarse', 'normal', 'fine'] as const;

export const miningOptionsSchema = z.object({
  fineness: z.enum(finenesses).default('normal'),
  /** Only calls that began at this moment or later. */
  since: z.iso.datetime().nullable().default(null),
});
export type MiningRunOptions = z.infer<typeof miningOptionsSchema>;

/** What somebody asked of a mining; null: the run is an import, or mines after an erasure. */
export async function askedOfMining(
  executor: Executor,
  runId: string,
): Promise<(MiningRunOptions & { readonly paused: boolean }) | null> {
  const found = await executor.query<{ options: unknown; paused: boolean }>(
    'select options, paused_at is not null as paused from mining_runs where run_id = $1',
    [runId],
  );
  const row = found.rows[0];
  return row ? { ...miningOptionsSchema.parse(row.options), paused: row.paused } : null;
}

export const miningEvents = [
  'asked',
  'began',
  'read',
  'grouped',
  'named',
  'proposed',
  'paused',
  'resumed',
  'broken_off',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type MiningEvent = (typeof miningEvents)[number];

/** Writes a line into the log of a mining run; of other runs, nothing. */
export async function noteMining(
  executor: Executor,
  runId: string,
  event: MiningEvent,
  data: Readonly<Record<string, number | string | null>> = {},
): Promise<void> {
  await executor.query(
    `insert into mining_run_log (run_id, event, data) select run_id, $2, $3::jsonb from mining_runs where run_id = $1`,
    [runId, event, JSON.stringify(data)],
  );
}

export async function keepReport(tx: Executor, runId: string, report: MiningReport): Promise<void> {
  await tx.query('update mining_runs set report = $2::jsonb where run_id = $1', [
    runId,
    JSON.stringify(miningReportSchema.parse(report)),
  ]);
}

/** Notes the end of a mining run, and drops what it had kept to go on with; of other runs, nothing. */
export async function closeMining(tx: Executor, runId: string, status: 'succeeded' | 'failed' | 'cancelled') {
  await noteMining(tx, runId, status);
  await tx.query('delete from mining_votes where run_id = $1', [runId]);
  await tx.query('update mining_runs set paused_at = null where run_id = $1', [runId]);
}

/**
 * The main scenario of each call of a collection, or of these of its calls, as the mining before left it, and how those
 * scenarios are called.
 */
export async function minedBefore(
  executor: Executor,
  collectionId: string,
  only: readonly { readonly sourceId: string }[] | null = null,
) {
  const matters = await executor.query<{ source_id: string; key: string | null }>(
    `select c.source_id, m.scenario_keys[1] as key from call_matters m join cases c on c.id = m.case_id
      where m.collection_id = $1 and m.mined and ($2::text[] is null or c.source_id = any($2))`,
    [collectionId, only?.map(({ sourceId }) => sourceId) ?? null],
  );
  const names = await executor.query<{ key: string; name: string | null }>(
    `select i.key, coalesce(
              (select v.content ->> 'name' from item_versions v where v.item_id = i.id order by v.version desc limit 1),
              (select p.content ->> 'name' from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1)) as name
       from items i where i.collection_id = $1 and i.sort = 'node' and i.kind = 'scenario'`,
    [collectionId],
  );
  return {
    callsBefore: matters.rows.length,
    before: new Map(matters.rows.flatMap(({ source_id, key }) => (key === null ? [] : [[source_id, key] as const]))),
    namesBefore: new Map(names.rows.map(({ key, name }) => [key, name ?? key])),
  };
}
