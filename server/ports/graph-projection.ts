/** Where a graph engine's copy differs from the published log; version 0 is the item itself. */
export interface GraphFault {
  readonly fault: 'missing' | 'extra' | 'stale';
  readonly itemId: string;
  readonly version: number;
}

/** A graph engine outside of this process that is fed from the published log. */
export interface GraphProjection {
  /** Begins to follow the log. Does not wait for the engine, which may be away. */
  start(): void;
  stop(): Promise<void>;
  /** The last decision that the engine was seen to hold; 0 before it was asked. */
  readonly position: number;
  /** How many decisions it was behind the log when both were asked last. */
  lag(): number;
  /** Whether it was last seen well and whole, at that position or after it. */
  isCurrent(position: number): boolean;
  /** Brings it to the head of the log. Rejects when either cannot be reached. */
  catchUp(): Promise<void>;
  /** Takes in a decision that was set aside, as it stands now. Throws not_found. */
  replay(position: number): Promise<void>;
  /** Holds the copy against the log, up to the position returned, and tells each difference. */
  verify(tell: (fault: GraphFault) => void): Promise<{ readonly position: number }>;
  /** Mends the copy in place; nobody reads it meanwhile. */
  rebuild(): Promise<void>;
}
