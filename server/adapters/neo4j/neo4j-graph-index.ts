import { type ItemKind, type RelationType, relationTypes } from '../../../graph-schema/index.ts';
import { findPaths } from '../../graph/find-paths.ts';
import { GraphNotCurrent } from '../../graph/preferring-graph-index.ts';
import { type GraphReader, type GraphStep, walkGraph } from '../../graph/walk-graph.ts';
import type { GraphIndex, GraphNode, PointInTime } from '../../ports/graph-index.ts';
import { hasVersion, relationName } from './graph-labels.ts';
import type { Neo4jConnection, RunCypher } from './neo4j-connection.ts';
import type { GraphStanding } from './neo4j-graph-projection.ts';

interface Options {
  readonly connection: Neo4jConnection;
  /** The installation whose graph it is. */
  readonly graph: string;
  /** The position as of which it answers: nothing decided after it is seen. */
  readonly upTo: () => number;
  /** Most milliseconds that the server works on one statement. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 5_000;

/** The graph in a graph server. Answers exactly as the graph in memory does at the same position, or throws. */
export function neo4jGraphIndex({ connection, graph, upTo, timeoutMs = defaultTimeoutMs }: Options): GraphIndex {
  const ask = <T>(at: PointInTime, work: (reader: GraphReader) => Promise<T>): Promise<T> => {
    const moment = { graph, upTo: upTo(), asOf: at.asOf.getTime(), knownAt: at.knownAt.getTime() };
    return connection.read((run) => work(readerOf(run, moment)), timeoutMs);
  };
  return {
    neighbourhood: (query) => ask(query.at, (reader) => walkGraph(reader, query)),
    impact: (query) => ask(query.at, (reader) => walkGraph(reader, { ...query, direction: 'in' })),
    paths: (query) => ask(query.at, (reader) => findPaths(reader, query)),
  };
}

interface Moment {
  readonly graph: string;
  readonly upTo: number;
  readonly asOf: number;
  readonly knownAt: number;
}

/** Decided by then, by both measures, and covering the day. */
const covering = (v: string) => `${v}.position <= $upTo AND ${v}.decidedAt <= $knownAt
  AND (${v}.validFrom IS NULL OR ${v}.validFrom <= $asOf) AND (${v}.validTo IS NULL OR $asOf < ${v}.validTo)`;

/** Not withdrawn by then: the last later decision, if any, resumed it. */
const standing = (v: string) => `(${v}.laterPositions IS NULL OR coalesce(last(
  [k IN range(0, size(${v}.laterPositions) - 1)
   WHERE ${v}.laterPositions[k] <= $upTo AND ${v}.laterDecidedAt[k] <= $knownAt | ${v}.laterActions[k]]), 'resume') = 'resume')`;

const nodesQuery = `
  MATCH (p:Projection {graph: $graph, name: 'graph'})
  RETURN p.position AS position, p.mending AS mending, p.setAside AS setAside, COLLECT {
    UNWIND $ids AS id
    MATCH (i:Item {graph: $graph, id: id})-[:${hasVersion}]->(v:Version) WHERE ${covering('v')}
    WITH i, v ORDER BY v.position DESC
    WITH i, head(collect(v)) AS v WHERE ${standing('v')}
    RETURN {itemId: i.id, version: v.version, kind: i.kind}
  } AS nodes`;

// Every relation stands in the pattern and a parameter narrows them: a server plans each new text for half a second.
const anyRelation = `[r:${relationTypes.map(relationName).join('|')}]`;
const stepsQuery = (pattern: string) => `
  UNWIND $ids AS id
  MATCH (here:Item {graph: $graph, id: id})
  MATCH ${pattern} WHERE type(r) IN $types AND ${covering('r')}
  WITH other, r ORDER BY r.position DESC
  WITH other, r.edgeId AS edgeId, head(collect(r)) AS r WHERE ${standing('r')}
  WITH other, collect(r) AS relations
  MATCH (other)-[:${hasVersion}]->(v:Version) WHERE ${covering('v')}
  WITH other, relations, v ORDER BY v.position DESC
  WITH other, relations, head(collect(v)) AS v WHERE ${standing('v')}
  UNWIND relations AS r
  RETURN r.edgeId AS edgeId, r.version AS edgeVersion, type(r) AS type, startNode(r).id AS fromId, endNode(r).id AS toId,
         other.id AS otherId, other.kind AS otherKind, v.version AS otherVersion`;
const stepsQueries = {
  out: stepsQuery(`(here)-${anyRelation}->(other:Item)`),
  in: stepsQuery(`(here)<-${anyRelation}-(other:Item)`),
  both: stepsQuery(`(here)-${anyRelation}-(other:Item)`),
} as const;

interface StepRow {
  readonly edgeId: string;
  readonly edgeVersion: number;
  readonly type: RelationType;
  readonly fromId: string;
  readonly toId: string;
  readonly otherId: string;
  readonly otherKind: ItemKind;
  readonly otherVersion: number;
}

function toStep(row: StepRow): GraphStep {
  const { edgeId, edgeVersion, type, fromId, toId, otherId, otherKind, otherVersion } = row;
  return {
    edge: { edgeId, version: edgeVersion, type, fromId, toId },
    other: { itemId: otherId, version: otherVersion, kind: otherKind },
  };
}

function readerOf(run: RunCypher, moment: Moment): GraphReader {
  return {
    async nodes(ids) {
      type Row = Pick<GraphStanding, 'position' | 'mending' | 'setAside'> & { readonly nodes: readonly GraphNode[] };
      const row = (await run<Row>(nodesQuery, { ...moment, ids }))[0];
      if (!row || row.position < moment.upTo || row.mending || row.setAside.length > 0) {
        throw new GraphNotCurrent(`The graph server does not stand whole at position ${moment.upTo}`);
      }
      return row.nodes;
    },
    async steps(ids, { types = relationTypes, direction = 'both' }) {
      const rows = await run<StepRow>(stepsQueries[direction], { ...moment, ids, types });
      return rows.map(toStep);
    },
  };
}
