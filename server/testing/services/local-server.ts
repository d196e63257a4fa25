import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { guardFolder, releaseFolder } from './guarded.ts';
import { freezeTree, killTree, processTree, signal } from './process-tree.ts';

/** A real server of a test's own, on 127.0.0.1, in a folder of its own. */
export interface ServiceHandle {
  readonly url: string;
  readonly port: number;
  /** Where its data and its `server.log` are. */
  readonly folder: string;
  /** The server's first process; another one after each restart. */
  readonly pid: number;
  /** Ends all its processes as a power cut would; what it wrote to its disk stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data; resolves when it answers. */
  restart(): Promise<void>;
  /** Freezes all its processes: connections stay open, nothing answers. */
  pause(): void;
  resume(): void;
  /** After `kill`: deletes its data, so that `restart` brings up an empty server. */
  wipe(): Promise<void>;
  /** Ends it and deletes its folder. */
  stop(): Promise<void>;
}

/** A server's program as found on this machine, or why there is none and what mends it. */
export type Found<Program> = { readonly program: Program } | { readonly missing: string };

/** How one kind of server is run. */
export interface ServerRecipe {
  readonly name: string;
  /** Whom it runs as, when not as this process. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly url: (port: number) => string;
  /** Makes the data folder inside `folder`, which is empty. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly command: (folder: string, port: number) => readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it answers; `log` is what it printed since its start. */
  readonly answers: (port: number, log: string) => Promise<boolean>;
  /** Lets it clear what it shares with the system before it is ended. */
  readonly stopSignal?: NodeJS.Signals;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
}

// Neo4j takes six seconds on an idle machine, and a minute on a crowded one.
const startMs = 240_000;

const waitMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function launch(recipe: ServerRecipe, folder: string, port: number): Running {
  const log = openSync(join(folder, 'server.log'), 'w');
  const [program, ...args] = recipe.command(folder, port);
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...recipe.environment },
    stdio: ['ignore', log, log],
    // Ctrl-C is for whoever started the servers, who then ends them in order.
    detached: true,
    ...recipe.user,
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${recipe.name} did not start: cannot run ${program}`);
  child.unref();
  guardFolder(folder, child.pid);
  return { child, pid: child.pid };
}

async function ready(recipe: ServerRecipe, folder: string, port: number, { child, pid }: Running): Promise<void> {
  const log = () => readFileSync(join(folder, 'server.log'), 'utf8');
  const until = Date.now() + startMs;
  while (!(await recipe.answers(port, log()))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (!ended && Date.now() < until) {
      await waitMs(50);
      continue;
    }
    await killTree(pid);
    throw new Error(
      `${recipe.name} ${ended ? 'ended before it answered' : `did not answer within ${startMs / 1000} s`}:\n${log().slice(-4_000)}`,
    );
  }
  // Another program on this port may have answered in its place.
  if (child.exitCode !== null) throw new Error(`${recipe.name} ended at its start:\n${log().slice(-4_000)}`);
}

function makeFolder(recipe: ServerRecipe): string {
  const folder = mkdtempSync(join(tmpdir(), `agent-coach-${recipe.name}-`));
  chmodSync(folder, 0o755);
  if (recipe.user !== undefined) chownSync(folder, recipe.user.uid, recipe.user.gid);
  guardFolder(folder, null);
  return folder;
}

async function startOnFreePort(recipe: ServerRecipe, folder: string): Promise<{ port: number; running: Running }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const running = launch(recipe, folder, port);
    try {
      await ready(recipe, folder, port, running);
      return { port, running };
    } catch (error) {
      // Somebody may have taken the port between our look and the server's.
      if (attempt === 3) throw error;
    }
  }
}

/** Starts a server on a free port; it does not outlive this process. Throws with the end of its log when it does not answer. */
export async function startLocalServer(recipe: ServerRecipe): Promise<ServiceHandle> {
  const folder = makeFolder(recipe);
  const removeFolder = () => {
    rmSync(folder, { recursive: true, force: true });
    releaseFolder(folder);
  };
  await recipe.prepare(folder);
  const started = await startOnFreePort(recipe, folder);
  const { port } = started;
  let running: Running | null = started.running;

  const end = async () => {
    if (running !== null) {
      await killTree(running.pid);
      // A successor asks whether its number is in use, which it is until this process has asked after it.
      const { child } = running;
      while (child.exitCode === null && child.signalCode === null) await waitMs(10);
    }
    running = null;
    guardFolder(folder, null);
  };
  const alive = (verb: string): Running => {
    if (running === null)
      throw new Error(`${recipe.name} is not running, so it cannot be ${verb}; call restart() first`);
    return running;
  };

  return {
    url: recipe.url(port),
    port,
    folder,
    get pid() {
      return alive('asked for its process').pid;
    },
    kill: end,
    async restart() {
      if (running !== null) throw new Error(`${recipe.name} is running; call kill() before restart()`);
      running = launch(recipe, folder, port);
      await ready(recipe, folder, port, running);
    },
    pause: () => void freezeTree(alive('paused').pid),
    resume() {
      for (const pid of processTree(alive('resumed').pid)) signal(pid, 'SIGCONT');
    },
    async wipe() {
      if (running !== null) throw new Error(`${recipe.name} is running; call kill() before wipe()`);
      for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true, force: true });
      await recipe.prepare(folder);
    },
    async stop() {
      if (running !== null && recipe.stopSignal !== undefined) await endGently(running, recipe.stopSignal);
      await end();
      removeFolder();
    },
  };
}

async function endGently({ child, pid }: Running, stopSignal: NodeJS.Signals): Promise<void> {
  for (const each of processTree(pid)) signal(each, 'SIGCONT');
  signal(pid, stopSignal);
  for (let tries = 0; tries < 100 && child.exitCode === null && child.signalCode === null; tries += 1) await waitMs(50);
}
