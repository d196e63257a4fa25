import { frameMs, quantile } from './loudness.ts';

/** A stretch of a channel that is transcribed on its own, in milliseconds of the recording. */
export interface PlannedPiece {
  readonly channel: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface PieceLimits {
  /** Longest piece. */
  readonly longestMs: number;
  /** A pause that is longer parts two pieces and is not sent: recognisers make up words for silence. */
  readonly pauseMs: number;
}

/** What is left before and behind speech, so that no sound is cut into. */
const marginMs = 300;
/** What is shorter is a click. */
const shortestSpeech = 3;

/** Cuts a channel into pieces at its pauses; what is silent for long is in none of them. */
export function planPieces(frames: Float32Array, channel: number, limits: PieceLimits): PlannedPiece[] {
  const loud = loudnessOfSpeech(frames);
  const stretches = joinNear(spoken(frames, loud), Math.ceil(limits.pauseMs / frameMs));
  const margin = Math.ceil(marginMs / frameMs);
  const longest = Math.max(2 * margin, Math.floor(limits.longestMs / frameMs));
  return stretches.flatMap(([from, to]) =>
    cutAtPauses(frames, Math.max(0, from - margin), Math.min(frames.length, to + margin), longest).map(
      ([start, end]) => ({ channel, startMs: start * frameMs, endMs: end * frameMs }),
    ),
  );
}

type Stretch = readonly [from: number, to: number];

/** Above the line's own noise, and never so high that quiet speech is lost. */
function loudnessOfSpeech(frames: Float32Array): number {
  return Math.min(0.01, Math.max(0.0015, quantile(frames, 0.1) * 2.5));
}

function spoken(frames: Float32Array, loud: number): Stretch[] {
  const found: Stretch[] = [];
  let from = -1;
  for (let at = 0; at <= frames.length; at++) {
    const heard = at < frames.length && (frames[at] ?? 0) >= loud;
    if (heard && from < 0) from = at;
    if (!heard && from >= 0) {
      if (at - from >= shortestSpeech) found.push([from, at]);
      from = -1;
    }
  }
  return found;
}

function joinNear(stretches: readonly Stretch[], pause: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const [from, to] of stretches) {
    const last = joined.at(-1);
    if (last && from - last[1] < pause) joined[joined.length - 1] = [last[0], to];
    else joined.push([from, to]);
  }
  return joined;
}

/** Frames that are looked at together for a pause. */
const pauseWidth = 15;

function cutAtPauses(frames: Float32Array, from: number, to: number, longest: number): Stretch[] {
  const pieces: Stretch[] = [];
  let start = from;
  while (to - start > longest) {
    const cut = quietest(frames, start + Math.floor(longest / 2), start + longest);
    pieces.push([start, cut]);
    start = cut;
  }
  pieces.push([start, to]);
  return pieces;
}

/** The middle of the quietest moment between two frames. */
function quietest(frames: Float32Array, from: number, to: number): number {
  const width = Math.min(pauseWidth, to - from);
  let sum = 0;
  for (let at = from; at < from + width; at++) sum += frames[at] ?? 0;
  let least = sum;
  let best = from;
  for (let at = from + width; at < to; at++) {
    sum += (frames[at] ?? 0) - (frames[at - width] ?? 0);
    if (sum < least) {
      least = sum;
      best = at - width + 1;
    }
  }
  return best + Math.max(1, Math.floor(width / 2));
}
