import { useEffect } from 'react';
import { useReviewApi } from './review-api.ts';

const beatMs = 15_000;

/** Says to others, as long as `editing` lasts, that this person is editing; whoever came first stays the holder. */
export function useEditLock(proposalId: string, editing: boolean): void {
  const api = useReviewApi();
  useEffect(() => {
    if (!editing) return;
    // Somebody else may hold it: the page says so anyway, and the etag decides.
    const beat = () => void api.hold(proposalId, false).catch(() => undefined);
    beat();
    const timer = window.setInterval(beat, beatMs);
    return () => {
      window.clearInterval(timer);
      void api.release(proposalId).catch(() => undefined);
    };
  }, [api, proposalId, editing]);
}
