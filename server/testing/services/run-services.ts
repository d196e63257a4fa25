import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { installServices } from './install-services.ts';
import type { Found, ServiceHandle } from './local-server.ts';
import { findNeo4j, startNeo4j } from './neo4j.ts';
import { findPostgres, startPostgres } from './postgres.ts';
import { findRedis, startRedis } from './redis.ts';

// npm run services               starts what this machine has, prints their addresses, runs until Ctrl-C
// npm run services -- COMMAND    runs a command with their addresses in TEST_*, then stops them
// npm run services -- --install  downloads what is missing

interface Service {
  readonly variable: string;
  readonly name: string;
  readonly find: () => Found<unknown>;
  readonly start: () => Promise<ServiceHandle>;
}

const services: readonly Service[] = [
  { name: 'PostgreSQL', variable: 'DATABASE_URL', find: findPostgres, start: startPostgres },
  { name: 'Neo4j', variable: 'NEO4J_URL', find: findNeo4j, start: startNeo4j },
  { name: 'Redis', variable: 'REDIS_URL', find: findRedis, start: startRedis },
];

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function startFound(): Promise<Map<string, ServiceHandle>> {
  const started = new Map<string, ServiceHandle>();
  const found = services.filter(({ name, find }) => {
    const result = find();
    if ('missing' in result) say(`${name} is missing: ${result.missing}`);
    return !('missing' in result);
  });
  const starts = await Promise.allSettled(
    found.map(async ({ variable, start }) => started.set(variable, await start())),
  );
  const fault = starts.find((start) => start.status === 'rejected');
  if (fault !== undefined) {
    await stopAll(started);
    throw fault.reason;
  }
  return started;
}

async function stopAll(started: ReadonlyMap<string, ServiceHandle>): Promise<void> {
  await Promise.all([...started.values()].map((handle) => handle.stop()));
}

// npm and the shell between may end without passing a signal on.
function whenParentEnds(then: () => void): () => void {
  const parent = process.ppid;
  const look = setInterval(() => process.ppid !== parent && then(), 500);
  return () => clearInterval(look);
}

async function untilInterrupted(started: ReadonlyMap<string, ServiceHandle>): Promise<number> {
  for (const { variable } of services) {
    const handle = started.get(variable);
    if (handle !== undefined) process.stdout.write(`export ${variable}=${handle.url}\n`);
  }
  say('Running until Ctrl-C; then they and their data are gone.');
  let stopLooking: (() => void) | undefined;
  await new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
    stopLooking = whenParentEnds(resolve);
  });
  stopLooking?.();
  return 0;
}

async function runCommand(command: readonly string[], started: ReadonlyMap<string, ServiceHandle>): Promise<number> {
  const [program = '', ...args] = command;
  const addresses = [...started].map(([variable, { url }]) => [`TEST_${variable}`, url]);
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...Object.fromEntries(addresses) } });
  // Ctrl-C reaches the command by the terminal; the servers stay until it has ended.
  process.on('SIGINT', () => undefined);
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => void child.kill(name));
  const stopLooking = whenParentEnds(() => void child.kill('SIGTERM'));
  return new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  }).finally(stopLooking);
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--install') {
    installServices();
    return 0;
  }
  if (args[0]?.startsWith('-')) throw new Error(`unknown option ${args[0]}; there is --install, or a command to run`);
  const started = await startFound();
  try {
    return args.length === 0 ? await untilInterrupted(started) : await runCommand(args, started);
  } finally {
    await stopAll(started);
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
