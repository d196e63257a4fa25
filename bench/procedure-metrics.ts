import type { StoredSource } from '../ingest/ports.ts';
import { alignDocumented } from '../ingest/steps/procedures/align-documented.ts';
import type { LookupValue } from '../ingest/steps/procedures/call-trace.ts';
import { type MinedProcedure, mineProcedure } from '../ingest/steps/procedures/mine-procedure.ts';
import { wordsOf } from '../ingest/steps/procedures/procedure-parts.ts';
import { traceOfCall } from '../ingest/steps/procedures/trace-of-call.ts';
import { createPacer } from '../ingest/steps/scenarios/give-way.ts';

/** A turn of a labelled conversation. */
export interface LabelledTurn {
  readonly role: 'customer' | 'agent' | 'agent-query' | 'kb';
  readonly text?: string;
  /** The node of the procedure that an agent's turn carries. */
  readonly action?: string | null;
  readonly api?: string;
  readonly constraints?: readonly Readonly<Record<string, unknown>>[];
  readonly item?: Readonly<Record<string, unknown>> | null;
}

export interface LabelledConversation {
  readonly id: string;
  readonly turns: readonly LabelledTurn[];
}

/** The procedure behind a task: its nodes, and which follows which. */
export interface GoldProcedure {
  readonly replies: Readonly<Record<string, string>>;
  readonly graph: Readonly<Record<string, string>>;
}

export interface ProcedureScore {
  readonly nodeF1: number;
  /** Look-ups are steps of their own; paths that touch one are not scored, since no gold node that is said stands for it. */
  readonly edgeF1: number;
  /** The same where mined look-ups are contracted, too, so that a path through one counts as a path between what is said. */
  readonly edgeF1Contracted: number;
  /** Mined steps held against a document that names the same steps in other words. */
  readonly documented: DocumentedScore;
}

/** Pairs of a documented and a mined step: those that are right, those found, and those that there are. */
export interface DocumentedScore {
  readonly right: number;
  readonly found: number;
  readonly gold: number;
}

const fewestSaid = 3;
const leastTaken = 0.05;

/** Mines the procedure of the conversations of one task and holds it against the gold one. */
export async function scoreProcedure(
  conversations: readonly LabelledConversation[],
  gold: GoldProcedure,
  task: string,
): Promise<ProcedureScore> {
  const actions = new Map(
    conversations.map(({ id, turns }) => [id, spokenTurns(turns).map(({ action }) => action ?? null)]),
  );
  const traces = conversations.map((conversation) => traceOfCall(callOf(conversation)));
  const mined = await mineProcedure(traces, createPacer());
  const said = [...actions.values()].flat();
  const nodes = new Set(
    Object.keys(gold.replies).filter((node) => said.filter((action) => action === node).length >= fewestSaid),
  );
  const edges = contractedEdges(gold.graph, nodes);
  if (!mined) return { nodeF1: 0, edgeF1: 0, edgeF1Contracted: 0, documented: { right: 0, found: 0, gold: 0 } };
  const names = matchSteps(mined, actions, nodes);
  const spoken = mined.steps.filter(({ joined }) => joined.kind === 'said').map(({ step }) => step);
  const fewest = leastTaken * conversations.length;
  const direct = mined.paths.filter(
    ({ from, to, calls }) => calls >= fewest && spoken.includes(from) && spoken.includes(to),
  );
  const score = (pairs: readonly (readonly [number, number])[]) => {
    const found = pairs.map(([from, to]) => `${names.get(from) ?? `?${from}`} ${names.get(to) ?? `?${to}`}`);
    return f1(found.filter((pair) => edges.has(pair)).length, found.length, edges.size);
  };
  return {
    nodeF1: f1(names.size, spoken.length, nodes.size),
    edgeF1: score(direct.map(({ from, to }) => [from, to])),
    edgeF1Contracted: score(throughLookups(mined, fewest)),
    documented: scoreDocumented(mined, names, [...nodes], task),
  };
}

// What every service says is in no document of one procedure.
const everywhere = /^(?:hello|goodbye|anything_else|out_of_scope|custom)|_bye$/;

/** Aligns the mined steps with a document whose steps are named as the nodes are, "ask start time". */
function scoreDocumented(
  mined: MinedProcedure,
  names: ReadonlyMap<number, string>,
  nodes: readonly string[],
  task: string,
): DocumentedScore {
  const documented = nodes.filter((node) => !everywhere.test(node));
  const [subject] = task.split('_');
  const steps = documented.map((node) => {
    const name = node
      .split('_')
      .filter((word, i) => !/^\d+$/.test(word) && (i > 0 || word !== subject))
      .join(' ');
    return { key: node, name, instruction: name };
  });
  const shown = mined.steps.map((step) => ({ words: wordsOf(step, mined), kind: step.joined.kind, order: step.order }));
  const pairs = alignDocumented(shown, [{ key: task, name: task, steps }])?.pairs ?? [];
  const nodeOf = (index: number) => names.get(mined.steps[index]?.step ?? -1);
  return {
    right: pairs.filter((pair) => nodeOf(pair.shown) === documented[pair.documented]).length,
    found: pairs.length,
    gold: [...names.values()].filter((node) => documented.includes(node)).length,
  };
}

