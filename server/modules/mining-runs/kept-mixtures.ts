import { createHash } from 'node:crypto';
import type { MixtureTask, RunMixtures, TermTable } from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';

interface Keeping {
  readonly database: Executor;
  readonly runId: string;
  readonly log: Logger;
}

/**
 * Draws mixtures by `inner`, but those only that this run had not drawn before it was broken off: what was drawn from
 * the same table by the same task is the same.
 */
export function keptMixtures({ database, runId, log }: Keeping, inner: RunMixtures): RunMixtures {
  return async (table, tasks, onDone) => {
    const digest = digestOf(table);
    const keys = tasks.map((task) => voteKey(digest, task));
    const kept = await database.query<{ vote_key: string; labels: string }>(
      'select vote_key, labels from mining_votes where run_id = $1 and vote_key = any($2)',
      [runId, keys],
    );
    const byKey = new Map(kept.rows.map(({ vote_key, labels }) => [vote_key, labelsOf(labels)]));
    const left = tasks.flatMap((task, n) => (byKey.has(keys[n] ?? '') ? [] : [{ task, n }]));
    for (const [n, key] of keys.entries()) {
      const labels = byKey.get(key);
      if (labels) onDone(n, labels);
    }
    const writing: Promise<unknown>[] = [];
    const drawn = await inner(
      table,
      left.map(({ task }) => task),
      (at, labels) => {
        const n = left[at]?.n ?? 0;
        // One that is not kept is drawn again.
        writing.push(
          database
            .query('insert into mining_votes (run_id, vote_key, labels) values ($1, $2, $3) on conflict do nothing', [
              runId,
              keys[n] ?? '',
              Buffer.from(Uint8Array.from(labels)).toString('base64'),
            ])
            .catch((error: unknown) => log.debug({ err: error, runId }, 'what was drawn was not kept')),
        );
        onDone(n, labels);
      },
    );
    await Promise.all(writing);
    left.forEach(({ n }, at) => {
      const labels = drawn[at];
      if (labels) byKey.set(keys[n] ?? '', labels);
    });
    return keys.map((key) => byKey.get(key) ?? new Int32Array(table.texts));
  };
}

/** Groups are fewer than 256, so that a byte holds one. */
const labelsOf = (kept: string): Int32Array => Int32Array.from(Buffer.from(kept, 'base64'));

function digestOf({ offsets, terms, counts, vocabulary }: TermTable): string {
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [offsets, terms, counts])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.update(String(vocabulary.length)).digest('hex');
}

const voteKey = (digest: string, task: MixtureTask): string =>
  createHash('sha256').update(digest).update(JSON.stringify(task)).digest('base64url');
