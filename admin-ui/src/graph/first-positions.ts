import { itemKinds } from '../../../graph-schema/index.ts';
import type { ShownGraph } from './shown-graph.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where items are before the layout moves them: those that were there stay, new ones begin beside something they are
 * joined with, the rest in a spiral for each kind. The same items always begin at the same places.
 */
export function firstPositions(graph: ShownGraph, before: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const points = new Map<string, Point>();
  const placed = new Map<string, number>();
  const anchors = new Map<string, string>();
  for (const { fromId, toId } of graph.edges.values()) {
    if (before.has(fromId) && !before.has(toId)) anchors.set(toId, fromId);
    if (before.has(toId) && !before.has(fromId)) anchors.set(fromId, toId);
  }
  for (const { id, kind } of graph.nodes.values()) {
    const stayed = before.get(id);
    if (stayed) {
      points.set(id, stayed);
      continue;
    }
    const anchor = before.get(anchors.get(id) ?? '');
    const group = anchor ? (anchors.get(id) ?? '') : kind;
    const rank = (placed.get(group) ?? 0) + 1;
    placed.set(group, rank);
    points.set(id, anchor ? around(anchor, rank, 6) : around(centreOf(itemKinds.indexOf(kind)), rank, 9));
  }
  return points;
}

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

function around({ x, y }: Point, rank: number, spread: number): Point {
  const radius = spread * Math.sqrt(rank);
  return { x: x + radius * Math.cos(rank * goldenAngle), y: y + radius * Math.sin(rank * goldenAngle) };
}

function centreOf(kind: number): Point {
  const angle = (2 * Math.PI * kind) / itemKinds.length;
  return { x: 120 * Math.cos(angle), y: 120 * Math.sin(angle) };
}
