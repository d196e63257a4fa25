import type { RelationType } from '../../graph-schema/index.ts';
import type { GraphEdge, GraphNode, Neighbourhood, NeighbourhoodQuery } from '../ports/graph-index.ts';

/** A relation in force, seen from one of its ends, with the node in force at the other. */
export interface GraphStep {
  readonly edge: GraphEdge;
  readonly other: GraphNode;
}

/** Which relations a step may take. */
export interface StepQuery {
  readonly types?: readonly RelationType[];
  readonly direction?: 'out' | 'in' | 'both';
}

/** What a walk asks a graph for, at one point of both times; in any order, a relation perhaps from both its ends. */
export interface GraphReader {
  /** Those of the items that are nodes in force. */
  nodes(itemIds: readonly string[]): Promise<readonly GraphNode[]>;
  /** The relations in force that leave or enter these nodes, where the other end is in force too. */
  steps(itemIds: readonly string[], query: StepQuery): Promise<readonly GraphStep[]>;
}

/** Compares by code units, as every adapter must to give the same answer. */
export function byId(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const byItemId = (a: GraphNode, b: GraphNode) => byId(a.itemId, b.itemId);

/** Breadth first, one question to the reader for each relation further away; see `GraphIndex.neighbourhood`. */
export async function walkGraph(reader: GraphReader, query: Omit<NeighbourhoodQuery, 'at'>): Promise<Neighbourhood> {
  const found = new Map<string, GraphNode & { readonly distance: number }>();
  const edges = new Map<string, GraphEdge>();
  let truncated = false;
  let room = query.limit;
  let frontier = [...(await reader.nodes([...new Set(query.itemIds)]))].sort(byItemId);
  for (const node of frontier) found.set(node.itemId, { ...node, distance: 0 });

  for (let distance = 1; distance <= query.depth && frontier.length > 0; distance += 1) {
    const steps = await reader.steps(
      frontier.map(({ itemId }) => itemId),
      query,
    );
    const reached = new Map<string, GraphNode>();
    for (const { other } of steps) {
      if (!found.has(other.itemId)) reached.set(other.itemId, other);
    }
    frontier = [...reached.values()].sort(byItemId).slice(0, room);
    room -= frontier.length;
    truncated ||= frontier.length < reached.size;
    for (const node of frontier) found.set(node.itemId, { ...node, distance });
    for (const { edge, other } of steps) {
      if (found.has(other.itemId)) edges.set(edge.edgeId, edge);
    }
  }
  return {
    nodes: [...found.values()],
    edges: [...edges.values()].sort((a, b) => byId(a.edgeId, b.edgeId)),
    truncated,
  };
}
