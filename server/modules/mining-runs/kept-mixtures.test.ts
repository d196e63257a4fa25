import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { MixtureTask, RunMixtures, TermTable } from '../../../ingest/index.ts';
import type { Executor } from '../../ports/database.ts';
import { keptMixtures } from './kept-mixtures.ts';

const table: TermTable = {
  texts: 3,
  offsets: Uint32Array.of(0, 1, 2, 3),
  terms: Uint32Array.of(0, 1, 0),
  counts: Uint8Array.of(2, 2, 2),
  vocabulary: ['a', 'b'],
  frequency: Uint32Array.of(2, 1),
};
const tasks: MixtureTask[] = [1, 2, 3].map((seed) => ({ alpha: 0.1, beta: 0.1, groups: 3, sweeps: 1, reads: 1, seed }));

it('draws what is left when a run was broken off, and gives the same as if it had not been', async () => {
  const rows: { vote_key: string; labels: string }[] = [];
  const database: Executor = {
    async query<Row>(sql: string, values: readonly unknown[] = []) {
      if (sql.startsWith('insert')) rows.push({ vote_key: String(values[1]), labels: String(values[2]) });
      return { rows: (sql.startsWith('insert') ? [] : rows) as Row[], rowCount: rows.length };
    },
  };
  const drawn: number[] = [];
  const inner: RunMixtures = async (_, asked, onDone) =>
    asked.map(({ seed }, n) => {
      if (seed === 3 && drawn.length === 2) throw new Error('killed');
      drawn.push(seed);
      const labels = Int32Array.of(seed, 0, seed + 1);
      onDone(n, labels);
      return labels;
    });
  const run = keptMixtures({ database, runId: 'run', log: pino({ level: 'silent' }) }, inner);
  await expect(run(table, tasks, () => {})).rejects.toThrow('killed');
  drawn.length = 0;
  expect(await run(table, tasks, () => {})).toEqual([1, 2, 3].map((seed) => Int32Array.of(seed, 0, seed + 1)));
  expect(drawn).toEqual([3]);
  // Other calls are other groups.
  await run({ ...table, terms: Uint32Array.of(1, 1, 0) }, tasks.slice(0, 1), () => {});
  expect(drawn).toEqual([3, 1]);
});
