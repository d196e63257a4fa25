import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeWith } from '../../testing/services/test-services.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { redisSharedCounts } from './redis-shared-counts.ts';

describeWith(['redis'], 'counts in Redis', ({ redis }) => {
  it('are those of all processes of an installation, and of no other', async () => {
    const prefix = `test-${randomUUID()}:`;
    const open = (own = prefix) => redisSharedCounts({ url: redis, prefix: own, log: silentLog });
    const [here, there, elsewhere] = [open(), open(), open(`other-${prefix}`)];
    const add = async (process: typeof here, ...counts: [string, number][]) => {
      // Connecting takes a moment, and nothing waits for it.
      for (;;) {
        const answer = await process.add(counts, 10_000).catch(() => null);
        if (answer) return answer;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    expect(await add(here, ['a', 2], ['b', 1])).toEqual([2, 1]);
    expect(await add(there, ['a', 3])).toEqual([5]);
    expect(await add(elsewhere, ['a', 1])).toEqual([1]);
    await Promise.all([here, there, elsewhere].map((process) => process.close()));
  });
});
