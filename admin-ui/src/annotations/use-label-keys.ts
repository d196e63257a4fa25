import { useEffect, useRef } from 'react';

/** What a key does; false: nothing here, so that the browser does what it always does. */
export type OnKey = (event: KeyboardEvent) => boolean;

/** Keys of the work screen; silent while somebody writes, and in dialogs and lists. */
export function useLabelKeys(onKey: OnKey): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (
        target?.closest(
          'input, textarea, select, audio, [contenteditable], [role="dialog"], [role="listbox"], [role="menu"]',
        )
      )
        return;
      if (latest.current(event)) event.preventDefault();
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, []);
}
