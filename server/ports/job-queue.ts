export interface Job<P> {
  readonly id: string;
  readonly payload: P;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** Work that outlives the request that asked for it; a job runs at least once, also when a worker is killed. */
export interface JobQueue {
  /** Hands a job over; the same `dedupeKey` is taken once. */
  enqueue(queue: string, payload: unknown, dedupeKey: string): Promise<void>;
  /** Works off a queue, one job at a time per call. A handler that throws has its job tried again, then set aside. */
  work(queue: string, handler: (job: Job<unknown>) => Promise<void>): Promise<void>;
  start(): Promise<void>;
  /** Takes no new job and waits for those that run. */
  stop(): Promise<void>;
}
