import { describe } from 'vitest';
import { type GraphFixture, graphIndexContract } from '../../contracts/graph-index-contract.ts';
import { inForceAt } from '../../publishing/in-force.ts';
import { memoryGraphIndex } from './memory-graph-index.ts';

function viewOf(things: readonly GraphFixture[]) {
  const byId = new Map(things.map((thing) => [thing.itemId, thing]));
  return memoryGraphIndex({
    get: (itemId) => byId.get(itemId),
    inForce: (itemId, at) => inForceAt(byId.get(itemId)?.versions ?? [], at),
    edges: (itemId, direction) =>
      things
        .filter((thing) => thing.sort === 'edge')
        .filter((e) => itemId === (direction === 'out' ? e.fromId : e.toId)),
  });
}

describe('the graph in memory', () => graphIndexContract(viewOf));
