import { BadRecord } from '../bad-record.ts';

/** Sound of one stretch: for each channel as many samples, from -1 to 1. */
export type AudioBlock = readonly Float32Array[];

/** A recording whose sound can be read from its beginning, more than once; each reading decodes anew. */
export interface AudioStream {
  /** Samples a second of the blocks. */
  readonly sampleRate: number;
  readonly channels: number;
  /** By the file's structure; what the blocks hold may differ by some milliseconds. */
  readonly durationMs: number;
  blocks(): AsyncIterable<AudioBlock>;
}

/** Longest recording. */
const longestMs = 4 * 3_600_000;
const mostChannels = 2;

/** Refuses, before anything is decoded, what would take too long or has more sides than two. Throws BadRecord. */
export function checkExtent(extent: Pick<AudioStream, 'sampleRate' | 'channels' | 'durationMs'>): void {
  const { sampleRate, channels, durationMs } = extent;
  if (channels < 1 || channels > mostChannels) {
    throw new BadRecord(
      `the recording has ${channels} channels`,
      'Hand in one channel, or two with a side each; ffmpeg -i FILE -ac 1 FILE.wav mixes them into one.',
    );
  }
  if (!(sampleRate >= 4_000 && sampleRate <= 384_000)) {
    throw new BadRecord(`the recording states ${sampleRate} samples a second`, 'Convert it to 8,000 or 16,000.');
  }
  if (durationMs > longestMs) {
    throw new BadRecord('the recording is longer than 4 hours', 'Split it into the calls that it holds.');
  }
  if (durationMs === 0) throw new BadRecord('the recording holds no sound', 'Copy the file again from its origin.');
}
