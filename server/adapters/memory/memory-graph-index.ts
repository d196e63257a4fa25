import type { ItemKind, RelationType } from '../../../graph-schema/index.ts';
import type {
  GraphEdge,
  GraphIndex,
  GraphNode,
  Neighbourhood,
  NeighbourhoodQuery,
  PointInTime,
} from '../../ports/graph-index.ts';

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

type FoundNode = GraphNode & { readonly distance: number };

/** The graph as a view of the published state: nothing of its own to keep in step. */
export function memoryGraphIndex(state: GraphStateView): GraphIndex {
  return { neighbourhood: async (query) => walk(state, query) };
}

function walk(state: GraphStateView, query: NeighbourhoodQuery): Neighbourhood {
  const found = new Map<string, FoundNode>();
  const edges = new Map<string, GraphEdge>();
  let truncated = false;

  for (const itemId of query.itemIds) {
    const node = nodeInForce(state, itemId, query.at);
    if (node) found.set(itemId, { ...node, distance: 0 });
  }
  const most = found.size + query.limit;

  // A map hands out what is added to it while it is walked: breadth first.
  for (const { itemId, distance } of found.values()) {
    if (distance === query.depth) break;
    for (const { edge, otherId } of edgesInForce(state, itemId, query)) {
      if (!found.has(otherId)) {
        const node = nodeInForce(state, otherId, query.at);
        if (!node) continue;
        if (found.size >= most) {
          truncated = true;
          continue;
        }
        found.set(otherId, { ...node, distance: distance + 1 });
      }
      edges.set(edge.edgeId, edge);
    }
  }
  return { nodes: [...found.values()], edges: [...edges.values()], truncated };
}

function nodeInForce(state: GraphStateView, itemId: string, at: PointInTime): GraphNode | null {
  const item = state.get(itemId);
  const version = item?.sort === 'node' ? state.inForce(itemId, at) : null;
  return item?.sort === 'node' && version ? { itemId, version: version.version, kind: item.kind } : null;
}

function* edgesInForce(
  state: GraphStateView,
  itemId: string,
  query: NeighbourhoodQuery,
): Generator<{ edge: GraphEdge; otherId: string }> {
  const wanted = query.direction ?? 'both';
  for (const direction of ['out', 'in'] as const) {
    if (wanted !== 'both' && wanted !== direction) continue;
    for (const { itemId: edgeId, kind: type, fromId, toId } of state.edges(itemId, direction)) {
      if (query.types && !query.types.includes(type)) continue;
      const version = state.inForce(edgeId, query.at);
      if (!version) continue;
      yield {
        edge: { edgeId, version: version.version, type, fromId, toId },
        otherId: direction === 'out' ? toId : fromId,
      };
    }
  }
}
