import { randomBytes } from 'node:crypto';
import { newId } from '../../../graph-schema/index.ts';
import type { RecordingFacts } from '../../../ingest/index.ts';
import type { Database, Executor } from '../../ports/database.ts';
import type { AudioStore, KeptAudio } from './audio-store.ts';

/** The recording of a call. */
export interface CallRecording {
  readonly collectionId: string;
  readonly callKey: string;
  /** Of the file, without personal data. */
  readonly name: string;
  readonly contentHash: string;
  readonly facts: Pick<RecordingFacts, 'format' | 'channels' | 'durationMs'>;
}

interface StandingRow {
  id: string;
  content_hash: string;
  kept: boolean;
}

/**
 * Enters a recording with its call, in place of another one; with a store, its audio is kept there. Doing it again
 * changes nothing.
 */
export async function attachRecording(
  database: Database,
  recording: CallRecording,
  audio: { readonly store: AudioStore; readonly bytes: Uint8Array } | null,
): Promise<void> {
  const standing = await readStanding(database, recording);
  const same = standing?.content_hash === recording.contentHash ? standing : null;
  if (same && (same.kept || !audio)) return;
  const id = newId('recording');
  const key = randomBytes(32);
  if (audio) await audio.store.write(id, key, audio.bytes);
  await database.transaction(async (tx) => {
    await tx.query('delete from recordings where collection_id = $1 and call_key = $2', [
      recording.collectionId,
      recording.callKey,
    ]);
    await insertRecording(tx, id, recording, audio?.bytes.length ?? null);
    if (audio) {
      await tx.query('insert into recording_keys (recording_id, key) values ($1, $2)', [id, key.toString('base64')]);
    }
  });
  if (standing && audio) await audio.store.remove([standing.id]);
}

async function readStanding(
  executor: Executor,
  { collectionId, callKey }: CallRecording,
): Promise<StandingRow | undefined> {
  const found = await executor.query<StandingRow>(
    `select r.id, r.content_hash, k.key is not null as kept from recordings r left join recording_keys k on k.recording_id = r.id
      where r.collection_id = $1 and r.call_key = $2`,
    [collectionId, callKey],
  );
  return found.rows[0];
}

async function insertRecording(
  tx: Executor,
  id: string,
  { collectionId, callKey, name, contentHash, facts }: CallRecording,
  bytes: number | null,
): Promise<void> {
  await tx.query(
    `insert into recordings (id, collection_id, call_key, name, content_hash, format, channels, duration_ms, bytes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, collectionId, callKey, name, contentHash, facts.format, facts.channels, facts.durationMs, bytes],
  );
}

/** A recording as readers of its call see it. */
export interface RecordingRow {
  id: string;
  name: string;
  format: RecordingFacts['format'];
  channels: number;
  duration_ms: number;
  bytes: string | null;
  key: string | null;
  created_at: Date;
}

/** The recording of a source; null: it has none, or was erased. */
export async function recordingOfSource(executor: Executor, sourceId: string): Promise<RecordingRow | null> {
  const found = await executor.query<RecordingRow>(
    `select r.id, r.name, r.format, r.channels, r.duration_ms, r.bytes, r.created_at, k.key
       from sources o join recordings r on r.collection_id = o.collection_id and r.call_key = o.key
       left join recording_keys k on k.recording_id = r.id
      where o.id = $1 and o.type = 'transcript' and o.erased_at is null`,
    [sourceId],
  );
  return found.rows[0] ?? null;
}

/** Where its audio is kept; null: it stays where it was recorded. */
export function keptAudio({ id, key, bytes }: RecordingRow): KeptAudio | null {
  return key === null || bytes === null
    ? null
    : { recordingId: id, key: Buffer.from(key, 'base64'), bytes: Number(bytes) };
}

/** Forgets recordings whose call was never stored, as the end of a run in their midst leaves them. */
export async function dropStrayRecordings(executor: Executor): Promise<void> {
  await executor.query(
    `delete from recordings r where r.created_at < now() - interval '1 day'
        and not exists (select 1 from sources o
              where o.collection_id = r.collection_id and o.type = 'transcript' and o.key = r.call_key)`,
  );
}
