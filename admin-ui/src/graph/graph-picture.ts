import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { ink } from '../theme.ts';
import { firstPositions, type Point } from './first-positions.ts';
import { markColours } from './kind-marks.ts';
import type { LayoutRequest, LayoutStep } from './layout-messages.ts';
import { degreesOf, type ShownGraph } from './shown-graph.ts';

interface NodeMark {
  x: number;
  y: number;
  size: number;
  color: string;
  label: string;
}
interface EdgeMark {
  size: number;
  color: string;
}

export interface GraphPicture {
  /** Puts the graph in place of what was there; items that stay keep their places until the layout moves them. */
  show(graph: ShownGraph): void;
  mark(chosen: string, marked: ReadonlySet<string>): void;
  pan(x: number, y: number): void;
  zoom(factor: number): void;
  fit(): void;
  close(): void;
}

const faded = '#dfe5e8';
const line = '#b9c6cc';
const labelLength = 18;
/** Up to here relations have arrows. */
const few = 150;
/** From here on relations go while the picture moves. */
const many = 800;

/** Draws with WebGL into `place`, and lays out in a worker. Throws where there is no WebGL. */
export function createGraphPicture(
  place: HTMLElement,
  acts: { choose(id: string): void; open(id: string): void },
): GraphPicture {
  const graph = new MultiDirectedGraph<NodeMark, EdgeMark>();
  let focus = '';
  let near: ReadonlySet<string> = new Set();
  const font = getComputedStyle(place).fontFamily;
  const sigma = new Sigma<NodeMark, EdgeMark>(graph, place, {
    allowInvalidContainer: true,
    labelFont: font,
    labelSize: 12,
    labelWeight: '500',
    labelColor: { color: ink },
    labelDensity: 0.6,
    labelGridCellSize: 110,
    labelRenderedSizeThreshold: 5,
    defaultEdgeType: 'arrow',
    stagePadding: 40,
    // Closer up, items grow less than the room between them.
    zoomToSizeRatioFunction: (ratio) => Math.max(0.45, ratio ** 0.35),
    minCameraRatio: 0.03,
    maxCameraRatio: 3,
    zIndex: true,
    nodeReducer: (id, mark) => {
      if (near.size === 0) return mark;
      if (!near.has(id)) return { ...mark, color: faded, label: '', zIndex: 0 };
      return { ...mark, zIndex: 1, forceLabel: near.size <= 30 || id === focus, highlighted: id === focus };
    },
    edgeReducer: (id, mark) => {
      if (near.size === 0) return mark;
      const [from, to] = graph.extremities(id);
      const stands = near.has(from) && near.has(to);
      return stands ? { ...mark, color: '#5d7886', size: mark.size + 0.6, zIndex: 1 } : { ...mark, color: '#eef2f3' };
    },
  });
  let lastPressed = '';
  sigma.on('clickNode', ({ node }) => {
    lastPressed = node;
    acts.choose(node);
  });
  sigma.on('doubleClickNode', (event) => {
    event.preventSigmaDefault();
    acts.open(event.node || lastPressed);
  });
  sigma.on('clickStage', () => acts.choose(''));

  const settled = (is: boolean) => {
    place.dataset['settled'] = String(is);
  };
  const layout = startLayout(settled, (ids, positions) => {
    graph.updateEachNodeAttributes((id, mark) => {
      const at = ids.get(id);
      if (at === undefined) return mark;
      return { ...mark, x: positions[at * 2] ?? mark.x, y: positions[at * 2 + 1] ?? mark.y };
    });
  });

  const refocus = () => {
    const shown = graph.hasNode(focus) ? focus : '';
    if (shown !== '') near = near.size > 0 && near.has(shown) ? near : new Set([shown, ...graph.neighbors(shown)]);
  };

  return {
    show(next) {
      const before = new Map<string, Point>(graph.mapNodes((id, { x, y }) => [id, { x, y }]));
      const added = draw(graph, next, firstPositions(next, before));
      const large = next.nodes.size > many;
      sigma.setSetting('hideEdgesOnMove', large);
      sigma.setSetting('defaultEdgeType', next.nodes.size > few ? 'line' : 'arrow');
      sigma.setSetting('labelRenderedSizeThreshold', large ? 7 : 4);
      refocus();
      if (added > 0 || before.size !== next.nodes.size) layout.begin(graph);
    },
    mark(chosen, marked) {
      focus = graph.hasNode(chosen) ? chosen : '';
      near = marked.size > 0 ? marked : focus === '' ? new Set() : new Set([focus, ...graph.neighbors(focus)]);
      sigma.refresh({ skipIndexation: true });
    },
    pan(x, y) {
      const camera = sigma.getCamera();
      const { ratio, ...at } = camera.getState();
      void camera.animate({ x: at.x + x * 0.12 * ratio, y: at.y - y * 0.12 * ratio }, { duration: moveMs() });
    },
    zoom(factor) {
      const camera = sigma.getCamera();
      void camera.animate({ ratio: camera.getBoundedRatio(camera.ratio * factor) }, { duration: moveMs() });
    },
    fit() {
      void sigma.getCamera().animatedReset({ duration: moveMs() });
    },
    close() {
      layout.end();
      sigma.kill();
    },
  };
}

