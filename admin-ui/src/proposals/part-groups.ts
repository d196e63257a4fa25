import type { ProposalPart } from '../api/types.ts';
import { countsOf, type FlowStep, type FlowWay } from '../flow/step-flow.ts';

/** A step with what belongs to it alone: scripts, practices, and the relations of all these. */
export interface StepGroup {
  readonly step: ProposalPart;
  /** The relation that puts the step into its scenario or procedure; undefined: the proposal does not hold it. */
  readonly entry: ProposalPart | undefined;
  readonly nodes: readonly ProposalPart[];
  readonly edges: readonly ProposalPart[];
}

/** A proposal's parts as a procedure is read. */
export interface PartGroups {
  /** In their order. */
  readonly steps: readonly StepGroup[];
  /** Items and relations that belong to no step. */
  readonly nodes: readonly ProposalPart[];
  readonly edges: readonly ProposalPart[];
  /** What is drawn: without what was struck out. */
  readonly flowSteps: readonly FlowStep[];
  readonly flowWays: readonly FlowWay[];
}

const orderOf = ({ content }: ProposalPart): number | null =>
  typeof content['order'] === 'number' ? content['order'] : null;

const isBelonging = ({ kind }: ProposalPart) => kind === 'USES_SCRIPT' || kind === 'APPLIES_TO';

/** Groups parts by the steps that they belong to; null: the proposal describes no procedure. */
export function groupParts(parts: readonly ProposalPart[]): PartGroups | null {
  const steps = parts
    .filter(({ sort, kind }) => sort === 'node' && kind === 'step')
    .toSorted(
      (a, b) =>
        (orderOf(a) ?? Number.POSITIVE_INFINITY) - (orderOf(b) ?? Number.POSITIVE_INFINITY) || a.ordinal - b.ordinal,
    );
  if (steps.length < 2) return null;
  const edges = parts.filter(({ sort }) => sort === 'edge');
  const owners = ownersOf(steps, parts, edges);
  const owns = (part: ProposalPart) =>
    part.sort === 'node' ? owners.get(part.itemId) : (owners.get(part.fromId ?? '') ?? owners.get(part.toId ?? ''));
  const entries = new Map(edges.filter(({ kind }) => kind === 'HAS_STEP').map((edge) => [edge.toId, edge]));
  return {
    steps: steps.map((step) => {
      const own = parts.filter((part) => part !== step && owns(part) === step.itemId);
      return {
        step,
        entry: entries.get(step.itemId),
        nodes: own.filter(({ sort }) => sort === 'node'),
        edges: own.filter(({ sort }) => sort === 'edge'),
      };
    }),
    nodes: parts.filter((part) => part.sort === 'node' && owns(part) === undefined),
    edges: edges.filter((part) => owns(part) === undefined),
    ...flowOf(steps, edges, entries),
  };
}

/** By item the step that it belongs to: steps to themselves, what a step uses or what applies to it to the first such. */
function ownersOf(steps: readonly ProposalPart[], parts: readonly ProposalPart[], edges: readonly ProposalPart[]) {
  const owners = new Map(steps.map(({ itemId }) => [itemId, itemId]));
  const here = new Set(parts.map(({ itemId }) => itemId));
  for (const { itemId } of steps) {
    for (const edge of edges.filter(isBelonging)) {
      const other = edge.fromId === itemId ? edge.toId : edge.toId === itemId ? edge.fromId : null;
      if (other !== null && here.has(other) && !owners.has(other)) owners.set(other, itemId);
    }
  }
  return owners;
}

function flowOf(
  steps: readonly ProposalPart[],
  edges: readonly ProposalPart[],
  entries: ReadonlyMap<string | null, ProposalPart>,
): Pick<PartGroups, 'flowSteps' | 'flowWays'> {
  return {
    flowSteps: steps
      .filter(({ struck }) => !struck)
      .map((step) => ({
        id: step.itemId,
        label: step.label,
        order: orderOf(step),
        counts: countsOf(entries.get(step.itemId)?.content ?? {}),
      })),
    flowWays: edges
      .filter(({ kind, struck }) => kind === 'NEXT_STEP' && !struck)
      .map(({ itemId, fromId, toId, content }) => ({
        id: itemId,
        from: fromId ?? '',
        to: toId ?? '',
        condition: typeof content['condition'] === 'string' ? content['condition'] : null,
        counts: countsOf(content),
      })),
  };
}
