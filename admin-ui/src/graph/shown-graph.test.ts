import { describe, expect, it } from 'vitest';
import { degreesOf, joined, linksOf, without } from './shown-graph.ts';

const node = (id: string, kind: 'scenario' | 'step' = 'step') => ({ id, kind, label: id, version: 1 });
const edge = (fromId: string, toId: string) => ({
  id: `${fromId}-${toId}`,
  type: 'HAS_STEP' as const,
  fromId,
  toId,
  version: 1,
});
const graph = joined([
  { nodes: [node('a', 'scenario'), node('b')], edges: [edge('a', 'b'), edge('a', 'gone')] },
  { nodes: [node('b'), node('c')], edges: [edge('a', 'c'), edge('a', 'b')] },
]);

describe('the graph that is shown', () => {
  it('holds each item and relation once, and no relation without both ends', () => {
    expect([...graph.nodes.keys()]).toEqual(['a', 'b', 'c']);
    expect([...graph.edges.keys()]).toEqual(['a-b', 'a-c']);
    expect(degreesOf(graph)).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
        ['c', 1],
      ]),
    );
  });

  it('leaves out hidden kinds with their relations, not the item that it begins at', () => {
    expect([...without(graph, ['step'], ['b']).nodes.keys()]).toEqual(['a', 'b']);
    expect([...without(graph, ['step'], ['b']).edges.keys()]).toEqual(['a-b']);
    expect([...without(graph, ['scenario'], []).edges.keys()]).toEqual([]);
  });

  it('tells the relations of an item either way', () => {
    expect(linksOf(graph, 'a').map(({ other, outward }) => [other.id, outward])).toEqual([
      ['b', true],
      ['c', true],
    ]);
    expect(linksOf(graph, 'b').map(({ other, outward }) => [other.id, outward])).toEqual([['a', false]]);
  });
});
