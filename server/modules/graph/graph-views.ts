import { z } from 'zod';
import { type Audience, itemKindSchema, relationTypeSchema } from '../../../graph-schema/index.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { GraphEdge, GraphNode, GraphPath, Neighbourhood } from '../../ports/graph-index.ts';
import type { Principal } from '../access/index.ts';

const nodeViewSchema = z.object({
  id: z.string(),
  kind: itemKindSchema,
  /** null once erased. */
  label: z.string().nullable(),
  version: z.int(),
});
const edgeViewSchema = z.object({
  id: z.string(),
  type: relationTypeSchema,
  fromId: z.string(),
  toId: z.string(),
  version: z.int(),
});
const answered = {
  /** Which engine walked the graph; the answer is the same from either. */
  answeredBy: z.enum(['neo4j', 'memory']),
  /** The decision up to which at least it holds. */
  position: z.int(),
  asOf: instant,
  knownAt: instant,
  truncated: z.boolean(),
};

export const neighbourhoodViewSchema = z.object({
  ...answered,
  nodes: z.array(nodeViewSchema.extend({ distance: z.int() })),
  edges: z.array(edgeViewSchema),
});
export const overviewViewSchema = z.object({
  ...answered,
  /** How many items there are, shown or not. */
  total: z.int(),
  nodes: z.array(nodeViewSchema),
  edges: z.array(edgeViewSchema),
});
export const pathsViewSchema = z.object({
  ...answered,
  paths: z.array(z.object({ nodes: z.array(nodeViewSchema), edges: z.array(edgeViewSchema) })),
});

export type MaySee = (audience: readonly Audience[]) => boolean;

/** What somebody may see: who only takes calls, and a machine, what is for agents; everybody else all of it. */
export function audienceOf(principal: Principal): MaySee {
  const forAgents: MaySee = (audience) => audience.includes('agent');
  if (principal.type === 'local') return () => true;
  if (principal.type !== 'user') return forAgents;
  return principal.roles.some((role) => role !== 'agent') ? () => true : forAgents;
}

/** What is left of a neighbourhood for somebody: nothing hidden, and nothing that is only reached through it. */
export function visiblePart(found: Neighbourhood, isVisible: (node: GraphNode) => boolean): Neighbourhood {
  const shown = new Map(found.nodes.filter(isVisible).map((node) => [node.itemId, node]));
  if (shown.size === found.nodes.length) return found;
  const edges = found.edges.filter(({ fromId, toId }) => shown.has(fromId) && shown.has(toId));
  const reached = new Set([...shown.values()].filter(({ distance }) => distance === 0).map(({ itemId }) => itemId));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const { fromId, toId } of edges) {
      if (reached.has(fromId)) reached.add(toId);
      if (reached.has(toId)) reached.add(fromId);
    }
  }
  return {
    nodes: found.nodes.filter(({ itemId }) => reached.has(itemId)),
    edges: edges.filter(({ fromId }) => reached.has(fromId)),
    truncated: found.truncated,
  };
}

export const visiblePaths = (paths: readonly GraphPath[], isVisible: (node: GraphNode) => boolean) =>
  paths.filter(({ nodes }) => nodes.every(isVisible));

export const edgeView = ({ edgeId, type, fromId, toId, version }: GraphEdge) => ({
  id: edgeId,
  type,
  fromId,
  toId,
  version,
});

/** Shows nodes by the labels that their versions carry. */
export async function nodeViews(
  executor: Executor,
  nodes: readonly GraphNode[],
): Promise<(node: GraphNode) => z.infer<typeof nodeViewSchema>> {
  const found = await executor.query<{ item_id: string; version: number; label: string | null }>(
    `select v.item_id, v.version, v.label from item_versions v
       join jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int) on r."itemId" = v.item_id and r.version = v.version`,
    [JSON.stringify(nodes.map(({ itemId, version }) => ({ itemId, version })))],
  );
  const labels = new Map(found.rows.map((row) => [`${row.item_id}@${row.version}`, row.label]));
  return ({ itemId, kind, version }) => ({
    id: itemId,
    kind,
    label: labels.get(`${itemId}@${version}`) ?? null,
    version,
  });
}
