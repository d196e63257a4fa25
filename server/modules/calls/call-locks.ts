/** Does work on one call after the other, in the order in which it was asked for; different calls do not wait. */
export interface CallLocks {
  run<T>(callId: string, work: () => Promise<T>): Promise<T>;
}

export function createCallLocks(): CallLocks {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run(callId, work) {
      const before = tails.get(callId) ?? Promise.resolve();
      const done = before.then(work, work);
      const tail = done.catch(() => {});
      tails.set(callId, tail);
      tail.then(() => {
        if (tails.get(callId) === tail) tails.delete(callId);
      });
      return done;
    },
  };
}
