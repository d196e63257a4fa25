import { z } from 'zod';
import type { JobQueue } from '../ports/job-queue.ts';

/**
 * SQL of the key under which the queue takes a row once. After a restored backup ids come again, so the time tells
 * such a row from the one that the queue remembers; a replay is a job of its own.
 */
export const outboxKeySql = `'outbox-' || id || '-' || floor(extract(epoch from created_at) * 1000)::bigint || '-' || replays`;

/** A row that a relay took to hand it over. */
export interface ClaimedRow {
  readonly id: number;
  readonly queue: string;
  readonly payload: unknown;
  readonly key: string;
}

/** A row as the queue carries it: ids, and the caller's payload, which holds no personal data either. */
export const outboxJobSchema = z.object({ outboxId: z.int(), key: z.string(), payload: z.unknown() });
export type OutboxEnvelope = z.infer<typeof outboxJobSchema>;

/** Hands a row over; the queue takes its key once. */
export async function handOver(queue: JobQueue, { id, key, payload, queue: name }: ClaimedRow): Promise<void> {
  const envelope: OutboxEnvelope = { outboxId: Number(id), key, payload };
  await queue.enqueue(name, envelope, key);
}
