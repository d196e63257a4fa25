import { executionId, type RunWork, type Transact } from './ingest-run.ts';

/** Another execution mines the collection by now. */
export class CollectionLost extends Error {
  override readonly name = 'CollectionLost';
  constructor(collectionId: string) {
    super(`Another process mines the collection ${collectionId}`);
  }
}

/** A collection that one execution alone mines. */
export interface CollectionHold {
  /** Aborts when the collection is lost, or at a stop. */
  readonly signal: AbortSignal;
  /** As Database's, but nothing is written once the collection is lost: then it throws CollectionLost. */
  readonly transaction: Transact;
}

const leaseSeconds = 30;
const renewEveryMs = 5_000;
const askAgainMs = 1_000;

/** Waits until the collection is free and runs `body` while this execution alone holds it. */
export async function withCollection(
  { database, leases, stopping }: RunWork,
  collectionId: string,
  body: (hold: CollectionHold) => Promise<void>,
): Promise<void> {
  const [name, owner] = [`mining:${collectionId}`, executionId()];
  let taken = await leases.take(name, owner, leaseSeconds);
  for (; taken === null; taken = await leases.take(name, owner, leaseSeconds)) {
    stopping.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
  const lease = { name, owner, epoch: taken.epoch };
  const lost = new AbortController();
  const renewing = setInterval(() => {
    leases
      .take(name, owner, leaseSeconds)
      .then((held) => {
        if (held?.epoch !== lease.epoch) lost.abort(new CollectionLost(collectionId));
      })
      // One that cannot be renewed in time is lost, and the next attempt tells.
      .catch(() => undefined);
  }, renewEveryMs);
  const transaction: Transact = (work) =>
    database.transaction(async (tx) => {
      if (!(await leases.isHeld(tx, lease))) throw new CollectionLost(collectionId);
      return work(tx);
    });
  try {
    await body({ signal: AbortSignal.any([stopping, lost.signal]), transaction });
  } finally {
    clearInterval(renewing);
    await leases.release(name, owner);
  }
}
