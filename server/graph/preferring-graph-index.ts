import type { GraphIndex } from '../ports/graph-index.ts';
import type { Logger } from '../ports/logger.ts';
import { withinTime } from '../within-time.ts';

export type GraphEngine = 'neo4j' | 'memory';

/** An answer, the engine that gave it, and the decision up to which at least it holds. */
export interface Answered<T> {
  readonly answer: T;
  readonly answeredBy: GraphEngine;
  readonly position: number;
}

/** A graph that says who answered. */
export interface AnsweringGraph extends GraphIndex {
  ask<T>(question: (graph: GraphIndex) => Promise<T>): Promise<Answered<T>>;
}

/** The graph server cannot answer as of the position asked for: it is behind, being mended, or passed over a decision. */
export class GraphNotCurrent extends Error {
  override readonly name = 'GraphNotCurrent';
}

interface Options {
  /** The position of this process's published state. */
  readonly position: () => number;
  /** Whether the graph server is worth asking about that position; it still says itself when it is not. */
  readonly isCurrent: (position: number) => boolean;
  /** Most milliseconds to wait for the graph server. */
  readonly timeoutMs: number;
  readonly log: Logger;
  /** Milliseconds since whenever. */
  readonly clock?: () => number;
}

const failuresToOpen = 3;
const openForMs = 5_000;

/**
 * Asks the graph server where it is current and well, else the graph in memory: nobody waits for the server longer
 * than `timeoutMs`, and not at all for `openForMs` after it failed three times in a row.
 */
export function preferringGraphIndex(
  neo4j: GraphIndex | null,
  memory: GraphIndex,
  { position, isCurrent, timeoutMs, log, clock = () => performance.now() }: Options,
): AnsweringGraph {
  let failures = 0;
  let closedUntil = Number.NEGATIVE_INFINITY;

  const failed = (error: unknown) => {
    failures += 1;
    if (failures < failuresToOpen) return;
    if (failures === failuresToOpen) log.warn({ err: error }, 'the graph server fails; the graph in memory answers');
    closedUntil = clock() + openForMs;
  };
  const succeeded = () => {
    if (failures >= failuresToOpen) log.info({}, 'the graph server answers again');
    failures = 0;
    closedUntil = Number.NEGATIVE_INFINITY;
  };

  const fromServer = async <T>(graph: GraphIndex, question: (graph: GraphIndex) => Promise<T>) => {
    try {
      const answer = await withinTime(question(graph), timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`));
      succeeded();
      return { answer };
    } catch (error) {
      if (!(error instanceof GraphNotCurrent)) failed(error);
      return null;
    }
  };

  const ask: AnsweringGraph['ask'] = async (question) => {
    const at = position();
    if (neo4j !== null && isCurrent(at) && clock() >= closedUntil) {
      // While it is not known to be well again, one question at a time finds out; the others need not wait with it.
      if (failures >= failuresToOpen) closedUntil = clock() + timeoutMs;
      const given = await fromServer(neo4j, question);
      if (given) return { ...given, answeredBy: 'neo4j', position: at };
    }
    return { answer: await question(memory), answeredBy: 'memory', position: at };
  };
  return {
    ask,
    neighbourhood: async (query) => (await ask((graph) => graph.neighbourhood(query))).answer,
    impact: async (query) => (await ask((graph) => graph.impact(query))).answer,
    paths: async (query) => (await ask((graph) => graph.paths(query))).answer,
  };
}
