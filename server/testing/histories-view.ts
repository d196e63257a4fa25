import type { GraphStateView } from '../adapters/memory/memory-graph-index.ts';
import { inForceAt } from '../publishing/in-force.ts';
import type { ItemHistory } from '../publishing/item-histories.ts';

/** The published state that these histories amount to, as the graph in memory looks at it. */
export function historiesView(histories: readonly ItemHistory[]): GraphStateView {
  const byId = new Map(histories.map((history) => [history.itemId, history]));
  const edges = histories.filter((history) => history.sort === 'edge');
  return {
    get: (itemId) => byId.get(itemId),
    inForce: (itemId, at) => inForceAt(byId.get(itemId)?.versions ?? [], at),
    edges: (itemId, direction) => edges.filter((e) => itemId === (direction === 'out' ? e.fromId : e.toId)),
  };
}
