import { expect, it } from 'vitest';
import { createDatabaseTime } from './database-time.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const hour = 3_600_000;

function timeAt(start: number) {
  let monotonic = start;
  const time = createDatabaseTime(
    () => monotonic,
    () => new Date(noon + hour),
  );
  return { time, pass: (ms: number) => (monotonic += ms) };
}

it("is this process's own time until the database was asked, then the database's, carried on", () => {
  const { time, pass } = timeAt(5_000);
  expect(time.now()).toEqual(new Date(noon + hour));
  time.learn(new Date(noon), 4_990, 5_000);
  expect(time.now()).toEqual(new Date(noon));
  pass(60_000);
  expect(time.now()).toEqual(new Date(noon + 60_000));
});

it('prefers an answer that came quickly, for a while', () => {
  const { time, pass } = timeAt(1_000);
  time.learn(new Date(noon), 998, 1_000);
  pass(1_000);
  time.learn(new Date(noon + 400), 1_000, 2_000);
  expect(time.now()).toEqual(new Date(noon + 1_000));
  pass(10_000);
  time.learn(new Date(noon + 20_000), 11_900, 12_000);
  expect(time.now()).toEqual(new Date(noon + 20_000));
});
