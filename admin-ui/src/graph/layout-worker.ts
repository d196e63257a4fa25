import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';
import type { LayoutRequest, LayoutStep } from './layout-messages.ts';

// ForceAtlas2 (Jacomy et al. 2014), in slices, so that what is there can be drawn while it goes on.
const slice = 25;

interface WorkerScope {
  onmessage: ((message: MessageEvent<LayoutRequest>) => void) | null;
  postMessage(step: LayoutStep): void;
}
const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  const { positions, sizes, edges, iterations } = data;
  const graph = new Graph({ multi: true });
  const count = positions.length / 2;
  for (let node = 0; node < count; node += 1) {
    graph.addNode(node, { x: positions[node * 2], y: positions[node * 2 + 1], size: sizes[node] });
  }
  for (let at = 0; at < edges.length; at += 2) graph.addEdge(edges[at], edges[at + 1]);
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    // Gravity that grows with the distance keeps what is joined with nothing else in sight.
    gravity: 0.03,
    strongGravityMode: true,
    scalingRatio: 14,
    slowDown: 3,
    barnesHutOptimize: count > 400,
    adjustSizes: count <= 150,
  };
  for (let done = 0; done < iterations; done += slice) {
    forceAtlas2.assign(graph, { iterations: Math.min(slice, iterations - done), settings });
    const moved = new Float32Array(positions.length);
    for (let node = 0; node < count; node += 1) {
      moved[node * 2] = graph.getNodeAttribute(node, 'x');
      moved[node * 2 + 1] = graph.getNodeAttribute(node, 'y');
    }
    scope.postMessage({ positions: moved, finished: done + slice >= iterations });
  }
};
