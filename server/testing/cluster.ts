import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startRunningServer } from './running-server.ts';

export interface ClusterEngines {
  readonly postgres: string;
  readonly redis: string;
  readonly neo4j?: string;
}

/** Processes of one installation, as a bank runs them: each with a folder of its own, spool and keys shared. */
export interface Cluster {
  readonly directory: string;
  /** Starts one more process; `environment` may send it through a proxy, or give it another clock. */
  start(role: 'web' | 'worker' | 'all', environment?: Readonly<Record<string, string>>): Promise<RunningServer>;
  /** Kills what still runs and removes the folders. */
  close(): Promise<void>;
}

/** Makes the folders; `engines` names servers that the test may fill as it likes, with an empty database. */
export async function createCluster(
  { postgres, redis, neo4j }: ClusterEngines,
  common: Readonly<Record<string, string>> = {},
): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), 'agent-coach-cluster-'));
  const running: RunningServer[] = [];
  let count = 0;
  return {
    directory,
    async start(role, environment = {}) {
      count += 1;
      const settings = {
        ROLE: role,
        DATABASE_URL: postgres,
        REDIS_URL: redis,
        ...(neo4j === undefined ? {} : { NEO4J_URL: neo4j }),
        SAMPLES: 'none',
        LOG_LEVEL: 'warn',
        DATA_DIR: join(directory, `${role}-${count}`),
        SPOOL_DIR: join(directory, 'spool'),
        SECRETS_FILE: join(directory, 'secrets.json'),
        ...common,
        ...environment,
      };
      const server = await startRunningServer(settings, { compiled: true });
      running.push(server);
      return server;
    },
    async close() {
      await Promise.all(running.map((server) => server.kill()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
