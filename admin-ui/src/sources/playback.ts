import { createContext, useContext } from 'react';
import type { Segment } from '../api/types.ts';

/** The recording that is played beside the conversation. */
export interface Playback {
  /** Where it is played, in milliseconds; null: it has not been played yet. */
  readonly atMs: number | null;
  readonly playing: boolean;
  seek(ms: number): void;
}

/** Null where no recording can be played. */
export const PlaybackContext = createContext<Playback | null>(null);
export const usePlayback = () => useContext(PlaybackContext);

type Timed = Pick<Segment, 'id' | 'startMs' | 'endMs'>;

/** What is said at a moment: the turn that began last and goes on, or in a pause the one before it; null: none yet. */
export function segmentAt(segments: readonly Timed[], ms: number): string | null {
  const begun = segments.filter(({ startMs }) => startMs !== null && startMs <= ms);
  const going = begun.findLast(({ endMs }) => endMs !== null && endMs > ms);
  return (going ?? begun.at(-1))?.id ?? null;
}

/** The page to turn to from this one so that what is said then is on it; the same where it is. */
export function pageAt(segments: readonly Timed[], ms: number, page: number, pages: number): number {
  const starts = segments.flatMap(({ startMs }) => (startMs === null ? [] : [startMs]));
  const last = segments.at(-1);
  if (page > 1 && starts[0] !== undefined && ms < starts[0]) return page - 1;
  const behind = last?.endMs != null && ms > last.endMs;
  return behind && page < pages ? page + 1 : page;
}
