import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { MigrationError } from '../migrations/migration-files.ts';
import { DirectoryLockedError } from './adapters/pglite/directory-lock.ts';
import { composeService, composeWorker, type RunningProcess } from './composition.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { firstStart } from './first-start/first-start.ts';
import type { SampleUser } from './first-start/load-samples.ts';
import { DatabaseError } from './ports/database.ts';
import type { Logger } from './ports/logger.ts';

const samplesDirectory = fileURLToPath(new URL('../samples', import.meta.url));
const graceMs = 10_000;
const longestStopMs = 25_000;
const sameWishMs = 2_000;

/** Starts the service on its address and tells the command line where it is. Resolves once it may get traffic. */
export async function startServer(config: Config, log: Logger, command: string) {
  const service = await composeService(config, log, command);
  const { server, url } = await listen(config, service);
  await writeServiceFile(config, { url, token: service.localToken, pid: process.pid });
  return { service, url, stop: () => stopServer(config, server, service) };
}

/** Starts a process that does jobs and answers only how it is. */
async function startWorker(config: Config, log: Logger, command: string) {
  const worker = await composeWorker(config, log, command);
  const { server, url } = await listen(config, worker);
  return { url, stop: () => stopServer(config, server, worker) };
}

async function listen(config: Config, { app, close }: RunningProcess): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(config.PORT, config.HOST, resolve);
    });
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.PORT;
  const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? '127.0.0.1' : config.HOST;
  return { server, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

/** Where the command line finds the running service, and the token that lets it in; readable by its owner only. */
export function serviceFile(config: Config): string {
  return join(config.DATA_DIR, 'service.json');
}

async function writeServiceFile(config: Config, content: { url: string; token: string; pid: number }): Promise<void> {
  const temporary = `${serviceFile(config)}.${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, JSON.stringify(content), { mode: 0o600 });
  await rename(temporary, serviceFile(config));
}

async function stopServer(config: Config, server: Server, running: RunningProcess): Promise<void> {
  await rm(serviceFile(config), { force: true });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Open streams end only when they are cut; their clients resume elsewhere, or later.
  const cut = setTimeout(() => server.closeAllConnections(), 500);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
  clearTimeout(cut);
  await running.close();
}

function welcome(url: string, users: readonly SampleUser[] | null): string {
  const lines = [
    '',
    `  Agent Coach is running: ${url}`,
    `  控制台 Console          ${url}/`,
    `  坐席页面 Agent's page   ${url}/#/live`,
    `  API                     ${url}/v1/openapi.json`,
    '',
  ];
  if (users) {
    lines.push('  用户（密码只显示这一次） Users (passwords are shown only now):', '');
    for (const { login, password } of users) lines.push(`    ${login.padEnd(12)} ${password}`);
    lines.push('');
  }
  return lines.join('\n');
}

async function main(): Promise<void> {
  const config = readConfig({ ...process.env, ...roleArgument(process.argv.slice(2)) });
  const log = pino({ level: config.LOG_LEVEL, base: null });
  if (config.ROLE === 'worker') {
    const { url, stop } = await startWorker(config, log, 'npm start');
    stopOnSignals(stop, log);
    process.stdout.write(`\n  Agent Coach works on jobs; how it is: ${url}/health/ready\n\n`);
    return;
  }
  const { service, url, stop } = await startServer(config, log, 'npm start');
  stopOnSignals(stop, log);
  await firstStart(service, config, samplesDirectory, log, (users) => process.stdout.write(welcome(url, users)));
}

/** `--role=worker` says the same as ROLE=worker, and wins. */
function roleArgument(args: readonly string[]): { ROLE?: string } {
  const role = args.map((arg) => /^--role=(.*)$/.exec(arg)?.[1]).find((value) => value !== undefined);
  return role === undefined ? {} : { ROLE: role };
}

function stopOnSignals(stop: () => Promise<void>, log: Logger): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: string) => {
    if (stoppingSince !== null) {
      // A terminal and npm both pass Ctrl-C on: one wish, two signals.
      if (performance.now() - stoppingSince < sameWishMs) return;
      log.warn({ signal }, 'told again to stop; whatever is under way is left as after a kill');
      process.exit(1);
    }
    stoppingSince = performance.now();
    // A database that hangs must not keep the process: what is acknowledged is safe without a clean stop.
    setTimeout(() => {
      log.warn({}, 'the clean stop took too long; whatever is under way is left as after a kill');
      process.exit(1);
    }, longestStopMs).unref();
    log.info({ signal }, 'stopping');
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the service did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // A fault that nobody caught leaves nobody knows what half done; what is committed is safe, so stop and start anew.
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'an error that nobody caught; stopping');
    setTimeout(() => process.exit(1), graceMs).unref();
    stop().finally(() => process.exit(1));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    if (isAddressInUse(error)) {
      process.stderr.write(
        `${error instanceof Error ? error.message : ''}: the port is taken or not allowed; set PORT to another one\n`,
      );
      process.exit(1);
    }
    process.stderr.write(`${whatToSay(error)}\n`);
    process.exit(1);
  });
}

/** Words alone where they say what to do; everything that is known where somebody must look for the cause. */
function whatToSay(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected =
    error instanceof ConfigError ||
    error instanceof DirectoryLockedError ||
    error instanceof MigrationError ||
    (error instanceof DatabaseError && error.code.startsWith('08'));
  return expected ? error.message : (error.stack ?? error.message);
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}
