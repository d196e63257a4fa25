import { z } from 'zod';
import { type CallPlatform, createCallPlatform } from './call-platform.ts';
import { type Cluster, createCluster } from './cluster.ts';
import { createExpertTeam, type ExpertTeam } from './expert-team.ts';
import type { RunningServer } from './running-server.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** Two web replicas and two workers with the samples; the second replica's lines can be cut. */
export interface ReplicaPair {
  /** The replicas as they run now; one that was ended is replaced by `restart`. */
  readonly a: RunningServer;
  readonly b: RunningServer;
  /** Addresses of both, the given one first. */
  urls(first?: 'a' | 'b'): readonly string[];
  restart(which: 'a' | 'b'): Promise<void>;
  readonly lines: { readonly postgres: TcpProxy; readonly redis: TcpProxy };
  readonly team: ExpertTeam;
  readonly platform: CallPlatform;
  close(): Promise<void>;
}

export interface PairEngines {
  /** An empty database. */
  readonly postgres: string;
  readonly redis: string;
}

const keySchema = z.object({ secret: z.string() });

export async function startReplicaPair(engines: PairEngines): Promise<ReplicaPair> {
  const cluster = await createCluster(engines);
  const lines = {
    postgres: await startTcpProxy(targetOf(engines.postgres)),
    redis: await startTcpProxy(targetOf(engines.redis)),
  };
  const close = async () => {
    await cluster.close();
    await Promise.all(Object.values(lines).map((line) => line.close()));
  };
  try {
    return Object.assign(await startAll(cluster, engines, lines), { lines, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function targetOf(address: string): { host: string; port: number } {
  const { hostname, port } = new URL(address);
  return { host: hostname, port: Number(port) };
}

async function startAll(cluster: Cluster, engines: PairEngines, lines: ReplicaPair['lines']) {
  const start = {
    a: () => cluster.start('web', { SAMPLES: 'load' }),
    b: () =>
      cluster.start('web', {
        SAMPLES: 'load',
        DATABASE_URL: lines.postgres.url(engines.postgres),
        REDIS_URL: lines.redis.url(engines.redis),
      }),
  };
  // All at once, as a deployment starts them: one of the web processes sets the installation up, with the workers' help.
  const [a, b] = await Promise.all([start.a(), start.b(), cluster.start('worker'), cluster.start('worker')]);
  const running = { a, b };
  const team = createExpertTeam(a.passwords.size > 0 ? a.passwords : b.passwords);
  const admin = await team.person(a.url, 'admin');
  const scopes = ['calls', 'guidance', 'ingest'];
  const { secret } = keySchema.parse(await admin.post('/v1/api-keys', { name: 'call platform', scopes }));
  return {
    get a() {
      return running.a;
    },
    get b() {
      return running.b;
    },
    urls: (first: 'a' | 'b' = 'a') => [running[first].url, running[first === 'a' ? 'b' : 'a'].url],
    async restart(which: 'a' | 'b') {
      running[which] = await start[which]();
    },
    team,
    platform: createCallPlatform(secret),
  };
}
