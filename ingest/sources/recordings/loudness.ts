import type { AudioBlock } from './audio-stream.ts';

/** Length of the stretches that loudness is measured in. */
export const frameMs = 20;

/** How loud each channel is over time, and whether two channels say the same. */
export interface Loudness {
  /** For each channel the root mean square of each frame. */
  readonly channels: readonly Float32Array[];
  /** Of two channels: the one is a copy of the other, be it louder or turned round. */
  readonly identical: boolean;
}

/** A channel below this everywhere says nothing: -60 dB. */
const silence = 0.001;
/** What of the other channel leaks over is below this part of it: -40 dB. */
const leak = 0.01;
/** Correlation from which on two channels are one: two people on the line do not come near it. */
const sameFrom = 0.98;

/** Measures block by block; `end` gives what was measured. */
export function createLoudnessMeter(sampleRate: number, channels: number) {
  const perFrame = Math.round((sampleRate * frameMs) / 1_000);
  const frames: number[][] = Array.from({ length: channels }, () => []);
  const open = new Float64Array(channels);
  const sums = { left: 0, right: 0, both: 0 };
  let filled = 0;
  const closeFrame = () => {
    for (const [channel, list] of frames.entries()) list.push(Math.sqrt((open[channel] ?? 0) / Math.max(1, filled)));
    open.fill(0);
    filled = 0;
  };
  return {
    take(block: AudioBlock): void {
      const [left, right] = block;
      for (let i = 0; i < (left?.length ?? 0); i++) {
        const l = left?.[i] ?? 0;
        open[0] = (open[0] ?? 0) + l * l;
        if (right) {
          const r = right[i] ?? 0;
          open[1] = (open[1] ?? 0) + r * r;
          sums.left += l * l;
          sums.right += r * r;
          sums.both += l * r;
        }
        if (++filled === perFrame) closeFrame();
      }
    },
    end(): Loudness {
      if (filled > 0) closeFrame();
      const apart = sums.left * sums.right;
      return {
        channels: frames.map((list) => Float32Array.from(list)),
        identical: channels === 2 && apart > 0 && (sums.both * sums.both) / apart > sameFrom * sameFrom,
      };
    },
  };
}

/** The loudness that this part of the frames stays below. */
export function quantile(frames: Float32Array, part: number): number {
  const sorted = frames.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Below this part of the other channel's loudness, -20 dB, a channel holds what leaks over from it. */
const echo = 0.1;

/** A channel's loudness without what leaks over from the other one. */
export function ownLoudness({ channels }: Loudness, channel: number): Float32Array {
  const own = channels[channel] ?? new Float32Array();
  const other = channels[1 - channel];
  return other ? own.map((loud, frame) => (loud < (other[frame] ?? 0) * echo ? 0 : loud)) : own;
}

/** Which channels carry speech: not those that are silent, or hold only what leaks over from the other. */
export function speakingChannels({ channels }: Loudness): readonly number[] {
  // Somebody who says one word only in a long call is heard as well.
  const peaks = channels.map((frames) => quantile(frames, 0.999));
  const loudest = Math.max(...peaks);
  return peaks.flatMap((peak, channel) => (peak > silence && peak > loudest * leak ? [channel] : []));
}
