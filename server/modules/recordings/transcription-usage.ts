import { z } from 'zod';
import type { Database, Executor } from '../../ports/database.ts';

/** What transcribing costs, and how much of it a run may use. */
export interface TranscriptionPrice {
  /** Of one minute of one channel; null: it is not told. */
  readonly perMinute: number | null;
  readonly currency: string;
  /** Minutes that one run may have transcribed; null: as many as it has. */
  readonly budgetMinutes: number | null;
}

/** A file of a run, and the model that transcribes it. */
export interface UsageOf {
  readonly runId: string;
  readonly fileOrdinal: number;
  readonly model: string;
}

/** Counts what was sent to be transcribed, by run and file. */
export interface TranscriptionMeter {
  /** Sets so much of the run's budget aside for a file; false, and nothing is set aside, where it has not that much left. */
  reserve(of: UsageOf, milliseconds: number): Promise<boolean>;
  /** Notes what was sent: requests, repeated ones too, and what of it was transcribed. */
  add(of: UsageOf, used: { readonly requests: number; readonly milliseconds: number }): Promise<void>;
  /** Gives back what was set aside and not used. */
  release(of: UsageOf): Promise<void>;
}

export function createTranscriptionMeter(database: Database, price: TranscriptionPrice): TranscriptionMeter {
  return {
    reserve: ({ runId, fileOrdinal, model }, milliseconds) =>
      database.transaction(async (tx) => {
        // Files that begin at once ask one after the other.
        await tx.query('select 1 from ingest_runs where id = $1 for update', [runId]);
        const found = await tx.query<{ others: string; own: string }>(
          `select coalesce(sum(greatest(reserved_ms, milliseconds)) filter (where ordinal <> $2), 0) as others,
                  coalesce(sum(milliseconds) filter (where ordinal = $2), 0) as own
             from transcription_usage where run_id = $1`,
          [runId, fileOrdinal],
        );
        const own = Number(found.rows[0]?.own ?? 0);
        const all = Number(found.rows[0]?.others ?? 0) + own + milliseconds;
        if (price.budgetMinutes !== null && all > price.budgetMinutes * 60_000) return false;
        await tx.query(
          `insert into transcription_usage (run_id, ordinal, model, currency, reserved_ms) values ($1, $2, $3, $4, $5)
               on conflict (run_id, ordinal) do update set model = excluded.model, currency = excluded.currency,
                  reserved_ms = excluded.reserved_ms, updated_at = now()`,
          [runId, fileOrdinal, model, price.currency, own + milliseconds],
        );
        return true;
      }),
    async add({ runId, fileOrdinal }, { requests, milliseconds }) {
      const cost = price.perMinute === null ? null : (milliseconds / 60_000) * price.perMinute;
      await database.query(
        `update transcription_usage set requests = requests + $3, milliseconds = milliseconds + $4,
                cost = case when $5::float8 is null then cost else coalesce(cost, 0) + $5::float8::numeric end, updated_at = now()
          where run_id = $1 and ordinal = $2`,
        [runId, fileOrdinal, requests, milliseconds, cost],
      );
    },
    async release({ runId, fileOrdinal }) {
      await database.query(
        'update transcription_usage set reserved_ms = 0, updated_at = now() where run_id = $1 and ordinal = $2',
        [runId, fileOrdinal],
      );
    },
  };
}

export const usageSchema = z.object({
  model: z.string(),
  currency: z.string(),
  files: z.int(),
  requests: z.int(),
  /** Of one channel each. */
  minutes: z.number(),
  /** Null: no price was set. */
  cost: z.number().nullable(),
});
export type TranscriptionUsage = z.infer<typeof usageSchema>;

interface UsageRow {
  model: string;
  currency: string;
  files: number;
  requests: number;
  minutes: number;
  cost: number | null;
}

/** What was transcribed by model and currency, of one run or of all. */
export async function readUsage(executor: Executor, runId: string | null): Promise<readonly TranscriptionUsage[]> {
  const found = await executor.query<UsageRow>(
    `select model, currency, count(*)::int as files, sum(requests)::int as requests,
            round(sum(milliseconds) / 60000.0, 2)::float8 as minutes, round(sum(cost), 4)::float8 as cost
       from transcription_usage where ($1::text is null or run_id = $1) and requests > 0
      group by model, currency order by model, currency`,
    [runId],
  );
  return found.rows;
}
