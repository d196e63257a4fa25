import { useEffect, useRef } from 'react';

export type ReviewKeys = Readonly<Record<string, (() => void) | null>>;

/** Single keys of a page, by what they print; silent while somebody writes, and beside Ctrl, Alt or a dialog. */
export function useReviewKeys(keys: ReviewKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role="listbox"]')) return;
      // A dialog has its own keys, wherever the focus is.
      if (document.querySelector('[role="dialog"]')) return;
      // What a key does where the focus is comes first.
      if (event.key === 'Enter' && target?.closest('a, button')) return;
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
