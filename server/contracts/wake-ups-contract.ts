import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WakeUps } from '../ports/wake-ups.ts';

export interface WakeUpsUnderTest {
  /** Two ends that hear each other: two processes' where the adapter joins processes, else twice the same. */
  readonly ends: readonly [WakeUps, WakeUps];
  close(): Promise<void>;
}

/** What every WakeUps does. Hints may be late or come together, so nothing here counts them. */
export function describeWakeUps(name: string, factory: () => Promise<WakeUpsUnderTest>): void {
  describe(`${name} as wake-ups`, () => {
    let subject: WakeUpsUnderTest;
    beforeEach(async () => {
      subject = await factory();
    });
    afterEach(() => subject.close());

    const heard = (listener: ReturnType<typeof vi.fn>): Promise<void> =>
      vi.waitFor(() => expect(listener).toHaveBeenCalled(), 60_000);

    test('reach every listener of the topic, at both ends, after notify has returned', async () => {
      const [one, two] = subject.ends;
      const listeners = [vi.fn(), vi.fn(), vi.fn()];
      const [first = vi.fn(), second = vi.fn(), third = vi.fn()] = listeners;
      one.listen('decisions', first);
      one.listen('decisions', second);
      two.listen('decisions', third);
      one.notify('decisions');
      expect(listeners.map((listener) => listener.mock.calls.length)).toEqual([0, 0, 0]);
      await Promise.all(listeners.map(heard));
    });

    test('reach no listener of another topic', async () => {
      const [one, two] = subject.ends;
      const other = vi.fn();
      const wanted = vi.fn();
      two.listen('call:1', other);
      two.listen('call:2', wanted);
      one.notify('call:2');
      await heard(wanted);
      expect(other).not.toHaveBeenCalled();
    });

    test('do not reach a listener that has stopped, and still reach the others', async () => {
      const [one, two] = subject.ends;
      const stopped = vi.fn();
      const listening = vi.fn();
      const stop = two.listen('outbox', stopped);
      two.listen('outbox', listening);
      one.notify('outbox');
      stop();
      stop();
      await heard(listening);
      expect(stopped).not.toHaveBeenCalled();
    });

    test('reach a listener again and again, also one that notifies itself', async () => {
      const [one] = subject.ends;
      const listener = vi.fn(() => {
        if (listener.mock.calls.length < 3) one.notify('run:1');
      });
      one.listen('run:1', listener);
      one.notify('run:1');
      await vi.waitFor(() => expect(listener.mock.calls.length).toBeGreaterThanOrEqual(3), 60_000);
    });

    test('run a listener in the flow that it was given in, not in that of who notified', async () => {
      const [one, two] = subject.ends;
      const flow = new AsyncLocalStorage<string>();
      const listener = vi.fn(() => flow.getStore());
      flow.run('listener', () => two.listen('decisions', listener));
      flow.run('notifier', () => one.notify('decisions'));
      await heard(listener);
      expect(listener).toHaveReturnedWith('listener');
    });
  });
}
