import { type ReactNode, useEffect, useRef } from 'react';

function nameCheckboxes(frame: Element): void {
  for (const box of frame.querySelectorAll('span[aria-label]')) {
    const input = box.querySelector(':scope > input[type=checkbox]');
    const name = box.getAttribute('aria-label');
    if (input === null || name === null) continue;
    input.setAttribute('aria-label', name);
    box.removeAttribute('aria-label');
  }
}

/** A table whose rows are ticked: its checkboxes carry the names that the library puts on the boxes around them. */
export function NamedCheckboxes({ children }: { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    nameCheckboxes(element);
    const observer = new MutationObserver(() => nameCheckboxes(element));
    observer.observe(element, { childList: true, subtree: true, attributeFilter: ['aria-label'] });
    return () => observer.disconnect();
  }, []);
  return <div ref={frame}>{children}</div>;
}
