import { expect, it } from 'vitest';
import { countsOf, drawFlow, type FlowStep, type FlowWay } from './step-flow.ts';

const none = { share: null, calls: null, solvedShare: null };
const step = (id: string, order: number | null): FlowStep => ({ id, label: id, order, counts: none });
const way = (from: string, to: string, calls = 1): FlowWay => ({
  id: `${from}${to}`,
  from,
  to,
  condition: null,
  counts: { ...none, calls },
});

it('puts steps in their order, those without one last, and numbers them as they call themselves', () => {
  const numbers = (steps: readonly FlowStep[]) => drawFlow(steps, []).steps.map(({ id, number }) => [id, number]);
  expect(numbers([step('d', 10), step('b', 2), step('c', 9)])).toEqual([
    ['b', 2],
    ['c', 9],
    ['d', 10],
  ]);
  expect(numbers([step('x', null), step('b', 4), step('a', 4)])).toEqual([
    ['a', 1],
    ['b', 2],
    ['x', 3],
  ]);
});

it('tells ways on, past and back apart, the most taken first, and leaves out what leads elsewhere', () => {
  const { steps, lanesBack } = drawFlow(
    [step('a', 1), step('b', 2), step('c', 3)],
    [way('a', 'b', 2), way('a', 'c', 7), way('c', 'a'), way('b', 'b'), way('b', 'gone')],
  );
  const sorts = steps.map(({ ways }) => ways.map(({ to, sort }) => `${sort} ${to}`));
  expect(sorts).toEqual([['past c', 'next b'], ['back b'], ['back a']]);
  expect(lanesBack).toBe(2);
});

it('keeps ways that pass the same rows in lanes of their own, and lets others share one', () => {
  const steps = Array.from({ length: 9 }, (_, n) => step(`s${n}`, n));
  const drawn = drawFlow(steps, [way('s0', 's8'), way('s0', 's2'), way('s3', 's5'), way('s1', 's4'), way('s6', 's8')]);
  const lanes = Object.fromEntries(drawn.steps.flatMap(({ ways }) => ways.map(({ id, lane }) => [id, lane])));
  expect(lanes).toEqual({ s0s2: 0, s3s5: 0, s6s8: 0, s1s4: 1, s0s8: 2 });
  expect(drawn.lanesPast).toBe(3);
});

it('reads what a relation counts', () => {
  expect(countsOf({ calls: 7, frequency: 0.4, solvedShare: 1, condition: 'x' })).toEqual({
    share: 0.4,
    calls: 7,
    solvedShare: 1,
  });
  expect(countsOf({})).toEqual(none);
});
