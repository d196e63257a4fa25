/** A step of a procedure, with how often it was taken and how those calls ended; null: not counted. */
export interface FlowStep {
  readonly id: string;
  readonly label: string;
  readonly order: number | null;
  readonly counts: FlowCounts;
}

/** A way from one step to another. */
export interface FlowWay {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** When it is taken; null: nothing tells. */
  readonly condition: string | null;
  readonly counts: FlowCounts;
}

/** Shares are 0..1. */
export interface FlowCounts {
  /** Of the solved calls, or of those that leave the step; null: not counted. */
  readonly share: number | null;
  /** Calls whose end is known. */
  readonly calls: number | null;
  /** Of those, how many ended solved. */
  readonly solvedShare: number | null;
}

/** How a way is drawn: to the step below, past steps, or back. */
type WaySort = 'next' | 'past' | 'back';

export interface DrawnWay extends FlowWay {
  readonly sort: WaySort;
  readonly fromRow: number;
  readonly toRow: number;
  /** Beside the boxes, 0 the nearest; ways in one lane never meet. */
  readonly lane: number;
}

export interface DrawnStep extends FlowStep {
  /** As people call it: its order where every step has one of its own, else its row, from 1. */
  readonly number: number;
  /** Ways out of it, the most taken first. */
  readonly ways: readonly DrawnWay[];
}

export interface DrawnFlow {
  readonly steps: readonly DrawnStep[];
  readonly lanesPast: number;
  readonly lanesBack: number;
}

/** What a relation counts, as far as it does. */
export function countsOf(content: Readonly<Record<string, unknown>>): FlowCounts {
  const number = (name: string) => (typeof content[name] === 'number' ? content[name] : null);
  return { share: number('frequency'), calls: number('calls'), solvedShare: number('solvedShare') };
}

/** Steps in their order, those without one last, and a lane for each way that does not lead to the next step. */
export function drawFlow(steps: readonly FlowStep[], ways: readonly FlowWay[]): DrawnFlow {
  const sorted = steps.toSorted(
    (a, b) =>
      (a.order ?? Number.POSITIVE_INFINITY) - (b.order ?? Number.POSITIVE_INFINITY) || (a.label < b.label ? -1 : 1),
  );
  const rows = new Map(sorted.map(({ id }, row) => [id, row]));
  const orders = new Set(sorted.flatMap(({ order }) => order ?? []));
  const placed = ways.flatMap((way) => {
    const [fromRow, toRow] = [rows.get(way.from), rows.get(way.to)];
    return fromRow === undefined || toRow === undefined
      ? []
      : [{ ...way, sort: sortOf(fromRow, toRow), fromRow, toRow }];
  });
  const drawn = [
    ...placed.filter(({ sort }) => sort === 'next').map((way) => ({ ...way, lane: 0 })),
    ...inLanes(placed.filter(({ sort }) => sort === 'past')),
    ...inLanes(placed.filter(({ sort }) => sort === 'back')),
  ];
  const lanes = (sort: WaySort) => Math.max(0, ...drawn.filter((way) => way.sort === sort).map(({ lane }) => lane + 1));
  return {
    steps: sorted.map((step, row) => ({
      ...step,
      number: orders.size === sorted.length ? (step.order ?? row + 1) : row + 1,
      ways: drawn
        .filter(({ fromRow }) => fromRow === row)
        .sort((a, b) => (b.counts.calls ?? 0) - (a.counts.calls ?? 0) || a.toRow - b.toRow),
    })),
    lanesPast: lanes('past'),
    lanesBack: lanes('back'),
  };
}

function sortOf(fromRow: number, toRow: number): WaySort {
  if (toRow <= fromRow) return 'back';
  return toRow === fromRow + 1 ? 'next' : 'past';
}

type Placed = Omit<DrawnWay, 'lane'>;

/** The shortest ways nearest to the boxes, each in the first lane that is free beside all the rows that it passes. */
function inLanes(ways: readonly Placed[]): DrawnWay[] {
  const taken: (readonly [number, number])[][] = [];
  const ends = ({ fromRow, toRow }: Placed) => [Math.min(fromRow, toRow), Math.max(fromRow, toRow)] as const;
  const length = (way: Placed) => ends(way)[1] - ends(way)[0];
  return ways
    .toSorted((a, b) => length(a) - length(b) || a.fromRow - b.fromRow)
    .map((way) => {
      const [top, bottom] = ends(way);
      const free = taken.findIndex((lane) => lane.every(([from, to]) => bottom < from || top > to));
      const lane = free < 0 ? taken.length : free;
      taken[lane] = [...(taken[lane] ?? []), [top, bottom]];
      return { ...way, lane };
    });
}
