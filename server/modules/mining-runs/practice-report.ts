import { z } from 'zod';
import type { PracticeSearch } from '../../../ingest/index.ts';

const outcomes = [
  'found',
  'none_found',
  'agents_unknown',
  'few_agent_calls',
  'no_top_agent',
  'few_calls',
  'no_steps',
] as const satisfies readonly PracticeSearch['outcome'][];

/** In how many scenarios best practices were looked for, how many were found, and why they were not looked for in the others. */
export const practiceReportSchema = z.object({
  /** Scenarios in which they were looked for, and in which some were found. */
  lookedFor: z.int(),
  found: z.int(),
  practices: z.int(),
  /** Scenarios by what became of the search; those of no scenario are left out. */
  outcomes: z.array(z.object({ outcome: z.enum(outcomes), scenarios: z.int() })),
  /** Calls with a trusted end that an agent needs, and the most that any has; null: agents are not what it failed for. */
  agentCalls: z.object({ needed: z.int(), most: z.int() }).nullable(),
});
type PracticeReport = z.infer<typeof practiceReportSchema>;

/** Sums up what became of the search in each scenario. */
export function practiceReport(searches: readonly PracticeSearch[]): PracticeReport {
  const found = searches.flatMap((search) => (search.outcome === 'found' ? [search.practices] : []));
  const agents = searches.find((search) => search.outcome === 'few_agent_calls');
  const scenarios = (outcome: string) => searches.filter((search) => search.outcome === outcome).length;
  return {
    lookedFor: found.length + scenarios('none_found'),
    found: found.length,
    practices: found.reduce((sum, n) => sum + n, 0),
    outcomes: outcomes
      .map((outcome) => ({ outcome, scenarios: scenarios(outcome) }))
      .filter((one) => one.scenarios > 0),
    agentCalls: agents?.outcome === 'few_agent_calls' ? { needed: agents.minimumCalls, most: agents.mostCalls } : null,
  };
}
