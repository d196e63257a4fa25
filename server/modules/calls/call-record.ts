import {
  type CallContext,
  callContextSchema,
  type Outcome,
  type SpeakerRole,
  type StreamEvent,
} from '../../../graph-schema/index.ts';
import { DomainError, notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { VersionRef } from '../../publishing/index.ts';

export interface CallRecord {
  readonly id: string;
  readonly createdBy: string;
  readonly agentId: string | null;
  readonly externalRef: string | null;
  readonly context: CallContext;
  readonly status: 'open' | 'ended';
  readonly outcome: Outcome | null;
  readonly lastSeq: number;
  readonly lastUtteranceSeq: number;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
}

export interface Utterance {
  readonly seq: number;
  readonly role: SpeakerRole;
  readonly text: string;
}

/** One version on an agent's screen. */
export interface OpenExposure extends VersionRef {
  readonly cardId: string;
  readonly level: string;
}

/** An event to append; one with a `onceKey` that the call has already is left out. */
export type NewEvent = StreamEvent & { readonly onceKey?: string };

export interface StoredEvent {
  readonly seq: number;
  readonly event: StreamEvent;
}

export interface CallRow {
  id: string;
  created_by: string;
  agent_id: string | null;
  external_ref: string | null;
  context: unknown;
  status: 'open' | 'ended';
  outcome: Outcome | null;
  last_seq: number;
  last_utterance_seq: number;
  created_at: Date;
  ended_at: Date | null;
}

export const callColumns =
  'id, created_by, agent_id, external_ref, context, status, outcome, last_seq, last_utterance_seq, created_at, ended_at';

export function toCall(row: CallRow): CallRecord {
  return {
    id: row.id,
    createdBy: row.created_by,
    agentId: row.agent_id,
    externalRef: row.external_ref,
    context: callContextSchema.parse(row.context),
    status: row.status,
    outcome: row.outcome,
    lastSeq: Number(row.last_seq),
    lastUtteranceSeq: row.last_utterance_seq,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  };
}

export async function readCall(executor: Executor, id: string): Promise<CallRecord> {
  const found = await executor.query<CallRow>(`select ${callColumns} from calls where id = $1`, [id]);
  const row = found.rows[0];
  if (!row) throw notFound('call', id);
  return toCall(row);
}

/** Locks the call's row to the end of the transaction, whoever holds its lease: for changes that are whole in one transaction. */
export async function lockCall(tx: Executor, id: string): Promise<CallRecord> {
  const found = await tx.query<CallRow>(`select ${callColumns} from calls where id = $1 for update`, [id]);
  const row = found.rows[0];
  if (!row) throw notFound('call', id);
  return toCall(row);
}

export function refuseEnded(call: CallRecord): void {
  if (call.status === 'ended') throw new DomainError('call_ended', `Call ${call.id} has ended; open a new one`);
}

/** The newest utterances, oldest first. */
export async function recentUtterances(
  executor: Executor,
  callId: string,
  limit: number,
): Promise<readonly Utterance[]> {
  const found = await executor.query<{ seq: number; role: SpeakerRole; text: string }>(
    'select seq, role, text from call_utterances where call_id = $1 order by seq desc limit $2',
    [callId, limit],
  );
  return found.rows.toReversed();
}

export async function openExposures(executor: Executor, callId: string): Promise<readonly OpenExposure[]> {
  const found = await executor.query<{ card_id: string; item_id: string; version: number; level: string }>(
    'select card_id, item_id, version, level from exposures where call_id = $1 and gone_at is null order by shown_at, id',
    [callId],
  );
  return found.rows.map((row) => ({
    cardId: row.card_id,
    itemId: row.item_id,
    version: row.version,
    level: row.level,
  }));
}

/** Appends events to the locked call, and returns the last sequence number, in one statement. */
export async function appendEvents(
  tx: Executor,
  callId: string,
  lastSeq: number,
  events: readonly NewEvent[],
): Promise<number> {
  if (events.length === 0) return lastSeq;
  const rows = events.map(({ type, data, onceKey }) => ({ type, data, onceKey }));
  const appended = await tx.query<{ last_seq: number }>(
    `with appended as (
       insert into call_events (call_id, seq, type, data, once_key)
       select $1, $2 + row_number() over (order by r.ordinal), r.value ->> 'type', r.value -> 'data', r.value ->> 'onceKey'
         from jsonb_array_elements($3::jsonb) with ordinality as r (value, ordinal)
        where not exists (select 1 from call_events e where e.call_id = $1 and e.once_key = r.value ->> 'onceKey')
       returning seq)
     update calls set last_seq = (select max(seq) from appended) where id = $1 and exists (select 1 from appended)
     returning last_seq`,
    [callId, lastSeq, JSON.stringify(rows)],
  );
  return Number(appended.rows[0]?.last_seq ?? lastSeq);
}

export async function readEvents(
  executor: Executor,
  callId: string,
  after: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const found = await executor.query<{ seq: number; type: string; data: unknown }>(
    'select seq, type, data from call_events where call_id = $1 and seq > $2 order by seq limit $3',
    [callId, after, limit],
  );
  // Written by appendEvents from the same type.
  return found.rows.map((row) => ({ seq: Number(row.seq), event: { type: row.type, data: row.data } as StreamEvent }));
}