const f1 = (right: number, found: number, gold: number) => (right === 0 ? 0 : (2 * right) / (found + gold));

function spokenTurns(turns: readonly LabelledTurn[]): (LabelledTurn & { readonly text: string })[] {
  return turns.flatMap((turn) =>
    (turn.role === 'customer' || turn.role === 'agent') && turn.text?.trim() ? [{ ...turn, text: turn.text }] : [],
  );
}

/** The conversation as ingest would store it; its look-ups in its metadata. */
export function callOf({ id, turns }: LabelledConversation): StoredSource {
  const lookups = turns.flatMap((turn, i) =>
    turn.role === 'agent-query'
      ? [{ after: spokenTurns(turns.slice(0, i)).length - 1, name: nameOf(turn), result: valuesOf(turns[i + 1]) }]
      : [],
  );
  return {
    type: 'transcript',
    key: id,
    sourceId: id,
    title: id,
    language: 'en',
    metadata: {
      lookups: lookups.map((lookup) => ({ ...lookup, result: lookup.result.map((value) => ({ ...value })) })),
    },
    segments: spokenTurns(turns).map(({ role, text }, ordinal) => ({
      id: `${id}/${ordinal}`,
      ordinal,
      kind: 'utterance',
      locator: `#${ordinal + 1}`,
      role: role === 'customer' ? 'customer' : 'agent',
      text,
    })),
    call: {
      agent: null,
      outcome: { result: 'solved' },
      customerPseudonym: null,
      startedAt: null,
      durationMs: null,
      channel: null,
    },
  };
}

function nameOf({ api = '', constraints = [] }: LabelledTurn): string {
  const kinds = constraints.flatMap(({ RequestType }) =>
    typeof RequestType === 'string' ? [RequestType.replaceAll('"', '')] : [],
  );
  return [api, ...kinds].join(' ');
}

function valuesOf(answer: LabelledTurn | undefined): LookupValue[] {
  if (answer?.role !== 'kb') return [];
  return Object.entries(answer.item ?? {}).flatMap(([field, value]) =>
    field === 'APIName' ? [] : [value].flat().map((one) => ({ field, value: String(one) })),
  );
}

/** The gold graph without the nodes that are left out: a way through them joins what stands at its ends. */
export function contractedEdges(graph: GoldProcedure['graph'], nodes: ReadonlySet<string>): Set<string> {
  const edges = new Set<string>();
  for (const from of nodes) {
    const seen = new Set<string>();
    let to = graph[from];
    while (to !== undefined && !nodes.has(to) && !seen.has(to)) {
      seen.add(to);
      to = graph[to];
    }
    if (to !== undefined && nodes.has(to)) edges.add(`${from} ${to}`);
  }
  return edges;
}

/** A step stands for the node that most turns that it joins carry; each node for one step. */
function matchSteps(
  mined: MinedProcedure,
  actions: ReadonlyMap<string, readonly (string | null)[]>,
  nodes: ReadonlySet<string>,
): Map<number, string> {
  const votes = mined.steps.flatMap(({ step, joined }) => {
    const counts = new Map<string, number>();
    for (const { trace, event } of joined.at) {
      const own = mined.traces[trace];
      const action = actions.get(own?.key ?? '')?.[own?.events[event]?.segment ?? -1] ?? '';
      counts.set(action, (counts.get(action) ?? 0) + 1);
    }
    const best = [...counts].sort((a, b) => b[1] - a[1])[0];
    const most = best !== undefined && best[1] * 2 > joined.at.length && nodes.has(best[0]);
    return joined.kind === 'said' && most ? [{ step, node: best[0], count: best[1] }] : [];
  });
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const { step, node, count: _ } of votes.sort((a, b) => b.count - a.count || a.step - b.step)) {
    if (taken.has(node)) continue;
    names.set(step, node);
    taken.add(node);
  }
  return names;
}

/** Paths between steps that are said, those through look-ups taken as one, where enough calls take them. */
function throughLookups(mined: MinedProcedure, fewest: number): [number, number][] {
  const isLookup = new Set(mined.steps.filter(({ joined }) => joined.kind === 'looked_up').map(({ step }) => step));
  const next = new Map<number, number[]>();
  for (const { from, to, calls } of mined.paths) if (calls >= fewest) next.set(from, [...(next.get(from) ?? []), to]);
  return mined.steps.flatMap(({ step }): [number, number][] => {
    if (isLookup.has(step)) return [];
    const [reached, seen] = [new Set<number>(), new Set<number>()];
    const open = [...(next.get(step) ?? [])];
    for (let to = open.pop(); to !== undefined; to = open.pop()) {
      if (seen.has(to)) continue;
      seen.add(to);
      if (isLookup.has(to)) open.push(...(next.get(to) ?? []));
      else if (to !== step) reached.add(to);
    }
    return [...reached].filter((to) => callsThrough(mined, isLookup, step, to) >= fewest).map((to) => [step, to]);
  });
}

/** Calls in which nothing that is said comes between the two. */
function callsThrough(mined: MinedProcedure, isLookup: ReadonlySet<number>, from: number, to: number): number {
  return mined.labels.filter((labels) => {
    const said = [...labels].filter((step) => step >= 0 && !isLookup.has(step));
    return said.some((step, i) => step === from && said[i + 1] === to);
  }).length;
}
