/** What the main thread asks of the worker that holds the database. Parameters are already PostgreSQL text. */
export type PgliteRequest =
  | {
      readonly type: 'query';
      readonly sql: string;
      readonly params: readonly (string | null)[];
      /** Begins a transaction first: one message less for each. */
      readonly begins?: boolean;
    }
  | { readonly type: 'script'; readonly sql: string }
  | { readonly type: 'dump'; readonly path: string }
  | { readonly type: 'close' };

/** Rows travel as arrays: cloning one object per row between the threads costs twice as much. */
export interface PgliteResult {
  readonly command: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
}

export interface PgliteFailure {
  readonly message: string;
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly hint?: string;
  readonly position?: string;
}

export type PgliteReply =
  | { readonly id: number; readonly ok: true; readonly result: PgliteResult }
  | { readonly id: number; readonly ok: false; readonly failure: PgliteFailure };

export interface PgliteEnvelope {
  readonly id: number;
  readonly request: PgliteRequest;
}

/** What is asked in one turn of a thread travels as one message, and so do its answers: waking a thread costs more than a statement. */
export type PgliteEnvelopes = readonly PgliteEnvelope[];
export type PgliteReplies = readonly PgliteReply[];

/** The worker's first message. */
export type PgliteStartup =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly code?: string };

export interface PgliteWorkerOptions {
  /** Where the database lives; null: in memory. */
  readonly directory: string | null;
  /** A dump to begin a new database with. */
  readonly template: string | null;
}

export const noResult: PgliteResult = { command: '', columns: [], rows: [], rowCount: 0 };
