/** What makes a call hard or easy, as far as it is known; null: not known. */
export interface CallFacets {
  readonly complaintType: string | null;
  readonly riskLevel: string | null;
  readonly channel: string | null;
  readonly language: string | null;
  /** The customer had called within days before. */
  readonly repeatCustomer: boolean | null;
}

/** Calls of one agent that are alike and ended alike. */
export interface JudgedCalls {
  readonly agentId: string;
  readonly facets: CallFacets;
  readonly solved: boolean;
  /** How many; 1 unless given. */
  readonly count?: number;
}

/** Calls of one agent in one stratum. */
export interface Cell {
  readonly agent: number;
  readonly stratum: number;
  readonly calls: number;
  readonly solved: number;
}

export interface Strata {
  readonly agents: readonly string[];
  readonly cells: readonly Cell[];
  /** How many strata there are. */
  readonly count: number;
}

export interface StratumSize {
  /** Calls that a stratum has at least. */
  readonly calls: number;
  /** Agents that it has at least: those of one agent would measure the agent by themselves. */
  readonly agents: number;
}

interface Group {
  readonly path: readonly string[];
  /** Calls and solved ones by agent. */
  readonly byAgent: Map<string, { calls: number; solved: number }>;
}

// From what matters most to what is given up first.
const facetOrder = ['complaintType', 'riskLevel', 'channel', 'language', 'repeatCustomer'] as const;

/**
 * Sorts calls into strata of like calls. A group with too few calls or agents loses its last facet and joins what is
 * left over of the wider group, and so on up to all calls. The same calls give the same strata, in whatever order they come.
 */
export function stratify(calls: readonly JudgedCalls[], least: StratumSize): Strata {
  const finest = new Map<string, Group>();
  // Sums of fractions depend on their order, and a database gives its rows in any.
  const paths = calls.map((call) => facetOrder.map((facet) => String(call.facets[facet] ?? '?')));
  const places = calls.map((call, i) => ({ i, place: [...(paths[i] ?? []), call.agentId].join('\u0000') }));
  for (const { i } of places.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))) {
    const [call, path] = [calls[i], paths[i]];
    if (call && path) addCalls(finest, path, call.agentId, call.count ?? 1, call.solved ? (call.count ?? 1) : 0);
  }
  const strata: Group[] = [];
  let groups = finest;
  for (let depth: number = facetOrder.length; depth >= 0; depth -= 1) {
    const wider = new Map<string, Group>();
    for (const group of groups.values()) {
      if (depth === 0 || isLargeEnough(group, least)) strata.push(group);
      else
        for (const [agentId, { calls: count, solved }] of group.byAgent)
          addCalls(wider, group.path.slice(0, depth - 1), agentId, count, solved);
    }
    groups = wider;
  }
  return numbered(strata);
}

function addCalls(groups: Map<string, Group>, path: readonly string[], agentId: string, calls: number, solved: number) {
  const key = path.join('\u0000');
  const group = groups.get(key) ?? { path, byAgent: new Map() };
  groups.set(key, group);
  const of = group.byAgent.get(agentId) ?? { calls: 0, solved: 0 };
  of.calls += calls;
  of.solved += solved;
  group.byAgent.set(agentId, of);
}

function isLargeEnough({ byAgent }: Group, least: StratumSize): boolean {
  if (byAgent.size < least.agents) return false;
  let calls = 0;
  for (const of of byAgent.values()) calls += of.calls;
  return calls >= least.calls;
}

function numbered(strata: readonly Group[]): Strata {
  const agents = [...new Set(strata.flatMap(({ byAgent }) => [...byAgent.keys()]))].sort();
  const places = new Map(agents.map((id, place) => [id, place]));
  const cells = strata.flatMap(({ byAgent }, stratum) =>
    [...byAgent].map(([agentId, of]) => ({ agent: places.get(agentId) ?? 0, stratum, ...of })),
  );
  return { agents, cells, count: strata.length };
}
