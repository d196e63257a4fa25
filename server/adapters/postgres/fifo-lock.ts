/** Lets one piece of work in at a time, in the order of asking. */
export interface FifoLock {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function fifoLock(): FifoLock {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
