import { z } from 'zod';
import type { AudioPiece, PieceLimits, RecordingFacts } from '../../../ingest/index.ts';
import { recordingFormats } from '../../../ingest/sources/recordings/recording-format.ts';

/*
 * What the decoding process says: frames of two lengths (32 bits each, big-endian), a header in JSON, and bytes.
 */

const piece = { channel: z.int().min(0), startMs: z.number().min(0), endMs: z.number().min(0) };
const headerSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('facts'),
    format: z.enum(recordingFormats),
    channels: z.int().min(1),
    durationMs: z.int().min(0),
    sides: z.enum(['left-and-right', 'mono']),
    monoBecause: z.enum(['identical-channels', 'silent-channel']).nullable(),
    pieces: z.array(z.object(piece)),
  }),
  z.object({ kind: z.literal('piece'), ...piece }),
  z.object({ kind: z.literal('end') }),
  z.object({ kind: z.literal('refused'), reason: z.string(), remedy: z.string() }),
]);
type FrameHeader = z.infer<typeof headerSchema>;

export function frameOf(
  header: FrameHeader | RecordingFacts | Omit<AudioPiece, 'wav'>,
  bytes: Uint8Array = new Uint8Array(),
): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(json.length, 0);
  lengths.writeUInt32BE(bytes.length, 4);
  return [lengths, json, bytes];
}

const limitsSchema = z.object({ longestMs: z.number().positive(), pauseMs: z.number().positive() });
/** The limits as the process is told them. */
export const limitsOf = (text: string): PieceLimits => limitsSchema.parse(JSON.parse(text));

/** Why the content cannot be read; of an unforeseen error its kind only, as its words may quote content. */
export function refusalOf(error: unknown): Extract<FrameHeader, { kind: 'refused' }> {
  if (error instanceof Error && 'reason' in error && 'remedy' in error) {
    return { kind: 'refused', reason: String(error.reason), remedy: String(error.remedy) };
  }
  const kind = error instanceof Error ? error.constructor.name : 'unknown error';
  return {
    kind: 'refused',
    reason: `the recording could not be decoded (${kind})`,
    remedy: 'Copy it again from its origin, or convert it to WAV.',
  };
}

export interface DecoderFrame {
  readonly header: FrameHeader;
  readonly bytes: Uint8Array;
}

const longestFrame = 256 * 1024 * 1024;

/** Reads frames as they arrive. */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<DecoderFrame> {
  let parts: Buffer[] = [];
  let held = 0;
  const take = (length: number): Buffer => {
    const all = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    parts = [all.subarray(length)];
    held -= length;
    return all.subarray(0, length);
  };
  let lengths: { readonly json: number; readonly bytes: number } | null = null;
  for await (const chunk of chunks) {
    parts.push(chunk);
    held += chunk.length;
    for (;;) {
      if (lengths === null) {
        if (held < 8) break;
        const head = take(8);
        lengths = { json: head.readUInt32BE(0), bytes: head.readUInt32BE(4) };
        if (lengths.json + lengths.bytes > longestFrame) throw new Error('the decoding process says too much at once');
      }
      if (held < lengths.json + lengths.bytes) break;
      const header = headerSchema.parse(JSON.parse(take(lengths.json).toString()));
      const bytes = take(lengths.bytes);
      lengths = null;
      yield { header, bytes };
    }
  }
}
