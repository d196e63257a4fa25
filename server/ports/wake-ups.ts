export type WakeUpTopic = 'decisions' | 'outbox' | 'erasures' | `call:${string}` | `run:${string}`;

/** A hint that something changed, between parts of a process or between processes. It may be lost; positions count. */
export interface WakeUps {
  notify(topic: WakeUpTopic): void;
  /** Calls `listener` after each hint; returns the way to stop. */
  listen(topic: WakeUpTopic, listener: () => void): () => void;
}
