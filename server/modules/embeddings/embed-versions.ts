import type { Leases } from '../../jobs/lease.ts';
import { wakeablePause } from '../../jobs/wakeable-pause.ts';
import type { Database } from '../../ports/database.ts';
import { type Embedder, EmbedderUnavailable, TextsRefused } from '../../ports/embedder.ts';
import type { Logger } from '../../ports/logger.ts';
import type { EmbeddingSpace, VectorIndex } from '../../ports/vector-index.ts';
import type { WakeUps } from '../../ports/wake-ups.ts';
import { activateSpace, isActive, replacedSpaces, spaceOf } from './embedding-spaces.ts';
import { beginning, type LogPlace, nextVersions, type VersionText } from './unembedded-versions.ts';

/** Gives every published version a vector, in the background. */
export interface EmbeddingWork {
  start(): void;
  stop(): Promise<void>;
  /** Versions that waited for a vector when it last looked; null: it does not know. */
  readonly waiting: number | null;
}

interface Options {
  readonly database: Database;
  readonly vectors: VectorIndex;
  readonly embedder: Embedder;
  readonly leases: Leases;
  readonly wakeUps: WakeUps;
  readonly log: Logger;
  readonly owner: string;
  /** How long a version can wait when a wake-up was lost. */
  readonly pollMs?: number;
}

const leaseName = 'embedding';
const leaseSeconds = 60;
const versionsEachLook = 2_000;
const versionsEachBatch = 64;
const againAfterFailureMs = 15_000;
/** Questions that began before a switch have long been answered. */
const keptAfterSwitchMinutes = 10;

/** The lease went to another process, or this one stops. */
class HandedOver extends Error {}

/**
 * Follows the published log and embeds what has no vector in the configured model's space. One process at a time does
 * it, and another goes on where it was. A space becomes the one that questions are compared in when it is whole: all at
 * once, so that vectors of two models never meet.
 */
export function createEmbeddingWork(options: Options): EmbeddingWork {
  const { database, vectors, embedder, leases, wakeUps, log, owner, pollMs = 5_000 } = options;
  const { pause, wake } = wakeablePause();
  const stopping = new AbortController();
  let unlisten = () => {};
  let running: Promise<void> = Promise.resolve();
  let space: EmbeddingSpace | null = null;
  let place: LogPlace = beginning;
  let waiting: number | null = null;

  const keepLease = async () => {
    if (stopping.signal.aborted || !(await leases.renew(leaseName, owner, leaseSeconds))) throw new HandedOver();
  };

  const embedBatch = async (target: EmbeddingSpace, batch: readonly VersionText[]): Promise<void> => {
    const texts = batch.map(({ text }) => text);
    const made = await embedder.embed(texts, 'passage', { signal: stopping.signal }).catch((error: unknown) => {
      if (error instanceof TextsRefused) return null;
      throw error;
    });
    if (made === null) {
      const [first] = batch;
      // One text that the model does not take must not hold up the others.
      if (batch.length > 1) for (const one of batch) await embedBatch(target, [one]);
      else if (first)
        log.warn({ itemId: first.itemId, version: first.version }, 'a version has no vector: its text is refused');
      return;
    }
    const rows = batch.map(({ itemId, version }, index) => ({ itemId, version, vector: made[index] ?? [] }));
    await vectors.add(target.id, rows);
  };

  const embedToHead = async (target: EmbeddingSpace) => {
    for (;;) {
      const { missing, last, read } = await nextVersions(database, target.id, place, versionsEachLook);
      for (let from = 0; from < missing.length; from += versionsEachBatch) {
        waiting = missing.length - from;
        await keepLease();
        await embedBatch(target, missing.slice(from, from + versionsEachBatch));
      }
      if (last) place = last;
      waiting = 0;
      if (read < versionsEachLook) return;
    }
  };

  /** The space of the model; its first answer says how long its vectors are. */
  const findSpace = async (): Promise<EmbeddingSpace> => {
    const [probe] = await embedder.embed(['probe'], 'passage', { signal: stopping.signal });
    const found = spaceOf(embedder.model, probe?.length ?? 0);
    await vectors.ensureSpace(found);
    return found;
  };

  const work = async () => {
    space ??= await findSpace();
    await embedToHead(space);
    if (!(await isActive(database, space.id))) {
      await vectors.buildIndex(space.id);
      // What was published while the index was built.
      await embedToHead(space);
      await keepLease();
      await activateSpace(database, space.id);
      log.info({ space: space.id }, 'questions are compared by meaning in this space from now on');
    }
    for (const old of await replacedSpaces(database, keptAfterSwitchMinutes)) await vectors.dropSpace(old);
  };

  let told = false;
  const step = async (): Promise<number> => {
    if (!(await leases.take(leaseName, owner, leaseSeconds))) {
      // Another process embeds; if it should end, this one begins where the database says.
      [place, waiting] = [beginning, null];
      return pollMs;
    }
    try {
      await work();
      told = false;
      return pollMs;
    } catch (error) {
      if (error instanceof HandedOver || stopping.signal.aborted) return pollMs;
      if (!told) log.warn({ err: error }, 'published versions wait for their vectors');
      told = true;
      // A space that was dropped meanwhile is made anew.
      if (!(error instanceof EmbedderUnavailable)) [space, place] = [null, beginning];
      return againAfterFailureMs;
    }
  };

  const loop = async () => {
    while (!stopping.signal.aborted) {
      const wait = await step().catch((error: unknown) => {
        log.warn({ err: error }, 'published versions wait for their vectors');
        return againAfterFailureMs;
      });
      if (!stopping.signal.aborted) await pause(wait);
    }
    await leases.release(leaseName, owner).catch(() => undefined);
  };

  return {
    start() {
      unlisten = wakeUps.listen('decisions', wake);
      running = loop();
    },
    async stop() {
      stopping.abort();
      unlisten();
      wake();
      await running;
    },
    get waiting() {
      return waiting;
    },
  };
}
