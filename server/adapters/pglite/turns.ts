import { AsyncResource } from 'node:async_hooks';

/** Lets work onto the one connection in the order of asking. */
export interface Turns {
  /** Work that nothing else may come into, such as a transaction: what was asked later waits until it is over. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** A statement by itself: it is sent as soon as nothing is alone, without waiting for the answers to others. */
  beside<T>(send: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let isAlone = false;

  // At once, so that nothing is sent in between that was asked later.
  const advance = (): void => {
    while (!isAlone) {
      const next = waiting.shift();
      if (!next) return;
      next();
    }
  };
  const asked = <T>(begin: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const run = () => void begin().then(resolve, reject);
      // In the context of who asked, not of what ended before it.
      if (isAlone || waiting.length > 0) waiting.push(AsyncResource.bind(run));
      else run();
    });

  return {
    alone: (work) =>
      asked(() => {
        isAlone = true;
        return started(work).finally(() => {
          isAlone = false;
          advance();
        });
      }),
    beside: (send) => asked(() => started(send)),
  };
}

/** A promise also of what throws at once. */
function started<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
