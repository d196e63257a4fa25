import { describe, expect, it } from 'vitest';
import { mineNet } from './step-net.ts';

/** Sequences of steps, each as often as it is said. */
const calls = (...ways: readonly (readonly [times: number, ...steps: number[]])[]) =>
  ways.flatMap(([times, ...steps]) => Array.from({ length: times }, () => steps));

const pathsOf = (count: number, sequences: readonly (readonly number[])[]) =>
  mineNet(count, sequences).paths.map(({ from, to }) => `${from}>${to}`);

describe('the paths of a net', () => {
  it('leave out one over a step that a quarter of the calls take between, even where no path ties it to both ends', () => {
    const found = pathsOf(5, calls([30, 0, 1, 2, 3, 4], [12, 0, 3, 4]));
    expect(found).toEqual(['0>1', '1>2', '2>3', '3>4']);
  });

  it('leave out one that is rare at both of its ends, even if nothing else leaves the step', () => {
    expect(pathsOf(2, calls([92, 1, 0], [8, 0, 1]))).toEqual(['1>0']);
  });

  it('keep the way into a rare branch', () => {
    expect(pathsOf(4, calls([90, 0, 1, 3], [8, 0, 2, 3]))).toEqual(expect.arrayContaining(['0>2', '2>3']));
  });
});
