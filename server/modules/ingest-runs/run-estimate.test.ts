import { expect, it } from 'vitest';
import { type RunPace, remainingSeconds } from './run-estimate.ts';

const pace: RunPace = {
  readingFor: 30,
  bytesRead: 500,
  bytesLeft: 500,
  miningFor: null,
  miningShare: 0,
  readingTook: null,
  dryRun: false,
};

it('is unknown while there is too little to tell by', () => {
  expect(remainingSeconds({ ...pace, readingFor: 1 })).toBeNull();
  expect(remainingSeconds({ ...pace, bytesRead: 1, bytesLeft: 999 })).toBeNull();
  expect(remainingSeconds({ ...pace, readingTook: 60 })).toBeNull();
});

it('goes by the bytes while files are read, and adds the usual part of mining, which a dry run has not', () => {
  expect(remainingSeconds(pace)).toBe(70);
  expect(remainingSeconds({ ...pace, dryRun: true })).toBe(30);
});

it('goes by the pace of mining once that shows', () => {
  const mining = { ...pace, bytesRead: 1_000, bytesLeft: 0, readingTook: 60 };
  expect(remainingSeconds({ ...mining, miningFor: 1 })).toBe(39);
  expect(remainingSeconds({ ...mining, miningFor: 10, miningShare: 0.5 })).toBe(10);
  expect(remainingSeconds({ ...mining, miningFor: 90, miningShare: 0 })).toBe(1);
});
