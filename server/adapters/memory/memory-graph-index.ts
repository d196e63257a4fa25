import type { ItemKind, RelationType } from '../../../graph-schema/index.ts';
import { findPaths } from '../../graph/find-paths.ts';
import { type GraphReader, type GraphStep, type StepQuery, walkGraph } from '../../graph/walk-graph.ts';
import type { GraphIndex, GraphNode, PointInTime } from '../../ports/graph-index.ts';

/** A relation as the published state knows it, in force or not. */
export interface GraphStateEdge {
  readonly itemId: string;
  readonly kind: RelationType;
  readonly fromId: string;
  readonly toId: string;
}

/** What the graph needs of the published state. */
export interface GraphStateView {
  get(itemId: string): { readonly sort: 'node'; readonly kind: ItemKind } | { readonly sort: 'edge' } | undefined;
  inForce(itemId: string, at: PointInTime): { readonly version: number } | null;
  edges(itemId: string, direction: 'out' | 'in'): Iterable<GraphStateEdge>;
}

/** The graph as a view of the published state: nothing of its own to keep in step. */
export function memoryGraphIndex(state: GraphStateView): GraphIndex {
  const reader = (at: PointInTime): GraphReader => ({
    nodes: async (itemIds) => itemIds.flatMap((itemId) => nodeInForce(state, itemId, at) ?? []),
    steps: async (itemIds, query) => itemIds.flatMap((itemId) => [...stepsFrom(state, itemId, query, at)]),
  });
  return {
    neighbourhood: (query) => walkGraph(reader(query.at), query),
    impact: (query) => walkGraph(reader(query.at), { ...query, direction: 'in' }),
    paths: (query) => findPaths(reader(query.at), query),
  };
}

function nodeInForce(state: GraphStateView, itemId: string, at: PointInTime): GraphNode | null {
  const item = state.get(itemId);
  const version = item?.sort === 'node' ? state.inForce(itemId, at) : null;
  return item?.sort === 'node' && version ? { itemId, version: version.version, kind: item.kind } : null;
}

function* stepsFrom(
  state: GraphStateView,
  itemId: string,
  { types, direction: wanted = 'both' }: StepQuery,
  at: PointInTime,
): Generator<GraphStep> {
  for (const direction of ['out', 'in'] as const) {
    if (wanted !== 'both' && wanted !== direction) continue;
    for (const { itemId: edgeId, kind: type, fromId, toId } of state.edges(itemId, direction)) {
      if (types && !types.includes(type)) continue;
      const version = state.inForce(edgeId, at);
      const other = version && nodeInForce(state, direction === 'out' ? toId : fromId, at);
      if (other) yield { edge: { edgeId, version: version.version, type, fromId, toId }, other };
    }
  }
}
