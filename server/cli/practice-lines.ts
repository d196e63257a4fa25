import type { MiningRunView } from '../modules/mining-runs/index.ts';

type Practices = NonNullable<NonNullable<MiningRunView['report']>['practices']>;
type Outcome = Practices['outcomes'][number]['outcome'];

const whyNot: Readonly<Record<Exclude<Outcome, 'found' | 'none_found' | 'few_agent_calls'>, string>> = {
  agents_unknown: 'of no call both its agent and, from a trusted source, its end are known',
  no_top_agent: 'none of the agents who are compared is clearly better than the average',
  few_calls: 'of too few of its calls the agent and a trusted end are known',
  no_steps: 'too few calls were solved, or they have too little in common',
};

/** In how many scenarios a mining looked for best practices, what it found, and why it did not look in the others. */
export function practiceLines({ lookedFor, found, practices, outcomes, agentCalls }: Practices): readonly string[] {
  const of = (n: number) => `${n} ${n === 1 ? 'scenario' : 'scenarios'}`;
  return [
    `  best practices: looked for in ${of(lookedFor)}, ${practices} found in ${found}`,
    ...outcomes.flatMap(({ outcome, scenarios }) => {
      if (outcome === 'found' || outcome === 'none_found') return [];
      const why =
        outcome === 'few_agent_calls'
          ? `no agent has ${agentCalls?.needed ?? 0} calls with a trusted end (the most: ${agentCalls?.most ?? 0})`
          : whyNot[outcome];
      return [`  not looked for in ${of(scenarios)}: ${why}`];
    }),
  ];
}
