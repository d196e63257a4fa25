import type { operations } from '../../../client/schema.d.ts';
import type { ItemKind } from '../../../graph-schema/index.ts';

type Answer<O extends 'getGraphOverview' | 'getNeighbourhood' | 'findPaths'> =
  operations[O]['responses'][200]['content']['application/json'];
export type Overview = Answer<'getGraphOverview'>;
export type Neighbourhood = Answer<'getNeighbourhood'>;
export type Paths = Answer<'findPaths'>;

export type ShownNode = Overview['nodes'][number];
export type ShownEdge = Overview['edges'][number];

export interface ShownGraph {
  readonly nodes: ReadonlyMap<string, ShownNode>;
  readonly edges: ReadonlyMap<string, ShownEdge>;
}

export type GraphPart = Pick<Overview, 'nodes' | 'edges'>;

/** Several answers as one graph; relations whose ends are not both there are left out. */
export function joined(parts: readonly GraphPart[]): ShownGraph {
  const nodes = new Map(parts.flatMap((part) => part.nodes.map((node) => [node.id, node] as const)));
  const edges = new Map(
    parts
      .flatMap((part) => part.edges)
      .filter(({ fromId, toId }) => nodes.has(fromId) && nodes.has(toId))
      .map((edge) => [edge.id, edge] as const),
  );
  return { nodes, edges };
}

/** Without the kinds that are hidden; the item that everything begins at stays. */
export function without(graph: ShownGraph, hidden: readonly ItemKind[], keep: readonly string[]): ShownGraph {
  if (hidden.length === 0) return graph;
  const nodes = [...graph.nodes.values()].filter(({ id, kind }) => keep.includes(id) || !hidden.includes(kind));
  return joined([{ nodes, edges: [...graph.edges.values()] }]);
}

/** How many relations each item has among those shown. */
export function degreesOf({ edges }: ShownGraph): ReadonlyMap<string, number> {
  const degrees = new Map<string, number>();
  for (const { fromId, toId } of edges.values())
    for (const id of [fromId, toId]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  return degrees;
}

/** What an item hangs together with among what is shown, as sentences: the relation, its direction, the other end. */
export function linksOf(
  graph: ShownGraph,
  id: string,
): readonly { readonly edge: ShownEdge; readonly other: ShownNode; readonly outward: boolean }[] {
  return [...graph.edges.values()].flatMap((edge) => {
    const outward = edge.fromId === id;
    if (!outward && edge.toId !== id) return [];
    const other = graph.nodes.get(outward ? edge.toId : edge.fromId);
    return other ? [{ edge, other, outward }] : [];
  });
}
