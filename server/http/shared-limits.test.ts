import { expect, it } from 'vitest';
import type { SharedCounts } from '../ports/shared-counts.ts';
import { createSharedLimits } from './shared-limits.ts';

function countsInMemory() {
  const totals = new Map<string, number>();
  let away = false;
  const counts: SharedCounts = {
    async add(added) {
      if (away) throw new Error('away');
      return added.map(([key, by]) => {
        const total = (totals.get(key) ?? 0) + by;
        totals.set(key, total);
        return total;
      });
    },
  };
  return { counts, setAway: (is: boolean) => (away = is) };
}

it('counts the requests of a caller together with other processes, and anew each minute', async () => {
  const { counts } = countsInMemory();
  let at = 60_000;
  const [here, there] = [createSharedLimits(counts, () => at), createSharedLimits(counts, () => at)];
  const hit = async (process: typeof here, key = 'a') => (await process.countIn('key').increment(key))?.totalHits;
  expect([await hit(here), await hit(here), await hit(there)]).toEqual([1, 2, 1]);
  await here.exchange();
  await there.exchange();
  expect(await hit(there)).toBe(4);
  expect(await hit(there, 'b')).toBe(1);
  await there.exchange();
  await here.countIn('key').increment('a');
  await here.exchange();
  expect(await hit(here)).toBe(6);
  at += 60_000;
  expect(await hit(here)).toBe(1);
  here.close();
  there.close();
});

it('counts for itself while the others cannot be reached, and tells them later', async () => {
  const { counts, setAway } = countsInMemory();
  const [here, there] = [createSharedLimits(counts, () => 0), createSharedLimits(counts, () => 0)];
  const hit = async (process: typeof here) => (await process.countIn('key').increment('a'))?.totalHits;
  setAway(true);
  expect([await hit(here), await hit(here)]).toEqual([1, 2]);
  await expect(here.exchange()).rejects.toThrow('away');
  expect(await hit(here)).toBe(3);
  setAway(false);
  await here.exchange();
  await hit(there);
  await there.exchange();
  expect(await hit(there)).toBe(5);
  here.close();
  there.close();
});
