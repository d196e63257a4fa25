import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createPersistentWork } from './persistent-work.ts';

const log = pino({ level: 'silent' });
const quick = { firstMs: 1, mostMs: 4 };

it('tries again until the work is done, and is not done before', async () => {
  const { attempt, isDone } = createPersistentWork(log, quick);
  let tries = 0;
  const seen: boolean[] = [];
  await attempt('a', async () => {
    tries += 1;
    seen.push(isDone('a'));
    if (tries < 5) throw new Error('not yet');
  });
  expect(isDone('a')).toBe(false);
  expect(isDone('b')).toBe(true);
  await vi.waitFor(() => expect(isDone('a')).toBe(true), 60_000);
  expect(seen).toEqual(Array(5).fill(false));
});

it('waits longer after each failure, up to a most', async () => {
  vi.useFakeTimers();
  try {
    const { attempt } = createPersistentWork(log, { firstMs: 1_000, mostMs: 15_000 });
    const at: number[] = [];
    const start = Date.now();
    await attempt('a', async () => {
      at.push(Date.now() - start);
      throw new Error('never');
    });
    await vi.advanceTimersByTimeAsync(50_000);
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 15_000, 30_000, 45_000]);
  } finally {
    vi.useRealTimers();
  }
});

it('leaves no second try behind when the work was done in the meantime', async () => {
  const { attempt, isDone } = createPersistentWork(log, { firstMs: 3_600_000, mostMs: 3_600_000 });
  await attempt('a', () => Promise.reject(new Error('once')));
  expect(isDone('a')).toBe(false);
  await attempt('a', async () => {});
  expect(isDone('a')).toBe(true);
});
