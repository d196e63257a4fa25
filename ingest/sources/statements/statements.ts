/** What a file says of an agent. Days as YYYY-MM-DD. */
export interface StatedAgent {
  readonly id: string;
  readonly displayName?: string;
  readonly team?: string;
  readonly teamSince?: string;
  readonly hiredOn?: string;
  readonly tenureMonths?: number;
  readonly tenureKnownOn?: string;
}

/** What a file says of how a call ended; `result` is one of the outcomes, times are ISO 8601. */
export interface StatedOutcome {
  readonly callRef: string;
  readonly source: string;
  readonly result?: string;
  readonly satisfaction?: number;
  readonly satisfactionScale?: { readonly min: number; readonly max: number };
  readonly repeatContact?: boolean;
  readonly handlingSeconds?: number;
  readonly complaintType?: string;
  readonly riskLevel?: string;
  readonly occurredAt?: string;
}

/** One row with its line in the file, from 1. */
export interface Stated<T> {
  readonly line: number;
  readonly said: T;
}

/** What a list of agents or of outcomes says. It is taken in as a whole or not at all. */
export type Statements =
  | { readonly holds: 'agents'; readonly rows: readonly Stated<StatedAgent>[] }
  | { readonly holds: 'outcomes'; readonly rows: readonly Stated<StatedOutcome>[] };
