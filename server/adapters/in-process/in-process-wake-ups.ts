import { AsyncResource } from 'node:async_hooks';
import type { WakeUps, WakeUpTopic } from '../../ports/wake-ups.ts';

/** Hints within one process: soon after notify, several for the same topic as one. */
export function inProcessWakeUps(): WakeUps {
  const listeners = new Map<WakeUpTopic, Set<() => void>>();
  const due = new Set<WakeUpTopic>();

  const deliver = (): void => {
    const topics = [...due];
    due.clear();
    // Each in its own microtask, so one that throws does not keep the hint from the others.
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) queueMicrotask(listener);
  };
  return {
    notify(topic) {
      if (!listeners.has(topic)) return;
      if (due.size === 0) setImmediate(deliver);
      due.add(topic);
    },
    listen(topic, listener) {
      // Who notifies may be inside a transaction; a listener runs in its own flow, as if it had woken by itself.
      const own = AsyncResource.bind(() => {
        if (listeners.get(topic)?.has(own)) listener();
      });
      listeners.set(topic, (listeners.get(topic) ?? new Set()).add(own));
      return () => {
        const left = listeners.get(topic);
        left?.delete(own);
        if (left?.size === 0) listeners.delete(topic);
      };
    },
  };
}
