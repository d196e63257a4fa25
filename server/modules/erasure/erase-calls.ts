import type { Executor } from '../../ports/database.ts';

export interface ErasedCalls {
  readonly calls: number;
  readonly utterances: number;
  readonly events: number;
  readonly gaps: number;
}

/**
 * Empties live calls, and ends those that are open: a process that is answering in one loses it and writes nothing. Who
 * handled it, when, and which versions were on the screen stays.
 */
export async function eraseCalls(tx: Executor, callIds: readonly string[]): Promise<ErasedCalls> {
  await tx.query(
    `delete from outcome_reports where call_ref in
       (select id from calls where id = any($1) union all select external_ref from calls where id = any($1) and external_ref is not null)`,
    [callIds],
  );
  const utterances = await tx.query('delete from call_utterances where call_id = any($1)', [callIds]);
  const events = await tx.query('delete from call_events where call_id = any($1)', [callIds]);
  await tx.query(
    `update exposures set card = null, composed = '{}', gone_at = coalesce(gone_at, clock_timestamp()),
            gone_reason = case when gone_at is null then 'erased' else gone_reason end where call_id = any($1)`,
    [callIds],
  );
  await tx.query('update feedback set comment = null where call_id = any($1)', [callIds]);
  await tx.query('delete from widget_tokens where call_id = any($1)', [callIds]);
  const gaps = await tx.query('delete from gaps where call_id = any($1)', [callIds]);
  await tx.query('update attestations set call_id = null where call_id = any($1)', [callIds]);
  const calls = await tx.query(
    `update calls set external_ref = null, context = '{}', state = '{}', sealed_memory = null, customer_pseudonym = null,
            outcome = null, status = 'ended', ended_at = coalesce(ended_at, now()), erased_at = now(), last_seq = last_seq + 1,
            owner = null, owner_until = null, lease_epoch = lease_epoch + 1
      where id = any($1) and erased_at is null`,
    [callIds],
  );
  // So that whoever follows the call is told, and a stream that is resumed ends.
  await tx.query(
    `insert into call_events (call_id, seq, type, data)
     select id, last_seq, 'done', '{"reason": "erased"}' from calls where id = any($1)`,
    [callIds],
  );
  return {
    calls: calls.rowCount,
    utterances: utterances.rowCount,
    events: events.rowCount,
    gaps: gaps.rowCount,
  };
}
