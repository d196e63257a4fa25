import { useEffect, useRef } from 'react';

export type ReviewKeys = Readonly<Partial<Record<'a' | 'r' | 'c' | 'j' | 'k', (() => void) | null>>>;

/** Single-letter keys of the review page; silent while somebody writes, and beside Ctrl, Alt or a dialog. */
export function useReviewKeys(keys: ReviewKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="listbox"]')) return;
      const act = latest.current[event.key.toLowerCase() as keyof ReviewKeys];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
