import type { ItemKind, RelationType } from '../../graph-schema/index.ts';

/** A published version of a relation between two items. */
export interface GraphEdge {
  /** The relation's own item id. */
  readonly edgeId: string;
  readonly version: number;
  readonly type: RelationType;
  readonly fromId: string;
  readonly toId: string;
}

export interface GraphNode {
  readonly itemId: string;
  readonly version: number;
  readonly kind: ItemKind;
}

/** Both times, already resolved: see design of time in GLOSSARY. */
export interface PointInTime {
  readonly asOf: Date;
  readonly knownAt: Date;
}

export interface NeighbourhoodQuery {
  readonly itemIds: readonly string[];
  /** How many relations away, 1..3. */
  readonly depth: number;
  readonly types?: readonly RelationType[];
  readonly direction?: 'out' | 'in' | 'both';
  /** Most nodes to return besides the start. */
  readonly limit: number;
  readonly at: PointInTime;
}

export interface Neighbourhood {
  /** Start nodes first, then by distance. Only what is in force at the point in time. */
  readonly nodes: readonly (GraphNode & { readonly distance: number })[];
  readonly edges: readonly GraphEdge[];
  /** The limit cut something off. */
  readonly truncated: boolean;
}

/** Everything that leans on the start items, directly or through others: what a change of them touches. */
export interface ImpactQuery {
  readonly itemIds: readonly string[];
  /** How many relations away, 1..6. */
  readonly depth: number;
  readonly types?: readonly RelationType[];
  readonly limit: number;
  readonly at: PointInTime;
}

export interface PathsQuery {
  readonly fromId: string;
  readonly toId: string;
  /** Most relations on a path, 1..6; relations are followed in both directions. */
  readonly length: number;
  readonly types?: readonly RelationType[];
  /** Most paths to return, the shortest first, then in the order of the ids on them. */
  readonly limit: number;
  readonly at: PointInTime;
}

/** Nodes from end to end, no node twice, and the relation between each and the next. */
export interface GraphPath {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/**
 * The published nodes and relations with their intervals, traversed at any point of both times. Among equals the
 * order is that of the ids, so that every adapter gives the same answer, also when a limit cuts it.
 */
export interface GraphIndex {
  neighbourhood(query: NeighbourhoodQuery): Promise<Neighbourhood>;
  /** Reverse reachability: follows relations from their end to their start. */
  impact(query: ImpactQuery): Promise<Neighbourhood>;
  paths(query: PathsQuery): Promise<{ readonly paths: readonly GraphPath[]; readonly truncated: boolean }>;
}
