import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The path of a program on PATH, or null. */
export function programOnPath(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not here
    }
  }
  return null;
}

/** What a program prints on both outputs, or null when it cannot be run or fails. */
export function printed(program: string, args: readonly string[], user?: { uid: number; gid: number }): string | null {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: '/', ...user });
  return status === 0 ? `${stdout}${stderr}` : null;
}

/** Runs a program with its output on this terminal; throws when it fails. */
export function runVisibly(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? `exit code ${String(status)}`}`);
}

/**
 * Where downloaded servers are kept. Not in root's home by default: PostgreSQL runs as another user there, and that one
 * cannot look into it.
 */
export function serviceCache(): string {
  const home = homedir();
  const shared = '/var/cache';
  const cache =
    process.env['XDG_CACHE_HOME'] ?? (process.getuid?.() === 0 && existsSync(shared) ? shared : join(home, '.cache'));
  return join(cache, 'agent-coach', 'services');
}
