import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { GraphIndex } from '../ports/graph-index.ts';
import { GraphNotCurrent, preferringGraphIndex } from './preferring-graph-index.ts';

const log = pino({ level: 'silent' });
const at = { asOf: new Date(0), knownAt: new Date(0) };
const query = { itemIds: ['a'], depth: 1, limit: 1, at };

function graphThat(answer: () => Promise<void>): GraphIndex & { readonly asked: () => number } {
  let count = 0;
  const give = async <T>(value: T) => {
    count += 1;
    await answer();
    return value;
  };
  const nothing = { nodes: [], edges: [], truncated: false };
  return {
    neighbourhood: () => give(nothing),
    impact: () => give(nothing),
    paths: () => give({ paths: [], truncated: false }),
    asked: () => count,
  };
}

function world(server: () => Promise<void>, isCurrent = true) {
  let now = 0;
  const neo4j = graphThat(server);
  const memory = graphThat(async () => {});
  const graph = preferringGraphIndex(neo4j, memory, {
    position: () => 7,
    isCurrent: () => isCurrent,
    timeoutMs: 20,
    log,
    clock: () => now,
  });
  const answeredBy = async () => (await graph.ask((one) => one.neighbourhood(query))).answeredBy;
  return { neo4j, answeredBy, graph, wait: (ms: number) => (now += ms) };
}

const broken = async () => {
  throw new Error('connection refused');
};

describe('preferring the graph server', () => {
  it('asks the server where it is current, and says who answered and up to where', async () => {
    const { graph } = world(async () => {});
    expect(await graph.ask((one) => one.impact(query))).toEqual({
      answer: { nodes: [], edges: [], truncated: false },
      answeredBy: 'neo4j',
      position: 7,
    });
  });

  it('asks memory where there is no server, or it is behind', async () => {
    const { neo4j, answeredBy } = world(async () => {}, false);
    expect(await answeredBy()).toBe('memory');
    expect(neo4j.asked()).toBe(0);
    const memory = graphThat(async () => {});
    const alone = preferringGraphIndex(null, memory, { position: () => 1, isCurrent: () => true, timeoutMs: 1, log });
    await alone.neighbourhood(query);
    expect((await alone.ask((one) => one.paths({ fromId: 'a', toId: 'b', length: 1, limit: 1, at }))).answeredBy).toBe(
      'memory',
    );
    expect(memory.asked()).toBe(2);
  });

  it('answers from memory when the server fails or does not answer in time', async () => {
    expect(await world(broken).answeredBy()).toBe('memory');
    expect(await world(() => new Promise(() => {})).answeredBy()).toBe('memory');
  });

  it('leaves a server alone for a while that failed three times, then lets one question find out', async () => {
    let well = false;
    const { neo4j, answeredBy, wait } = world(() => (well ? Promise.resolve() : broken()));
    for (let n = 0; n < 6; n += 1) expect(await answeredBy()).toBe('memory');
    expect(neo4j.asked()).toBe(3);
    wait(5_000);
    await Promise.all([answeredBy(), answeredBy()]);
    expect(neo4j.asked()).toBe(4);
    well = true;
    wait(5_000);
    expect(await answeredBy()).toBe('neo4j');
    expect(await answeredBy()).toBe('neo4j');
  });

  it('does not take a server for broken that says that it is behind', async () => {
    const { neo4j, answeredBy } = world(async () => {
      throw new GraphNotCurrent('behind');
    });
    for (let n = 0; n < 5; n += 1) expect(await answeredBy()).toBe('memory');
    expect(neo4j.asked()).toBe(5);
  });
});
