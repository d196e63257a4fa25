import { expect, it } from 'vitest';
import type { ProposalDraft } from '../../../graph-schema/index.ts';
import { miningReport } from './mining-report.ts';

const draft = (key: string, complaintType?: string, validTo: string | null = null): ProposalDraft => ({
  title: key,
  origin: 'miner:scenarios',
  rationale: '',
  parts: [
    {
      sort: 'node',
      kind: 'scenario',
      key,
      content: { name: key.toUpperCase(), ...(complaintType && { complaintType }) },
      evidence: [],
      validFrom: null,
      validTo,
      conditions: {},
      audience: ['agent'],
      confidence: 0.5,
    },
  ],
});

/** Calls 0 to `calls.length - 1`, each of the scenario that is said. */
const assigned = (calls: string) =>
  [...calls].map((key, n) => ({ sourceId: `s${n}`, scenarios: key === '-' ? [] : [key] }));
const before = (calls: string) => new Map([...calls].map((key, n) => [`s${n}`, key] as const));

const mined = {
  drafts: [draft('a', 'Cards'), draft('b'), draft('c'), draft('d', 'Loans', '2026-01-01T00:00:00.000Z')],
  assigned: assigned('aaaaaabbc-'),
  before: before('aaaabbdddd'),
  callsBefore: 10,
  namesBefore: new Map([['d', 'D']]),
  complaintTypes: ['Cards', 'Loans'],
  saidTypes: new Map([
    ['s0', 'Cards'],
    ['s1', null],
    ['s2', 'Cards'],
    ['s3', 'Loans'],
    ['s9', 'Cards'],
  ]),
  named: null,
  proposals: 4,
  whole: true,
  practices: new Map(),
};

it('says which scenarios grew, stayed, are new and ended, each once', () => {
  const report = miningReport(mined);
  expect(report.scenarios.map(({ key, change }) => [key, change])).toEqual([
    ['a', 'grew'],
    ['b', 'steady'],
    ['c', 'new'],
  ]);
  expect(report.retired).toEqual([{ key: 'd', name: 'D', calls: 4 }]);
  expect(report).toMatchObject({ callsBefore: 10, driftLevel: 'strong' });
});

it('says for each complaint type how many of its calls say so themselves, and how many say it elsewhere', () => {
  expect(miningReport(mined).taxonomy.nodes).toEqual([
    { name: 'Cards', scenarios: 1, calls: 6, read: 4, agreeing: 2, elsewhere: 1 },
    { name: 'Loans', scenarios: 0, calls: 0, read: 0, agreeing: 0, elsewhere: 1 },
  ]);
});

it('says of a first mining neither drift nor change', () => {
  const report = miningReport({ ...mined, before: new Map(), callsBefore: 0 });
  expect([report.drift, report.driftLevel]).toEqual([null, null]);
  expect(report.scenarios.map(({ change }) => change)).toEqual([null, null, null]);
});
