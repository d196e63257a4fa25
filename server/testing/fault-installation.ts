import { join } from 'node:path';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { loadSecrets } from '../installation-secrets.ts';
import type { Database } from '../ports/database.ts';
import { createKeyedHash } from '../publishing/index.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { type Curation, createCuration } from './curation.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type UploadFile, uploadOf } from './many-calls.ts';
import type { RunningServer } from './running-server.ts';
import type { ServiceHandle } from './services/local-server.ts';
import { startNeo4j } from './services/neo4j.ts';
import { startPostgres } from './services/postgres.ts';
import { startRedis } from './services/redis.ts';
import { silentLog } from './silent-log.ts';
import { employStaff, type Staff } from './staff.ts';

/** An installation on servers that are nobody else's, so that a test may kill whatever it likes. */
export interface FaultInstallation {
  readonly postgres: ServiceHandle;
  readonly redis: ServiceHandle;
  /** Throws where the installation has none. */
  readonly neo4j: ServiceHandle;
  readonly cluster: Cluster;
  /** The first web process. */
  readonly web: RunningServer;
  readonly database: Database;
  readonly staff: Staff;
  readonly ledger: Ledger;
  /** Publishes what a script alone cannot show, past the processes: they hear of it when they look. */
  readonly curation: Curation;
  /** Uploads files at a process; returns the run. */
  ingest(url: string, files: readonly UploadFile[], collectionId: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the servers and one web process, no worker. */
export async function startFaultInstallation(options: { readonly neo4j: boolean }): Promise<FaultInstallation> {
  const [postgres, redis, neo4j] = await Promise.all([
    startPostgres(),
    startRedis(),
    options.neo4j ? startNeo4j() : null,
  ]);
  const cluster = await createCluster({
    postgres: postgres.url,
    redis: redis.url,
    ...(neo4j === null ? {} : { neo4j: neo4j.url }),
  });
  const web = await cluster.start('web');
  const database = postgresDatabase({ url: postgres.url, log: silentLog, poolSize: 4 });
  const staff = await employStaff(database, web.url);
  const { hashKey } = await loadSecrets(join(cluster.directory, 'secrets.json'));
  const curation = await createCuration(database, undefined, undefined, createKeyedHash(hashKey));
  return {
    postgres,
    redis,
    get neo4j() {
      if (neo4j === null) throw new Error('this installation has no Neo4j');
      return neo4j;
    },
    cluster,
    web,
    database,
    staff,
    ledger: createLedger(database, staff, await curation.evidence()),
    curation,
    async ingest(url, files, collectionId) {
      const response = await staff.expert.send(url, '/v1/ingest-runs', {
        method: 'POST',
        body: uploadOf(files, collectionId),
      });
      if (response.status !== 202) throw new Error(`the upload was refused: ${await response.text()}`);
      return ((await response.json()) as { id: string }).id;
    },
    async close() {
      await cluster.close();
      await database.close();
      await Promise.all([postgres.stop(), redis.stop(), neo4j?.stop()]);
    },
  };
}
