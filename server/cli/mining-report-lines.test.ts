import { expect, it } from 'vitest';
import type { MiningRunView } from '../modules/mining-runs/index.ts';
import { miningLines } from './mining-report-lines.ts';

const run: MiningRunView = {
  id: 'run_1',
  collectionId: 'c',
  status: 'running',
  dryRun: false,
  options: { fineness: 'normal', since: null },
  startedBy: 'u',
  startedByName: 'U',
  percent: 40,
  remainingSeconds: 70,
  proposals: 0,
  error: null,
  report: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
};

it('says how far a mining is, how long it takes, and what can be done with it', () => {
  expect(miningLines(run)).toEqual([
    'run_1 running, 40%, about 70 s left',
    '  coach mine pause run_1 has it wait; coach mine cancel run_1 ends it',
  ]);
  expect(miningLines({ ...run, status: 'paused', remainingSeconds: null })[1]).toContain('coach mine resume run_1');
  expect(miningLines({ ...run, status: 'failed', remainingSeconds: null, error: 'It broke' })).toEqual([
    'run_1 failed, 40%',
    'It broke',
  ]);
});
