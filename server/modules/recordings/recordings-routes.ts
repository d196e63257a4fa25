import { z } from 'zod';
import { type RecordingFormat, recordingFormats } from '../../../ingest/index.ts';
import { notFound } from '../../errors.ts';
import { idParams, instant } from '../../http/lists.ts';
import { type Route, type RouteResult, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import { appendAudit } from '../../publishing/index.ts';
import type { AudioStore } from './audio-store.ts';
import { byteRange } from './byte-range.ts';
import { keptAudio, recordingOfSource } from './recording-rows.ts';
import { readUsage, usageSchema } from './transcription-usage.ts';

const recordingSchema = z.object({
  id: z.string(),
  name: z.string(),
  format: z.enum(recordingFormats),
  channels: z.int(),
  durationMs: z.int(),
  /** Whether its audio is kept here and can be played. */
  playable: z.boolean(),
  createdAt: instant,
});
const usageListSchema = z.object({ budgetMinutes: z.number().nullable(), items: z.array(usageSchema) });

const mediaTypes: Readonly<Record<RecordingFormat, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  'ogg-opus': 'audio/ogg',
};

/** A player asks for a recording piece by piece; what comes so soon after is the same play. */
const samePlayMs = 600_000;

interface Options {
  readonly database: Database;
  readonly store: AudioStore;
  /** Minutes that a run may have transcribed; null: no limit. */
  readonly budgetMinutes: number | null;
}

export function recordingsRoutes({ database, store, budgetMinutes }: Options): readonly Route[] {
  const plays = createPlayLog(database);
  return [
    route({
      method: 'get',
      path: '/v1/sources/{id}/recordings',
      operationId: 'listRecordings',
      summary: 'The recording of a call, if there is one, and whether its audio is kept here',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: z.object({ items: z.array(recordingSchema), total: z.int() }) },
      async handle({ params }) {
        const row = await recordingOfSource(database, params.id);
        const items = row === null ? [] : [toRecording(row)];
        return { status: 200, body: { items, total: items.length } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/sources/{id}/recording',
      operationId: 'playRecording',
      summary: 'The audio of a call, whole or the part that Range names; the audit log notes who plays it',
      tag: 'sources',
      access: 'recordings:play',
      params: idParams,
      response: { status: 200, contentType: 'audio/*' },
      async handle({ params, header, principal }) {
        const row = await recordingOfSource(database, params.id);
        const audio = row && keptAudio(row);
        if (!row || !audio) throw notFound('kept recording of the source', params.id);
        const range = byteRange(header('range'), audio.bytes);
        if (range === 'unsatisfiable') {
          return { status: 416, headers: { 'content-range': `bytes */${audio.bytes}` } };
        }
        await plays.note(principal.id, params.id, row.id);
        return audioAnswer(store.read(audio, range?.start ?? 0, range?.end ?? audio.bytes), {
          type: mediaTypes[row.format],
          range,
          bytes: audio.bytes,
        });
      },
    }),
    route({
      method: 'get',
      path: '/v1/ingest-runs/{id}/transcription',
      operationId: 'getRunTranscription',
      summary: 'What transcribing the recordings of a run took: requests, minutes, cost',
      tag: 'sources',
      access: 'sources:read',
      params: idParams,
      response: { status: 200, schema: usageListSchema },
      handle: async ({ params }) => ({
        status: 200,
        body: { budgetMinutes, items: await readUsage(database, params.id) },
      }),
    }),
    route({
      method: 'get',
      path: '/v1/transcription-usage',
      operationId: 'getTranscriptionUsage',
      summary: 'What transcribing recordings took in all runs together',
      tag: 'sources',
      access: 'sources:read',
      response: { status: 200, schema: usageListSchema },
      handle: async () => ({ status: 200, body: { budgetMinutes, items: await readUsage(database, null) } }),
    }),
  ];
}

function toRecording(row: NonNullable<Awaited<ReturnType<typeof recordingOfSource>>>) {
  const { id, name, format, channels, duration_ms, created_at } = row;
  const playable = keptAudio(row) !== null;
  return { id, name, format, channels, durationMs: duration_ms, playable, createdAt: created_at.toISOString() };
}

function audioAnswer(
  content: AsyncIterable<Uint8Array>,
  of: { readonly type: string; readonly range: { start: number; end: number } | null; readonly bytes: number },
): RouteResult {
  const { type, range, bytes } = of;
  return {
    status: range ? 206 : 200,
    content,
    headers: {
      'content-type': type,
      'accept-ranges': 'bytes',
      'content-length': String(range ? range.end - range.start : bytes),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${bytes}` } : {}),
    },
  };
}

/** Notes plays in the audit log, each once however many pieces the player asks for. */
function createPlayLog(database: Database) {
  const last = new Map<string, number>();
  return {
    async note(actor: string, sourceId: string, recordingId: string): Promise<void> {
      const play = `${actor} ${recordingId}`;
      const now = performance.now();
      for (const [key, at] of last) if (now - at > samePlayMs) last.delete(key);
      const goesOn = last.has(play);
      last.set(play, now);
      if (goesOn) return;
      try {
        await database.transaction((tx) =>
          appendAudit(tx, {
            actor,
            action: 'recording.played',
            subject: sourceId,
            details: { recording: recordingId },
          }),
        );
      } catch (error) {
        last.delete(play);
        throw error;
      }
    },
  };
}
