import type { ItemKind } from '../../../graph-schema/index.ts';
import type { GraphEdge, GraphNode, PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';

export interface GraphOverview {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** How many there are, shown or not. */
  readonly total: number;
}

interface OverviewQuery {
  readonly at: PointInTime;
  /** All kinds when absent. */
  readonly kinds?: readonly ItemKind[] | undefined;
  readonly limit: number;
  readonly isVisible: (node: GraphNode) => boolean;
}

/** How many items are looked at before whatever else waits in this process gets its turn. */
const stretch = 2_000;

/**
 * The graph as a whole at a point of both times: of more than `limit` items those with the most relations, and the
 * relations between them. Looks at everything published, and lets other work in between.
 */
export async function overviewOf(
  state: PublishedState,
  { at, kinds, limit, isVisible }: OverviewQuery,
): Promise<GraphOverview> {
  const wanted = kinds && new Set(kinds);
  const nodes = new Map<string, GraphNode>();
  const candidates: { edgeId: string; type: GraphEdge['type']; fromId: string; toId: string; version: number }[] = [];
  let looked = 0;
  for (const item of state.items()) {
    looked += 1;
    if (looked % stretch === 0) await new Promise((resolve) => setImmediate(resolve));
    if (item.sort === 'node' && wanted && !wanted.has(item.kind)) continue;
    const version = state.inForce(item.itemId, at)?.version;
    if (version === undefined) continue;
    if (item.sort === 'edge') {
      candidates.push({ edgeId: item.itemId, type: item.kind, fromId: item.fromId, toId: item.toId, version });
      continue;
    }
    const node = { itemId: item.itemId, version, kind: item.kind };
    if (isVisible(node)) nodes.set(item.itemId, node);
  }
  const edges = candidates.filter(({ fromId, toId }) => nodes.has(fromId) && nodes.has(toId));
  const shown = nodes.size <= limit ? nodes : mostRelated(nodes, edges, limit);
  return {
    nodes: [...shown.values()],
    edges: edges.filter(({ fromId, toId }) => shown.has(fromId) && shown.has(toId)),
    total: nodes.size,
  };
}

function mostRelated(
  nodes: ReadonlyMap<string, GraphNode>,
  edges: readonly GraphEdge[],
  limit: number,
): ReadonlyMap<string, GraphNode> {
  const degrees = new Map<string, number>();
  for (const { fromId, toId } of edges) for (const id of [fromId, toId]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  const order = [...nodes].sort(([a], [b]) => (degrees.get(b) ?? 0) - (degrees.get(a) ?? 0) || (a < b ? -1 : 1));
  return new Map(order.slice(0, limit));
}
