import { describe, expect, it } from 'vitest';
import { qValues, selectedLevel } from './false-discoveries.ts';
import { findPractices, type JudgedCall } from './find-practices.ts';
import { type Habit, habitIn } from './habits.ts';
import { heldEqual, type Observation } from './held-equal.ts';
import { incompleteBeta, logGamma, twoSidedP, twoSidedQuantile } from './t-distribution.ts';

describe("Student's distribution", () => {
  it.each([
    // Degrees, tail of 5% and of 1%, as printed in tables.
    [1, 12.706, 63.657],
    [4, 2.776, 4.604],
    [10, 2.228, 3.169],
    [30, 2.042, 2.75],
    [120, 1.98, 2.617],
  ])('with %i degrees has the tails of the tables', (degrees, five, one) => {
    expect(twoSidedQuantile(0.05, degrees)).toBeCloseTo(five, 2);
    expect(twoSidedQuantile(0.01, degrees)).toBeCloseTo(one, 2);
    expect(twoSidedP(five, degrees)).toBeCloseTo(0.05, 3);
  });

  it('rests on a gamma and a beta function that are right where they are known', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
    expect(incompleteBeta(2, 3, 0.4)).toBeCloseTo(0.5248, 10);
    expect(incompleteBeta(1, 1, 0.3)).toBeCloseTo(0.3, 12);
  });
});

describe('correction for many comparisons', () => {
  it('gives the example of Benjamini and Hochberg four discoveries at 5%', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const q = qValues(p);
    expect(q.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(q[3]).toBeCloseTo((0.0095 * 15) / 4, 10);
    expect(qValues(p, true)[0]).toBeCloseTo(0.0001 * 15 * 3.318229, 6);
  });

  it('widens the intervals of what was selected', () => {
    expect(selectedLevel(0.05, 5, 100)).toBeCloseTo(0.9975, 10);
    expect(selectedLevel(0.05, 100, 100)).toBeCloseTo(0.95, 10);
  });
});

const calls = (agent: string, stratum: string, did: boolean, solved: number, all: number): Observation[] =>
  Array.from({ length: all }, (_, call) => ({
    call,
    agent,
    team: null,
    cell: `${agent} ${stratum}`,
    did,
    solved: call < solved,
  }));

describe('the difference with agent and difficulty held equal', () => {
  const agents = ['a', 'b', 'c', 'd', 'e', 'f'];

  it("is Mantel and Haenszel's risk difference", () => {
    // Weights 5 and 7.5, differences 0.4 and 0.2, for each agent alike.
    const observations = agents.flatMap((agent) => [
      ...calls(agent, 'easy', true, 9, 10),
      ...calls(agent, 'easy', false, 5, 10),
      ...calls(agent, 'hard', true, 15, 30),
      ...calls(agent, 'hard', false, 3, 10),
    ]);
    const effect = heldEqual(observations);
    expect(effect?.lift).toBeCloseTo((5 * 0.4 + 7.5 * 0.2) / 12.5, 12);
    expect(effect).toMatchObject({ calls: 360, agents: 6 });
  });

  it('is none where only the agents or the calls differ, however large the plain difference is', () => {
    const observations = agents.flatMap((agent, i) => {
      const skilled = i % 2 === 0;
      const often = skilled ? 40 : 10;
      return [
        ...calls(agent, 'x', true, often * (skilled ? 0.8 : 0.4), often),
        ...calls(agent, 'x', false, (50 - often) * (skilled ? 0.8 : 0.4), 50 - often),
      ];
    });
    expect(heldEqual(observations)?.lift).toBeCloseTo(0, 12);
  });

  it('is not told from fewer than five agents', () => {
    expect(heldEqual(agents.slice(0, 4).flatMap((agent) => calls(agent, 'x', true, 5, 10)))).toBeNull();
  });
});

describe('practices', () => {
  /** Numbers in 0..1, the same each time. */
  const random = (() => {
    let state = 7;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296;
    };
  })();
  const judged: JudgedCall[] = [];
  const [helps, shadow, idle]: [boolean[], boolean[], boolean[]] = [[], [], []];
  for (let agent = 0; agent < 30; agent++) {
    const top = agent < 3;
    for (let n = 0; n < 40; n++) {
      const does = random() < (top ? 0.8 : 0.4);
      helps.push(does);
      // Goes along with what helps, and does nothing.
      shadow.push(random() < (does ? 0.8 : 0.2));
      idle.push(random() < (top ? 0.8 : 0.4));
      judged.push({
        agent: `${agent}`,
        team: `${agent % 3}`,
        stratum: `${n % 2}`,
        solved: random() < 0.2 + (does ? 0.35 : 0) + (top ? 0.2 : 0),
        top,
      });
    }
  }
  const conducts = [idle, shadow, helps].map((did, i) => ({ sort: 'presence' as const, did, name: i }));

  it('are what helps, not what good agents do besides nor what goes along with it', () => {
    const found = findPractices(judged, conducts);
    expect(found.map(({ conduct }) => conduct.did)).toEqual([helps]);
    expect(found[0]).toMatchObject({ tried: 3, effect: { agents: 30, teams: 3 } });
    expect(found[0]?.selectedLow).toBeGreaterThan(0);
    expect(found[0]?.selectedLow).toBeLessThanOrEqual(found[0]?.low ?? 0);
  });

  it('are not what the best do no more often than others', () => {
    const nobody = judged.map((call, i) => ({ ...call, top: i % 2 === 0 }));
    expect(findPractices(nobody, conducts, { falseDiscoveryRate: 0.1, fewestCalls: 30, topMargin: 0.2 })).toEqual([]);
  });
});

describe('habits', () => {
  const trace = (...said: string[]) => ({
    key: 'call',
    solved: true,
    events: said.map((text, segment) => ({
      kind: 'said' as const,
      text,
      result: [],
      heard: '',
      segment,
      start: 0,
      end: text.length,
      heardIn: -1,
    })),
  });

  it.each<[Habit, number, ...string[]]>([
    ['figures', 3, '您的卡号是多少？', '一共12期，每期300元。', '好的。', '本金3,500元，25号还清。'],
    ['figures', -1, '一共12期，每期300元。', '好的。', '我看一下。', '25号还清。'],
    ['figures', 2, 'Your name?', 'Let me look.', 'That is 450 yuan, back by the 12th.'],
    ['question', 2, '您的卡号是多少？', '查到了。', '这样可以吗？'],
    ['question', -1, 'Your name?', 'Let me look.', 'Done.'],
    ['feeling', 0, "Don't worry, it is safe.", 'Your name?'],
    ['feeling', -1, '姓名？', '生日？', '查到了。', '抱歉让您久等。'],
  ])('are seen in whatever words: %s at %i', (habit, at, ...said) => {
    expect(habitIn(habit, trace(...said))).toBe(at);
  });

  it('are not counted from where the customer takes their leave', () => {
    expect(habitIn('figures', trace('好的。', '我看一下。', '3,500元，25号还清。'), 2)).toBe(-1);
  });
});
