import { hostname } from 'node:os';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';

/** What a process does: answers requests, does jobs, or both. */
export type ReplicaRole = 'web' | 'worker' | 'all';

/** This process among those on its database: a row that it renews each second, so that others and operators see it. */
export interface Replica {
  readonly id: string;
  readonly role: ReplicaRole;
  /** Enters itself; resolves when the row is there. */
  start(): Promise<void>;
  /** Takes itself out. */
  stop(): Promise<void>;
}

interface Options {
  readonly database: Database;
  readonly id: string;
  readonly role: ReplicaRole;
  /** The newest migration that this program knows. */
  readonly schemaVersion: number;
  /** The position that its projections have reached; 0 when it has none. */
  readonly position: () => number;
  readonly log: Logger;
}

const beatMs = 1_000;
const beatsPerTidying = 10;
/** One that was not seen for so long is forgotten; it enters itself again when it wakes up. */
const forgottenSeconds = 60;

export function createReplica({ database, id, role, schemaVersion, position, log }: Options): Replica {
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | null = null;
  let stopped = false;
  let missed = false;
  let beats = 0;

  const enter = async (): Promise<void> => {
    await database.query(
      `insert into replicas (id, role, host, pid, schema_version, position, started_at, seen_at)
       values ($1, $2, $3, $4, $5, $6, clock_timestamp(), clock_timestamp())
       on conflict (id) do update set position = excluded.position, seen_at = clock_timestamp()`,
      [id, role, hostname(), process.pid, schemaVersion, position()],
    );
    if (beats % beatsPerTidying === 0) await tidyUp(database);
    beats += 1;
  };

  const beat = () => {
    if (stopped || beating !== null) return;
    beating = enter().then(
      () => {
        missed = false;
      },
      (error) => {
        if (!missed) log.warn({ err: error }, 'this process cannot say that it lives; it tries each second');
        missed = true;
      },
    );
    beating.finally(() => {
      beating = null;
    });
  };

  return {
    id,
    role,
    async start() {
      await enter();
      timer = setInterval(beat, beatMs).unref();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await beating;
      await database
        .query('delete from replicas where id = $1', [id])
        .catch((error) => log.debug({ err: error }, 'the row of this process is forgotten by itself'));
    },
  };
}

/** Forgets processes that ended without a word, and what they had set aside. */
async function tidyUp(database: Database): Promise<void> {
  await database.query('delete from replicas where seen_at < clock_timestamp() - make_interval(secs => $1)', [
    forgottenSeconds,
  ]);
  await database.query(
    `delete from set_aside_decisions s where s.projection like 'state:%'
        and not exists (select 1 from replicas r where s.projection = 'state:' || r.id)`,
  );
}

/** How the projector of a process names what it sets aside. */
export const projectionOf = (replicaId: string): string => `state:${replicaId}`;
