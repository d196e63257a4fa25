/** Counts that several processes keep together for a while; hints, which may be lost. */
export interface SharedCounts {
  /** Adds to counts that end after `lifetimeMs`, and tells what each of them is now, in the same order. Rejects when nobody answers. */
  add(counts: readonly (readonly [key: string, by: number])[], lifetimeMs: number): Promise<readonly number[]>;
}