/** Without its middle when it is long: articles of one law begin alike. */
function shortened(name: string): string {
  const half = labelLength / 2;
  return name.length > labelLength ? `${name.slice(0, half)}…${name.slice(-half)}` : name;
}

const moveMs = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 1 : 180);

/** How many items came new. */
function draw(
  graph: MultiDirectedGraph<NodeMark, EdgeMark>,
  next: ShownGraph,
  points: ReadonlyMap<string, Point>,
): number {
  const degrees = degreesOf(next);
  for (const id of graph.nodes()) if (!next.nodes.has(id)) graph.dropNode(id);
  for (const id of graph.edges()) if (!next.edges.has(id)) graph.dropEdge(id);
  let added = 0;
  for (const { id, kind, label } of next.nodes.values()) {
    const { x, y } = points.get(id) ?? { x: 0, y: 0 };
    const size = Math.min(15, (next.nodes.size > few ? 2.5 : 5) + 1.4 * Math.sqrt(degrees.get(id) ?? 0));
    const name = label ?? id;
    const mark = {
      x,
      y,
      size,
      color: markColours[kind],
      label: shortened(name),
    };
    if (graph.hasNode(id)) graph.mergeNodeAttributes(id, { size, label: mark.label });
    else {
      graph.addNode(id, mark);
      added += 1;
    }
  }
  for (const { id, fromId, toId } of next.edges.values())
    if (!graph.hasEdge(id))
      graph.addEdgeWithKey(id, fromId, toId, { size: next.nodes.size > few ? 0.8 : 1.8, color: line });
  return added;
}

interface Layout {
  begin(graph: MultiDirectedGraph<NodeMark, EdgeMark>): void;
  end(): void;
}

/** One layout at a time: what begins anew ends what was going on. */
function startLayout(
  settled: (is: boolean) => void,
  place: (ids: ReadonlyMap<string, number>, positions: Float32Array) => void,
): Layout {
  let worker: Worker | null = null;
  const end = () => {
    worker?.terminate();
    worker = null;
  };
  return {
    begin(graph) {
      end();
      const ids = new Map(graph.nodes().map((id, index) => [id, index]));
      settled(ids.size < 2);
      if (ids.size < 2) return;
      const request: LayoutRequest = {
        positions: Float32Array.from(
          graph.nodes().flatMap((id) => [graph.getNodeAttribute(id, 'x'), graph.getNodeAttribute(id, 'y')]),
        ),
        sizes: Float32Array.from(graph.mapNodes((_, { size }) => size)),
        edges: Uint32Array.from(
          graph.mapEdges((_id, _mark, from, to) => [ids.get(from) ?? 0, ids.get(to) ?? 0]).flat(),
        ),
        iterations: ids.size > many ? 350 : 500,
      };
      worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      worker.onmessage = ({ data }: MessageEvent<LayoutStep>) => {
        if (!still || data.finished) place(ids, data.positions);
        if (!data.finished) return;
        end();
        settled(true);
      };
      worker.postMessage(request);
    },
    end,
  };
}
