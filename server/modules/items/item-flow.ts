import { z } from 'zod';
import { notFound } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import { inForceAt } from '../../publishing/index.ts';
import { versionsOf } from './item-views.ts';

const counts = {
  /** Share of the calls that took it, 0..1; null: not counted. */
  share: z.number().nullable(),
  /** Calls that took it, of those whose end is known. */
  calls: z.int().nullable(),
  /** Share of these that ended solved, 0..1. */
  solvedShare: z.number().nullable(),
};

export const itemFlowSchema = z.object({
  /** In their order, those without one last. */
  steps: z.array(z.object({ id: z.string(), label: z.string(), order: z.int().nullable(), ...counts })),
  /** Between two of these steps. */
  ways: z.array(
    z.object({ id: z.string(), from: z.string(), to: z.string(), condition: z.string().nullable(), ...counts }),
  ),
});
type ItemFlow = z.infer<typeof itemFlowSchema>;

const mostEdges = 2_000;

interface EdgeRow {
  id: string;
  from_id: string;
  to_id: string;
}

/** The steps of an item and the ways between them, as they are in force at a point of both times. Throws not_found. */
export async function readItemFlow(executor: Executor, id: string, at: PointInTime): Promise<ItemFlow> {
  const known = await executor.query('select 1 from item_versions where item_id = $1 limit 1', [id]);
  if (known.rowCount === 0) throw notFound('published item', id);
  const entries = await edgesInForce(executor, 'HAS_STEP', 'i.from_id = $1', id, at);
  const stepIds = entries.map(({ to }) => to);
  const steps = await versionsOf(executor, stepIds);
  const shown = entries.flatMap(({ to, content }) => {
    const step = inForceAt(steps.get(to) ?? [], at);
    if (!step) return [];
    const order = step.row.content?.['order'];
    return [
      { id: to, label: step.row.label ?? '', order: typeof order === 'number' ? order : null, ...countsOf(content) },
    ];
  });
  const ids = new Set(shown.map((step) => step.id));
  const ways = await edgesInForce(executor, 'NEXT_STEP', 'i.from_id = any($1)', [...ids], at);
  const last = Number.POSITIVE_INFINITY;
  return {
    steps: shown.sort((a, b) => (a.order ?? last) - (b.order ?? last) || (a.id < b.id ? -1 : 1)),
    ways: ways
      .filter(({ to }) => ids.has(to))
      .map(({ edgeId, from, to, content }) => {
        const { condition } = content;
        return {
          id: edgeId,
          from,
          to,
          condition: typeof condition === 'string' ? condition : null,
          ...countsOf(content),
        };
      }),
  };
}

async function edgesInForce(
  executor: Executor,
  kind: 'HAS_STEP' | 'NEXT_STEP',
  where: 'i.from_id = $1' | 'i.from_id = any($1)',
  from: string | string[],
  at: PointInTime,
) {
  const found = await executor.query<EdgeRow>(
    `select i.id, i.from_id, i.to_id from items i where ${where} and i.sort = 'edge' and i.kind = $2 order by i.id limit ${mostEdges}`,
    [from, kind],
  );
  const versions = await versionsOf(
    executor,
    found.rows.map((row) => row.id),
  );
  return found.rows.flatMap((row) => {
    const edge = inForceAt(versions.get(row.id) ?? [], at);
    return edge ? [{ edgeId: row.id, from: row.from_id, to: row.to_id, content: edge.row.content ?? {} }] : [];
  });
}

function countsOf(content: Readonly<Record<string, unknown>>) {
  const number = (name: string) => (typeof content[name] === 'number' ? content[name] : null);
  return { share: number('frequency'), calls: number('calls'), solvedShare: number('solvedShare') };
}
