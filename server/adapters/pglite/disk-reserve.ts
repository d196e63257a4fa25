import { statfsSync } from 'node:fs';

/**
 * Kept free for the engine itself: the next segment of its log (16 MiB), and as much again for what it writes of its own
 * accord. Without room for its log it cannot go on, not even to read.
 */
const reserveBytes = 32 << 20;
const diskFullState = '53100';

/** What is refused while the disk has no room beside the reserve; shaped as the engine's own error for a full disk. */
class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
  readonly code = diskFullState;
}

const reading =
  /^\s*(?:select|show|values|explain|begin|start|commit|rollback|savepoint|release|set|reset|declare|fetch|close)\b/i;
const locking = /\bfor\s+(?:no\s+key\s+)?(?:update|share)\b|\bfor\s+key\s+share\b/i;
const withStart = /^\s*with\b/i;
const writing = /\b(?:insert\s+into|update|delete\s+from|merge\s+into)\b/i;

/** Whether a statement leaves the records as they are. */
export function isReading(sql: string): boolean {
  if (reading.test(sql)) return !locking.test(sql);
  return withStart.test(sql) && !writing.test(sql);
}

/** Throws an error with SQLSTATE 53100 when the directory's disk has less left than the engine's reserve. */
export function requireDiskSpace(directory: string): void {
  const { bavail, bsize } = statfsSync(directory);
  const left = bavail * bsize;
  if (left >= reserveBytes) return;
  throw new DiskFullError(
    `The disk of ${directory} is full: ${left >> 20} MiB are left, and ${reserveBytes >> 20} are kept for the database itself. ` +
      'Free some space; nothing has to be started again.',
  );
}

/** Whether the engine failed to write its log: its memory is then in no known state, and its next statement may hang. */
export function isLogFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { severity, code } = error as { severity?: unknown; code?: unknown };
  return severity === 'PANIC' || severity === 'FATAL' || (code === diskFullState && error.message.includes('pg_wal'));
}
