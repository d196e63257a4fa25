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

const report: NonNullable<MiningRunView['report']> = {
  calls: 100,
  covered: 90,
  twoMatters: 2,
  unassignedShare: 0.1,
  scenarios: [
    { key: 'a', name: 'Lost card', calls: 50, share: 0.5, shareBefore: 0.4, complaintType: 'Cards', change: 'grew' },
    { key: 'b', name: 'Fees', calls: 20, share: 0.2, shareBefore: 0.2, complaintType: null, change: 'steady' },
    { key: 'c', name: 'Hotline', calls: 20, share: 0.2, shareBefore: null, complaintType: null, change: 'new' },
  ],
  taxonomy: {
    types: 2,
    typesMet: 1,
    callsTyped: 0.5,
    nodes: [
      { name: 'Cards', scenarios: 1, calls: 50, read: 40, agreeing: 30, elsewhere: 2 },
      { name: 'Loans', scenarios: 0, calls: 0, read: 0, agreeing: 0, elsewhere: 0 },
    ],
  },
  callsBefore: 80,
  drift: 0.08,
  driftLevel: 'clear',
  splits: [],
  merges: [],
  retired: [{ key: 'd', name: 'Post', calls: 9 }],
  proposals: 3,
  names: null,
  practices: {
    lookedFor: 1,
    found: 1,
    practices: 2,
    outcomes: [
      { outcome: 'found', scenarios: 1 },
      { outcome: 'few_agent_calls', scenarios: 2 },
    ],
    agentCalls: { needed: 30, most: 12 },
  },
};

it('says in words what moved since the last mining, and how far calls agree with each complaint type', () => {
  const lines = miningLines({ ...run, status: 'succeeded', percent: 100, remainingSeconds: null, report }).join('\n');
  for (const words of [
    'Cards: 50 calls in 1 scenario, 75.0% say so themselves, 2 more say so elsewhere',
    'no scenario is under: Loans',
    'drift since the last mining: 0.080 of 1, one call in ten',
    'grew: Lost card (40.0% → 50.0% of the calls)',
    'new: Hotline (20.0% of the calls)',
    'about as before: 1 scenario',
    'no more: Post (9 calls before)',
    'best practices: looked for in 1 scenario, 2 found in 1',
    'not looked for in 2 scenarios: no agent has 30 calls with a trusted end (the most: 12)',
  ])
    expect(lines).toContain(words);
  const first = { ...report, drift: null, driftLevel: null, retired: [] };
  expect(miningLines({ ...run, report: first }).join('\n')).toContain('the first mining');
});
