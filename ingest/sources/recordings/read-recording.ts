import { BadRecord } from '../bad-record.ts';
import type { AudioBlock, AudioStream } from './audio-stream.ts';
import { createLoudnessMeter, type Loudness, ownLoudness, speakingChannels } from './loudness.ts';
import { openMp3 } from './mp3-recording.ts';
import { openOggOpus } from './ogg-opus-recording.ts';
import { type PieceLimits, type PlannedPiece, planPieces } from './plan-pieces.ts';
import { detectRecording, type RecordingFormat } from './recording-format.ts';
import { createResampler } from './resample.ts';
import { wavPiece } from './wav-piece.ts';
import { mp3Tag, openWav, readWavLayout } from './wav-recording.ts';

/** How a recording's sides are heard; `mono` says nothing of who speaks. */
export type Sides = 'left-and-right' | 'mono';

/** What a recording is, before any of it is transcribed. */
export interface RecordingFacts {
  readonly kind: 'facts';
  readonly format: RecordingFormat;
  /** As recorded. */
  readonly channels: number;
  readonly durationMs: number;
  readonly sides: Sides;
  /** Of two channels that count as one: why. */
  readonly monoBecause: 'identical-channels' | 'silent-channel' | null;
  readonly pieces: readonly PlannedPiece[];
}

/** A stretch of one channel as a WAV file of 16 bits and at most 16,000 samples a second. */
export interface AudioPiece extends PlannedPiece {
  readonly kind: 'piece';
  readonly wav: Uint8Array;
}

/** Speech recognisers use no more. */
const highestRate = 16_000;

/**
 * Reads a recording: first what it is, then its pieces by the time they end. It is decoded twice, so that of hours of
 * sound no more than the open pieces is held. Throws BadRecord.
 */
export async function* readRecording(
  bytes: Uint8Array,
  limits: PieceLimits,
): AsyncGenerator<RecordingFacts | AudioPiece, void, undefined> {
  const { format, stream } = openRecording(bytes);
  const sampleRate = Math.min(highestRate, stream.sampleRate);
  const meter = createLoudnessMeter(sampleRate, stream.channels);
  for await (const block of speechOf(stream, sampleRate)) meter.take(block);
  const loudness = meter.end();
  const heard = heardChannels(loudness);
  const pieces = heard.channels.flatMap((channel) => planPieces(ownLoudness(loudness, channel), channel, limits));
  if (pieces.length === 0) throw nothingToHear();
  const { channels, durationMs } = stream;
  yield { kind: 'facts', format, channels, durationMs, ...heard.as, pieces };
  yield* cutPieces(stream, sampleRate, pieces);
}

/** Opens what the content says it is. Throws BadRecord. */
export function openRecording(bytes: Uint8Array): { readonly format: RecordingFormat; readonly stream: AudioStream } {
  const found = detectRecording(bytes);
  if (found === null) throw new BadRecord('it is no recording', 'Hand in a WAV, MP3 or Ogg Opus file.');
  if (found.format === null) throw new BadRecord(found.reason, found.remedy);
  return { format: found.format, stream: openAs(found.format, bytes) };
}

function openAs(format: RecordingFormat, bytes: Uint8Array): AudioStream {
  if (format === 'mp3') return openMp3(bytes);
  if (format === 'ogg-opus') return openOggOpus(bytes);
  const layout = readWavLayout(bytes);
  return layout.tag === mp3Tag ? openMp3(layout.data) : openWav(layout);
}

const nothingToHear = () =>
  new BadRecord('the recording holds nothing but silence', 'Check that it was recorded from the right line.');

function heardChannels(loudness: Loudness) {
  const speaking = speakingChannels(loudness);
  const [first] = speaking;
  if (first === undefined) throw nothingToHear();
  const mono = (channel: number, because: RecordingFacts['monoBecause']) => ({
    channels: [channel],
    as: { sides: 'mono' as const, monoBecause: because },
  });
  if (loudness.channels.length === 1) return mono(0, null);
  if (loudness.identical) return mono(0, 'identical-channels');
  if (speaking.length === 1) return mono(first, 'silent-channel');
  return { channels: speaking, as: { sides: 'left-and-right' as const, monoBecause: null } };
}

async function* speechOf(stream: AudioStream, sampleRate: number): AsyncGenerator<AudioBlock> {
  const resamplers = Array.from({ length: stream.channels }, () => createResampler(stream.sampleRate, sampleRate));
  for await (const block of stream.blocks()) {
    yield block.map((channel, i) => resamplers[i]?.(channel) ?? channel);
  }
}

interface OpenPiece {
  readonly piece: PlannedPiece;
  readonly from: number;
  readonly samples: Int16Array;
}

async function* cutPieces(
  stream: AudioStream,
  sampleRate: number,
  pieces: readonly PlannedPiece[],
): AsyncGenerator<AudioPiece> {
  const waiting = pieces.toSorted((a, b) => a.startMs - b.startMs);
  const at = (ms: number) => Math.round((ms * sampleRate) / 1_000);
  let open: OpenPiece[] = [];
  let passed = 0;
  for await (const block of speechOf(stream, sampleRate)) {
    const end = passed + (block[0]?.length ?? 0);
    for (let next = waiting[0]; next && at(next.startMs) < end; next = waiting[0]) {
      waiting.shift();
      const from = at(next.startMs);
      open.push({ piece: next, from, samples: new Int16Array(at(next.endMs) - from) });
    }
    for (const entry of open) copySamples(block, passed, entry);
    for (const { piece, samples } of open.filter(({ piece }) => at(piece.endMs) <= end)) {
      yield { kind: 'piece', ...piece, wav: wavPiece(samples, sampleRate) };
    }
    open = open.filter(({ piece }) => at(piece.endMs) > end);
    passed = end;
  }
  for (const { piece, samples } of open) yield { kind: 'piece', ...piece, wav: wavPiece(samples, sampleRate) };
}

function copySamples(block: AudioBlock, passed: number, { piece, from, samples }: OpenPiece): void {
  const channel = block[piece.channel] ?? new Float32Array();
  const begin = Math.max(from, passed);
  const end = Math.min(from + samples.length, passed + channel.length);
  for (let i = begin; i < end; i++) {
    const value = channel[i - passed] ?? 0;
    samples[i - from] = Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));
  }
}
