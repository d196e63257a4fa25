import type { Emotion } from '../../../graph-schema/index.ts';
import type { StoredSource } from '../../ports.ts';
import { emotionsIn } from '../scenarios/speech-cues.ts';

const upset: ReadonlySet<Emotion> = new Set(['angry', 'frustrated', 'anxious', 'disappointed', 'confused']);

/** What a customer felt before an agent's turn, and whether that had passed in their next one. */
export interface Followed {
  /** As heard right before. */
  readonly emotions: readonly Emotion[];
  /** Null: they were not upset, or said nothing more. */
  readonly calmer: boolean | null;
  /** Null: nobody knows how the call ended. */
  readonly solved: boolean | null;
}

export function whatFollowed(call: StoredSource, segment: number): Followed {
  const before = call.segments.slice(0, segment).findLast(({ role }) => role === 'customer');
  const after = call.segments.slice(segment + 1).find(({ role }) => role === 'customer');
  const emotions = before ? emotionsIn(before.text) : [];
  const troubles = (felt: readonly Emotion[]) => felt.filter((emotion) => upset.has(emotion)).length;
  const result = call.call?.outcome?.result ?? 'unknown';
  return {
    emotions,
    calmer: troubles(emotions) === 0 || !after ? null : troubles(emotionsIn(after.text)) === 0,
    solved: result === 'unknown' ? null : result === 'solved',
  };
}
