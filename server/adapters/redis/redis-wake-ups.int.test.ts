import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { describeWakeUps } from '../../contracts/wake-ups-contract.ts';
import { startRedis } from '../../testing/services/redis.ts';
import { describeWith } from '../../testing/services/test-services.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { startTcpProxy } from '../../testing/tcp-proxy.ts';
import { redisWakeUps } from './redis-wake-ups.ts';

const soon = { timeout: 120_000, interval: 10 };
const patient = { timeout: 120_000 };

describeWith(['redis'], 'Redis wake-ups', ({ redis }) => {
  const pair = async (one: string, two: string) => {
    const prefix = `test-${randomUUID()}`;
    const ends = [one, two].map((url) => redisWakeUps({ url, prefix, log: silentLog }));
    const [first, second] = ends;
    if (!first || !second) throw new Error('two ends were made');
    const connected = () => vi.waitFor(() => expect(first.isConnected() && second.isConnected()).toBe(true), soon);
    await connected();
    const close = async (): Promise<void> => void (await Promise.all(ends.map((end) => end.close())));
    return { ends: [first, second] as const, connected, close };
  };

  describeWakeUps('Redis', () => pair(redis, redis));

  test('reach nobody of another installation', async () => {
    const [mine, theirs] = [await pair(redis, redis), await pair(redis, redis)];
    const other = vi.fn();
    const wanted = vi.fn();
    theirs.ends[1].listen('decisions', other);
    mine.ends[1].listen('decisions', wanted);
    mine.ends[0].notify('decisions');
    await vi.waitFor(() => expect(wanted).toHaveBeenCalled(), soon);
    expect(other).not.toHaveBeenCalled();
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('go on within the process while Redis is away, and wake every listener once it is back', patient, async () => {
    const server = await startRedis();
    const { ends, connected, close } = await pair(server.url, server.url);
    const [here, there] = ends;
    await server.kill();
    const near = vi.fn();
    const far = vi.fn();
    const idle = vi.fn();
    here.listen('decisions', near);
    there.listen('decisions', far);
    there.listen('call:1', idle);
    here.notify('decisions');
    await vi.waitFor(() => expect(near).toHaveBeenCalled(), soon);
    expect(far).not.toHaveBeenCalled();
    await server.restart();
    await connected();
    await vi.waitFor(() => expect([far.mock.calls.length > 0, idle.mock.calls.length > 0]).toEqual([true, true]), soon);
    await close();
    await server.stop();
  });

  test('wake every listener once after an outage, whoever has anything to say', patient, async () => {
    const server = await startRedis();
    const { ends, connected, close } = await pair(server.url, server.url);
    const listeners = ends.map((end) => {
      const listener = vi.fn();
      end.listen('call:1', listener);
      return listener;
    });
    await server.kill();
    await vi.waitFor(() => expect(ends.map((end) => end.isConnected())).toEqual([false, false]), soon);
    await server.restart();
    await connected();
    await vi.waitFor(() => expect(listeners.map(({ mock }) => mock.calls.length)).toEqual([1, 1]), soon);
    await close();
    await server.stop();
  });

  test('wake everybody when a process was cut off that could not send its hints', patient, async () => {
    const wire = await startTcpProxy({ port: Number(new URL(redis).port) });
    const { ends, connected, close } = await pair(wire.url(redis), redis);
    const [cutOff, other] = ends;
    const listener = vi.fn();
    other.listen('decisions', listener);
    await wire.cut();
    await vi.waitFor(() => expect(cutOff.isConnected()).toBe(false), soon);
    cutOff.notify('decisions');
    await new Promise((resolve) => setImmediate(resolve));
    expect(listener).not.toHaveBeenCalled();
    await wire.heal();
    await connected();
    await vi.waitFor(() => expect(listener).toHaveBeenCalled(), soon);
    await close();
    await wire.close();
  });
});
