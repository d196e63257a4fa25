import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own that a test can fill to its end. */
export interface SmallDisk {
  readonly directory: string;
  readonly freeBytes: number;
  /** Takes all space but so many bytes. */
  fill(leaveBytes?: number): void;
  /** Gives back what `fill` took. */
  empty(): void;
  unmount(): void;
}

function mount(bytes: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'agent-coach-disk-'));
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', directory],
    {
      encoding: 'utf8',
    },
  );
  if (status === 0) return directory;
  rmSync(directory, { recursive: true });
  throw new Error(error?.message ?? stderr.trim());
}

/** Why no such file system can be made here; null when one can. */
export function noSmallDisk(): string | null {
  try {
    openSmallDisk(1 << 20).unmount();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function openSmallDisk(bytes: number): SmallDisk {
  const directory = mount(bytes);
  const filler = join(directory, 'filler');
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  };
  return {
    directory,
    get freeBytes() {
      return freeBytes();
    },
    fill(leaveBytes = 0) {
      const file = openSync(filler, 'a');
      const page = Buffer.alloc(4_096);
      try {
        while (freeBytes() > leaveBytes) writeSync(file, page);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
    },
    empty: () => rmSync(filler, { force: true }),
    unmount() {
      const { status, stderr } = spawnSync('umount', ['-l', directory], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
