import type { GraphNode, GraphPath, PathsQuery } from '../ports/graph-index.ts';
import { byId, type GraphReader, type GraphStep } from './walk-graph.ts';

interface FoundPaths {
  readonly paths: readonly GraphPath[];
  readonly truncated: boolean;
}

/**
 * Simple paths, the shortest first; see `GraphIndex.paths`. Walks from both ends towards the middle, so that of a
 * graph only half a path's length around each end is read; then goes forward only where the end is still in reach.
 */
export async function findPaths(reader: GraphReader, query: Omit<PathsQuery, 'at'>): Promise<FoundPaths> {
  const { fromId, toId, limit } = query;
  const ends = await reader.nodes([...new Set([fromId, toId])]);
  const from = ends.find(({ itemId }) => itemId === fromId);
  const to = ends.find(({ itemId }) => itemId === toId);
  if (!from || !to) return { paths: [], truncated: false };
  if (fromId === toId) return { paths: [{ nodes: [from], edges: [] }], truncated: false };

  const known = exploration(reader, query, ends);
  // The nodes that a walk of exactly so many relations reaches from either end.
  const forward = [new Set([fromId])];
  const backward = [new Set([toId])];
  const paths: GraphPath[] = [];
  for (let length = 1; length <= query.length; length += 1) {
    if (length % 2 === 1) forward.push(await known.around(forward.at(-1) ?? new Set(), toId));
    else backward.push(await known.around(backward.at(-1) ?? new Set(), fromId));
    const layers = layersOf(forward, backward, known.stepsOf);
    for (const path of pathsThrough(from, toId, layers, known.stepsOf)) {
      if (paths.length === limit) return { paths, truncated: true };
      paths.push(path);
    }
  }
  return { paths, truncated: false };
}

type StepsOf = (itemId: string) => readonly GraphStep[];

/** What was read of the graph so far; a relation is known at both its ends as soon as one of them was asked. */
function exploration(reader: GraphReader, query: Pick<PathsQuery, 'types'>, ends: readonly GraphNode[]) {
  const nodes = new Map(ends.map((node) => [node.itemId, node]));
  const asked = new Set<string>();
  const adjacent = new Map<string, Map<string, GraphStep>>();
  const sorted = new Map<string, readonly GraphStep[]>();

  const note = (hereId: string, step: GraphStep) => {
    const steps = adjacent.get(hereId) ?? new Map<string, GraphStep>();
    adjacent.set(hereId, steps.set(step.edge.edgeId, step));
    sorted.delete(hereId);
  };
  const ask = async (itemIds: readonly string[]) => {
    if (itemIds.length === 0) return;
    for (const { edge, other } of await reader.steps(itemIds, { ...query, direction: 'both' })) {
      if (edge.fromId === edge.toId) continue;
      nodes.set(other.itemId, other);
      const hereId = edge.fromId === other.itemId ? edge.toId : edge.fromId;
      note(hereId, { edge, other });
      const here = nodes.get(hereId);
      if (here) note(other.itemId, { edge, other: here });
    }
    for (const itemId of itemIds) asked.add(itemId);
  };
  const stepsOf: StepsOf = (itemId) => {
    const before = sorted.get(itemId);
    if (before) return before;
    const steps = [...(adjacent.get(itemId)?.values() ?? [])].sort(
      (a, b) => byId(a.other.itemId, b.other.itemId) || byId(a.edge.edgeId, b.edge.edgeId),
    );
    sorted.set(itemId, steps);
    return steps;
  };
  return {
    stepsOf,
    /** The nodes one relation away from any of these; nothing goes on through the other end. */
    async around(itemIds: ReadonlySet<string>, otherEnd: string): Promise<Set<string>> {
      const walked = [...itemIds].filter((itemId) => itemId !== otherEnd);
      await ask(walked.filter((itemId) => !asked.has(itemId)));
      return new Set(walked.flatMap((itemId) => stepsOf(itemId).map(({ other }) => other.itemId)));
    },
  };
}

/** For each place on a path of this length, the nodes from which the end is reached in what is left of it. */
function layersOf(
  forward: readonly ReadonlySet<string>[],
  backward: readonly ReadonlySet<string>[],
  stepsOf: StepsOf,
): readonly ReadonlySet<string>[] {
  const layers: ReadonlySet<string>[] = [...backward];
  let next = layers.pop() ?? new Set<string>();
  const rest = layers.reverse();
  const middle = forward.at(-1) ?? new Set<string>();
  next = new Set([...middle].filter((itemId) => next.has(itemId)));
  const first: ReadonlySet<string>[] = [next];
  for (const layer of forward.slice(0, -1).reverse()) {
    const towards = next;
    next = new Set([...layer].filter((itemId) => stepsOf(itemId).some(({ other }) => towards.has(other.itemId))));
    first.unshift(next);
  }
  return [...first, ...rest];
}

function* pathsThrough(
  from: GraphNode,
  toId: string,
  layers: readonly ReadonlySet<string>[],
  stepsOf: StepsOf,
): Generator<GraphPath> {
  const last = layers.length - 1;
  const visited = new Set([from.itemId]);
  const taken: GraphStep[] = [];
  function* onwards(itemId: string): Generator<GraphPath> {
    const place = taken.length + 1;
    for (const step of stepsOf(itemId)) {
      const { itemId: nextId } = step.other;
      if (visited.has(nextId) || !layers[place]?.has(nextId) || (nextId === toId) !== (place === last)) continue;
      taken.push(step);
      if (place === last) {
        yield { nodes: [from, ...taken.map(({ other }) => other)], edges: taken.map(({ edge }) => edge) };
      } else {
        visited.add(nextId);
        yield* onwards(nextId);
        visited.delete(nextId);
      }
      taken.pop();
    }
  }
  if (layers[0]?.has(from.itemId)) yield* onwards(from.itemId);
}
