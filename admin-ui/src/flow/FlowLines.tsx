import { boxWidth, type FlowGrid, linePath } from './flow-grid.ts';
import type { DrawnFlow, DrawnWay } from './step-flow.ts';

const colours = { plain: '#6b8790', conditional: '#b5701a' } as const;

/** The ways of a flow as lines; what they say is said in words beside them. */
export function FlowLines({ flow, grid, near }: { flow: DrawnFlow; grid: FlowGrid; near: string | null }) {
  const ways = flow.steps.flatMap((step) => step.ways);
  const most = Math.max(1, ...ways.map(({ counts }) => counts.calls ?? 0));
  return (
    <svg
      aria-hidden="true"
      width={grid.left + boxWidth + grid.right}
      height={grid.height}
      style={{ position: 'absolute', left: 0, top: 0, pointerEvents: 'none' }}
    >
      <defs>
        {(['plain', 'conditional'] as const).map((sort) => (
          <marker
            key={sort}
            id={`flow-${sort}`}
            viewBox="0 0 8 8"
            refX="4"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M 0 0 L 8 4 L 0 8 z" fill={colours[sort]} />
          </marker>
        ))}
      </defs>
      {ways.map((way) => (
        <Line key={way.id} way={way} grid={grid} most={most} faint={near !== null && near !== way.id} />
      ))}
    </svg>
  );
}

interface LineProps {
  readonly way: DrawnWay;
  readonly grid: FlowGrid;
  /** Calls of the way that most take. */
  readonly most: number;
  readonly faint: boolean;
}

function Line({ way, grid, most, faint }: LineProps) {
  const sort = way.condition === null ? 'plain' : 'conditional';
  return (
    <path
      d={linePath(way, grid)}
      fill="none"
      stroke={colours[sort]}
      strokeWidth={1.2 + 2.3 * ((way.counts.calls ?? 0) / most)}
      strokeDasharray={way.sort === 'back' ? '5 3' : undefined}
      opacity={faint ? 0.2 : 1}
      markerEnd={`url(#flow-${sort})`}
    />
  );
}
