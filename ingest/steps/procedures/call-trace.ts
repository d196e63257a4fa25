/** One value that a look-up gave back. */
export interface LookupValue {
  readonly field: string;
  readonly value: string;
}

/** One thing that happened on the agent's side of a call: they said something, or looked something up. */
export interface TraceEvent {
  readonly kind: 'said' | 'looked_up';
  /** The words; of a look-up what was asked of which system. */
  readonly text: string;
  /** What a look-up gave back; empty where nothing is known of it, or for something said. */
  readonly result: readonly LookupValue[];
  /** What the customer said since the event before. */
  readonly heard: string;
  /** Index of the segment in which it was said, or behind which it was looked up. */
  readonly segment: number;
  /** Where in it, in UTF-16 units, half-open. */
  readonly start: number;
  readonly end: number;
  /** Index of the customer's segment that `heard` ends in; -1: none. */
  readonly heardIn: number;
}

/** A call as a sequence of what its agent did. */
export interface CallTrace {
  readonly key: string;
  readonly events: readonly TraceEvent[];
  /** Null: nobody knows how it ended. */
  readonly solved: boolean | null;
}

/** A look-up as a call's metadata holds it, redacted: what the agent asked a system, and what it returned. */
export interface StoredLookup {
  /** Ordinal of the turn that it came after; -1: before all. */
  readonly after: number;
  readonly name: string;
  readonly result: readonly LookupValue[];
}
