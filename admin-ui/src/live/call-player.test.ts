import { describe, expect, it } from 'vitest';
import type { PracticeTurn } from '../api/types.ts';
import { createTurnSender, playheadAt } from './call-player.ts';

const turns: PracticeTurn[] = [
  { role: 'agent', startMs: 0, endMs: 1_000, text: 'one' },
  { role: 'customer', startMs: 1_500, endMs: 3_500, text: 'two' },
];

describe('the playhead', () => {
  it('knows who is speaking and how far they are', () => {
    expect(playheadAt(turns, 500)).toEqual({ said: 0, speaking: { index: 0, share: 0.5 } });
    expect(playheadAt(turns, 1_200)).toEqual({ said: 1, speaking: null });
    expect(playheadAt(turns, 2_500)).toEqual({ said: 1, speaking: { index: 1, share: 0.5 } });
  });

  it('has said every turn at the end', () => {
    expect(playheadAt(turns, 3_500)).toEqual({ said: 2, speaking: null });
  });
});

describe('the turn sender', () => {
  it('delivers in order and repeats a turn that failed before it goes on', async () => {
    const tried: number[] = [];
    let failures = 2;
    await new Promise<void>((resolve) => {
      const sender = createTurnSender({
        deliver: async (index) => {
          tried.push(index);
          if (index === 1 && failures-- > 0) throw new Error('cut off');
          if (index === 2) resolve();
        },
        mayRetry: () => true,
        onError: () => undefined,
        wait: async () => undefined,
      });
      sender.sendUpTo(1);
      sender.sendUpTo(3);
    });
    expect(tried).toEqual([0, 1, 1, 1, 2]);
  });

  it('stops at an error that repeating cannot mend', async () => {
    const tried: number[] = [];
    const error = await new Promise((resolve) => {
      createTurnSender({
        deliver: async (index) => {
          tried.push(index);
          throw new Error('ended');
        },
        mayRetry: () => false,
        onError: resolve,
        wait: async () => undefined,
      }).sendUpTo(3);
    });
    expect(error).toBeInstanceOf(Error);
    expect(tried).toEqual([0]);
  });
});
