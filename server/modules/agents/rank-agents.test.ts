import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RankedAgent, rankAgents } from './rank-agents.ts';
import type { JudgedCalls } from './strata.ts';

const calls = (agentId: string, complaintType: string, count: number, solved: number): JudgedCalls[] => {
  const facets = { complaintType, riskLevel: null, channel: 'phone', language: 'en', repeatCustomer: null };
  return [
    { agentId, facets, solved: true, count: solved },
    { agentId, facets, solved: false, count: count - solved },
  ];
};
const crowd = (complaintType: string, rate: number, count = 200) =>
  Array.from({ length: 20 }, (_, n) =>
    calls(`crowd ${n}`, complaintType, count, Math.round(count * rate) + (n % 2 ? 3 : -3)),
  ).flat();
const of = (agents: readonly RankedAgent[], id: string): RankedAgent => {
  const found = agents.find(({ agentId }) => agentId === id);
  if (!found) throw new Error(`no agent ${id}`);
  return found;
};

describe('rankAgents', () => {
  it('puts whoever solves many hard calls before whoever solves most of the easy ones', () => {
    const { agents } = rankAgents([
      ...crowd('easy', 0.9),
      ...crowd('hard', 0.3),
      ...calls('brave', 'hard', 300, 165),
      ...calls('spared', 'easy', 300, 276),
    ]);
    const [brave, spared] = [of(agents, 'brave'), of(agents, 'spared')];
    expect(brave.rawRate).toBeLessThan(spared.rawRate);
    expect(brave).toMatchObject({ eligible: true, top: true });
    expect(brave.low).toBeGreaterThan(spared.high);
    expect(brave.expectedRate).toBeCloseTo(0.3, 1);
    expect(agents[0]).toBe(brave);
  });

  it('does not put few lucky calls at the top, nor compare those with fewer than the minimum', () => {
    const { agents } = rankAgents([
      ...crowd('card', 0.5),
      ...calls('steady', 'card', 400, 280),
      ...calls('lucky', 'card', 30, 22),
      ...calls('new', 'card', 29, 29),
    ]);
    expect(of(agents, 'lucky')).toMatchObject({ eligible: true, top: false });
    expect(of(agents, 'lucky').rawRate).toBeGreaterThan(of(agents, 'steady').rawRate);
    expect(of(agents, 'steady').top).toBe(true);
    expect(of(agents, 'new')).toMatchObject({ eligible: false, top: false });
  });

  it('finds nobody at the top where all do alike', () => {
    const { agents, spread } = rankAgents(crowd('card', 0.6));
    expect(spread).toBe(0);
    expect(agents.filter(({ top }) => top)).toEqual([]);
    expect(agents.every(({ effect }) => effect === 0)).toBe(true);
  });

  it('gives the same numbers to the last digit in whatever order the calls come', () => {
    const all = ['card', 'loan', 'app'].flatMap((type, t) => crowd(type, 0.31 + t / 7, 67));
    const turned = [...all.slice(31), ...all.slice(0, 31)].reverse();
    expect(rankAgents(turned)).toEqual(rankAgents(all));
  });

  it('compares agents only with those who take calls like theirs', () => {
    const { agents } = rankAgents([
      ...crowd('easy', 0.9),
      ...Array.from({ length: 20 }, (_, n) => calls(`other ${n}`, 'hard', 200, n === 0 ? 130 : 70 + (n % 5))).flat(),
    ]);
    expect(of(agents, 'other 0').top).toBe(true);
    expect(of(agents, 'other 7').expectedRate).toBeCloseTo(0.37, 1);
  });

  it('does not let rare kinds of calls measure the one agent who takes them', () => {
    const { agents, strata } = rankAgents([...crowd('card', 0.6), ...calls('crowd 0', 'odd', 40, 0)]);
    expect(strata).toBe(2);
    expect(of(agents, 'crowd 0').expectedRate).toBeGreaterThan(0.4);
  });

  it('keeps to what it promises for any calls, whatever their order and grouping', () => {
    const any = fc.array(
      fc.record({
        agentId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
        facets: fc.record({
          complaintType: fc.constantFrom('x', 'y', null),
          riskLevel: fc.constantFrom('low', null),
          channel: fc.constant(null),
          language: fc.constantFrom('en', 'zh-Hans'),
          repeatCustomer: fc.boolean(),
        }),
        solved: fc.boolean(),
        count: fc.integer({ min: 1, max: 60 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(any, (judged) => {
        const { agents } = rankAgents(judged);
        for (const agent of agents) {
          const { low, effect, high, rawRate, expectedRate, eligible, top, calls: count } = agent;
          expect([low, effect, high, rawRate, expectedRate].every(Number.isFinite)).toBe(true);
          expect(low <= effect && effect <= high).toBe(true);
          expect(expectedRate > 0 && expectedRate < 1).toBe(true);
          expect(eligible).toBe(count >= 30);
          if (top) expect(eligible && low > 0).toBe(true);
        }
        const split = judged.flatMap((one) => [
          { ...one, count: 1 },
          ...(one.count > 1 ? [{ ...one, count: one.count - 1 }] : []),
        ]);
        const again = rankAgents(split.toReversed()).agents;
        for (const agent of agents) expect(of(again, agent.agentId).effect).toBeCloseTo(agent.effect, 3);
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});
