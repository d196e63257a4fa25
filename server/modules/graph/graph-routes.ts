import { z } from 'zod';
import { instantSchema, itemKinds, relationTypes } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import type { AnsweringGraph } from '../../graph/preferring-graph-index.ts';
import { idParams } from '../../http/lists.ts';
import { type Route, route } from '../../http/route.ts';
import type { Database } from '../../ports/database.ts';
import type { GraphIndex, GraphNode, Neighbourhood, PointInTime } from '../../ports/graph-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import type { Principal } from '../access/index.ts';
import { overviewOf } from './graph-overview.ts';
import {
  audienceOf,
  edgeView,
  neighbourhoodViewSchema,
  nodeViews,
  overviewViewSchema,
  pathsViewSchema,
  visiblePart,
  visiblePaths,
} from './graph-views.ts';

interface Options {
  readonly database: Database;
  readonly state: PublishedState;
  readonly graph: AnsweringGraph;
}

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const itemId = z.string().min(1).max(100);
const timeFields = { asOf: instantSchema.optional(), knownAt: instantSchema.optional() };
/** Relations by name, with commas between them. */
const types = z
  .string()
  .max(1_000)
  .transform((names) => names.split(','))
  .pipe(
    z.array(
      z.enum(relationTypes, {
        error: `must be relations out of ${relationTypes.join(', ')}, with commas between them`,
      }),
    ),
  )
  .optional();
/** Kinds by name, with commas between them. */
const kindNames = z
  .string()
  .max(1_000)
  .transform((names) => names.split(','))
  .pipe(z.array(z.enum(itemKinds, { error: `must be kinds out of ${itemKinds.join(', ')}, with commas between them` })))
  .optional();
const limit = (most: number, usual: number) => whole(1, most).default(usual);

const overviewQuery = z.strictObject({ kinds: kindNames, limit: limit(2_000, 2_000), ...timeFields });
const neighbourhoodQuery = z.strictObject({
  itemId,
  depth: whole(1, 3).default(1),
  types,
  direction: z.enum(['out', 'in', 'both']).default('both'),
  limit: limit(500, 100),
  ...timeFields,
});
const impactQuery = z.strictObject({ depth: whole(1, 6).default(3), types, limit: limit(500, 100), ...timeFields });
const pathsQuery = z.strictObject({
  from: itemId,
  to: itemId,
  length: whole(1, 6).default(4),
  types,
  limit: limit(50, 10),
  ...timeFields,
});

/** Walks through the published graph, at any point of both times, for people. */
export function graphRoutes({ database, state, graph }: Options): readonly Route[] {
  const moment = ({ asOf, knownAt }: { asOf?: Date | undefined; knownAt?: Date | undefined }): PointInTime => {
    const now = state.now();
    return { asOf: asOf ?? now.asOf, knownAt: knownAt ?? now.knownAt };
  };
  const visibleTo = (principal: Principal) => {
    const maySee = audienceOf(principal);
    return ({ itemId: id, version }: GraphNode) => maySee(state.version(id, version)?.audience ?? []);
  };
  const refuseUnknown = (id: string, principal: Principal) => {
    const item = state.get(id);
    const maySee = audienceOf(principal);
    if (item?.sort !== 'node' || !item.versions.some(({ audience }) => maySee(audience))) {
      throw notFound('published item', id);
    }
  };
  const shown = ({ asOf, knownAt }: PointInTime) => ({ asOf: asOf.toISOString(), knownAt: knownAt.toISOString() });

  const walk = async (
    principal: Principal,
    at: PointInTime,
    question: (index: GraphIndex) => Promise<Neighbourhood>,
  ) => {
    const { answer, answeredBy, position } = await graph.ask(question);
    const { nodes, edges, truncated } = visiblePart(answer, visibleTo(principal));
    const view = await nodeViews(database, nodes);
    const body = {
      answeredBy,
      position,
      ...shown(at),
      truncated,
      nodes: nodes.map((node) => ({ ...view(node), distance: node.distance })),
      edges: edges.map(edgeView),
    };
    return { status: 200, body };
  };

  return [
    route({
      method: 'get',
      path: '/v1/graph/overview',
      operationId: 'getGraphOverview',
      summary: 'The graph as a whole at a point of both times, at most its best connected items',
      tag: 'graph',
      access: 'items:read',
      query: overviewQuery,
      response: { status: 200, schema: overviewViewSchema },
      async handle({ query, principal }) {
        const at = moment(query);
        const position = state.position;
        const found = await overviewOf(state, {
          at,
          kinds: query.kinds,
          limit: query.limit,
          isVisible: visibleTo(principal),
        });
        const view = await nodeViews(database, found.nodes);
        const body = {
          answeredBy: 'memory',
          position,
          ...shown(at),
          truncated: found.total > found.nodes.length,
          total: found.total,
          nodes: found.nodes.map(view),
          edges: found.edges.map(edgeView),
        };
        return { status: 200, body };
      },
    }),
    route({
      method: 'get',
      path: '/v1/graph/neighbourhood',
      operationId: 'getNeighbourhood',
      summary: 'What is around an item, by relations in force at a point of both times',
      tag: 'graph',
      access: 'items:read',
      query: neighbourhoodQuery,
      response: { status: 200, schema: neighbourhoodViewSchema },
      async handle({ query, principal }) {
        refuseUnknown(query.itemId, principal);
        const { itemId: id, types: wanted, depth, direction, limit: most } = query;
        const at = moment(query);
        return walk(principal, at, (index) =>
          index.neighbourhood({ itemIds: [id], depth, direction, limit: most, at, ...(wanted && { types: wanted }) }),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/items/{id}/impact',
      operationId: 'getImpact',
      summary: 'What leans on an item, directly or through others: what a change of it touches',
      tag: 'graph',
      access: 'items:read',
      params: idParams,
      query: impactQuery,
      response: { status: 200, schema: neighbourhoodViewSchema },
      async handle({ params, query, principal }) {
        refuseUnknown(params.id, principal);
        const { types: wanted, depth, limit: most } = query;
        const at = moment(query);
        return walk(principal, at, (index) =>
          index.impact({ itemIds: [params.id], depth, limit: most, at, ...(wanted && { types: wanted }) }),
        );
      },
    }),
    route({
      method: 'get',
      path: '/v1/graph/paths',
      operationId: 'findPaths',
      summary: 'How two items are joined, over relations in either direction, the shortest ways first',
      tag: 'graph',
      access: 'items:read',
      query: pathsQuery,
      response: { status: 200, schema: pathsViewSchema },
      async handle({ query, principal }) {
        const { from, to, length, types: wanted, limit: most } = query;
        for (const id of [from, to]) refuseUnknown(id, principal);
        const at = moment(query);
        const { answer, answeredBy, position } = await graph.ask((index) =>
          index.paths({ fromId: from, toId: to, length, limit: most, at, ...(wanted && { types: wanted }) }),
        );
        const paths = visiblePaths(answer.paths, visibleTo(principal));
        const view = await nodeViews(
          database,
          paths.flatMap(({ nodes }) => nodes),
        );
        const body = {
          answeredBy,
          position,
          ...shown(at),
          truncated: answer.truncated,
          paths: paths.map(({ nodes, edges }) => ({ nodes: nodes.map(view), edges: edges.map(edgeView) })),
        };
        return { status: 200, body };
      },
    }),
  ];
}
