export interface Job<P> {
  readonly id: string;
  readonly payload: P;
  /** 1 for the first try. */
  readonly attempt: number;
  /** If this try fails, the job is set aside. */
  readonly lastTry: boolean;
  /** Tells how far the job is, 0..100, to whoever inspects the queue. */
  progress(percent: number): Promise<void>;
}

export interface WorkOptions {
  /** Most jobs of this call to run at a time; 1 by default. */
  readonly concurrency?: number;
}

/** How a queue is at the moment. */
export interface QueueState {
  readonly waiting: number;
  readonly active: number;
  /** Failed as often as they may, kept in the queue that is called like this one with `.dead` behind it. */
  readonly setAside: number;
  readonly running: readonly { readonly id: string; readonly attempt: number; readonly percent: number }[];
}

/** Work that outlives the request that asked for it; a job runs at least once, also when a worker is killed. */
export interface JobQueue {
  /** Hands a job over; the same `dedupeKey` is taken once, for as long as the queue remembers it. */
  enqueue(queue: string, payload: unknown, dedupeKey: string): Promise<void>;
  /** Works off a queue. A handler that throws has its job tried again, after growing pauses, then set aside. */
  work(queue: string, handler: (job: Job<unknown>) => Promise<void>, options?: WorkOptions): Promise<void>;
  inspect(queue: string): Promise<QueueState>;
  start(): Promise<void>;
  /** Takes no new job and waits for those that run. */
  stop(): Promise<void>;
}
