import type { DrawnFlow, DrawnWay } from './step-flow.ts';

/** Where rows and boxes of a diagram stand, in pixels. */
export interface FlowGrid {
  readonly tops: readonly number[];
  readonly heights: readonly number[];
  readonly height: number;
  readonly boxHeight: number;
  /** Room for lines on both sides of the boxes. */
  readonly left: number;
  readonly right: number;
}

export const boxWidth = 288;
const boxHeight = 42;
const lineHeight = 19;
const laneWidth = 9;
const gap = 16;

/** Rows as high as what is said beside them. */
export function gridOf({ steps, lanesPast, lanesBack }: DrawnFlow): FlowGrid {
  const heights = steps.map(({ ways }) => Math.max(boxHeight, ways.length * lineHeight + 3) + gap);
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return {
    tops,
    heights,
    height: tops.at(-1) ?? 0,
    boxHeight,
    left: lanesBack === 0 ? 0 : 12 + lanesBack * laneWidth,
    right: 22 + lanesPast * laneWidth,
  };
}

/** The line of a way, as the path of an SVG. */
export function linePath(way: DrawnWay, grid: FlowGrid): string {
  const top = (row: number) => grid.tops[row] ?? 0;
  const [from, to] = [top(way.fromRow), top(way.toRow)];
  if (way.sort === 'next') {
    const x = grid.left + boxWidth / 2;
    return `M ${x} ${from + boxHeight} V ${to - 5}`;
  }
  const side = way.sort === 'past' ? 1 : -1;
  const edge = way.sort === 'past' ? grid.left + boxWidth : grid.left;
  const x = edge + side * (10 + way.lane * laneWidth);
  // It leaves low and arrives high, so that what leaves a box and what arrives there are told apart.
  const [y1, y2] = [from + boxHeight - 10, to + 10];
  const down = y2 >= y1 ? 1 : -1;
  const r = 4;
  return [
    `M ${edge} ${y1}`,
    `H ${x - side * r}`,
    `Q ${x} ${y1} ${x} ${y1 + down * r}`,
    `V ${y2 - down * r}`,
    `Q ${x} ${y2} ${x - side * r} ${y2}`,
    `H ${edge + side * 5}`,
  ].join(' ');
}
