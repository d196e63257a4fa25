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

/** The published nodes and relations with their intervals, traversed at any point of both times. */
export interface GraphIndex {
  neighbourhood(query: NeighbourhoodQuery): Promise<Neighbourhood>;
}
