import { z } from 'zod';
import { approvals, itemKindSchema } from '../../../graph-schema/index.ts';
import { instant, pageFields } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { type Living, livingItems, readVerifications } from './health-state.ts';

export const healthQueueNames = ['stale', 'expiring', 'unverified', 'conflicting', 'unused', 'disputed'] as const;
export type HealthQueueName = (typeof healthQueueNames)[number];

export const healthQueueQuery = z.strictObject({
  ...pageFields(25),
  kind: itemKindSchema.optional(),
  /** Unused: on nobody's screen in so many days. */
  days: z.coerce.number().int().min(1).max(3_650).default(90),
});

export const healthRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  label: z.string(),
  version: z.int(),
  approval: approvals.schema,
  decidedAt: instant,
  /** The end of its own validity; null: open. */
  validTo: instant.nullable(),
  verifiedAt: instant.nullable(),
  verifiedUntil: instant.nullable(),
  verifiedByName: z.string().nullable(),
  /** Calls that saw it in the last four weeks. */
  calls: z.int(),
  dismissed: z.int(),
  wrong: z.int(),
  used: z.int(),
  conflictsWith: z.array(z.object({ itemId: z.string(), label: z.string() })),
});

const day = 86_400_000;
/** What lapses or ends within so many days is expiring. */
const soonDays = 30;
/** Feedback is looked at over this time, and counts from so many cards on. */
const feedbackDays = 90;
const fewestCards = 3;

interface Feedback {
  readonly used: number;
  readonly dismissed: number;
  readonly wrong: number;
}

/** What every queue is drawn from, read once. */
export interface HealthGround {
  readonly living: readonly Living[];
  readonly now: Date;
  readonly conflicts: ReadonlyMap<string, readonly string[]>;
  readonly exposed: ReadonlySet<string>;
  readonly feedback: ReadonlyMap<string, Feedback>;
}

export async function readGround(executor: Executor, state: PublishedState, days: number): Promise<HealthGround> {
  const at = state.now();
  const living = livingItems(state, await readVerifications(executor), at);
  const exposed = await executor.query<{ item_id: string }>(
    'select distinct item_id from exposures where shown_at > now() - make_interval(days => $1)',
    [days],
  );
  const feedback = await executor.query<Feedback & { item_id: string }>(
    `select item_id, count(*) filter (where kind = 'used')::int as used, count(*) filter (where kind = 'dismissed')::int as dismissed,
            count(*) filter (where kind = 'wrong')::int as wrong
       from feedback where created_at > now() - make_interval(days => ${feedbackDays}) group by item_id`,
  );
  const inForce = new Set(living.map(({ itemId }) => itemId));
  const conflicts = new Map<string, string[]>();
  for (const { itemId } of living) {
    for (const edge of state.edges(itemId, 'out')) {
      if (edge.kind !== 'CONFLICTS_WITH' || !inForce.has(edge.toId) || !state.inForce(edge.itemId, at)) continue;
      conflicts.set(itemId, [...(conflicts.get(itemId) ?? []), edge.toId]);
      conflicts.set(edge.toId, [...(conflicts.get(edge.toId) ?? []), itemId]);
    }
  }
  return {
    living,
    now: at.asOf,
    conflicts,
    exposed: new Set(exposed.rows.map((row) => row.item_id)),
    feedback: new Map(feedback.rows.map((row) => [row.item_id, row])),
  };
}

const against = ({ dismissed, wrong }: Feedback) => dismissed + 3 * wrong;

/** What belongs to a queue, the most pressing first. */
export function queueOf(name: HealthQueueName, ground: HealthGround, days: number): readonly Living[] {
  const { living, now, conflicts, exposed, feedback } = ground;
  const soon = new Date(now.getTime() + soonDays * day);
  switch (name) {
    case 'stale':
      return byTime(
        living.filter(({ verified }) => verified !== null && verified.until <= now),
        ({ verified }) => verified?.until,
      );
    case 'expiring':
      return byTime(
        living.filter((item) => {
          const end = endOf(item);
          return end !== undefined && end > now && end <= soon;
        }),
        endOf,
      );
    case 'unverified':
      return byTime(
        living.filter(({ verified }) => verified === null),
        ({ version }) => version.decidedAt,
      );
    case 'conflicting':
      return byTime(
        living.filter(({ itemId }) => conflicts.has(itemId)),
        ({ version }) => version.decidedAt,
      );
    case 'unused': {
      const before = new Date(now.getTime() - days * day);
      return byTime(
        living.filter(({ itemId, version }) => !exposed.has(itemId) && version.decidedAt <= before),
        ({ version }) => version.decidedAt,
      );
    }
    case 'disputed': {
      const weight = ({ itemId }: Living) => against(feedback.get(itemId) ?? { used: 0, dismissed: 0, wrong: 0 });
      return living
        .filter(({ itemId }) => isDisputed(feedback.get(itemId)))
        .sort((a, b) => weight(b) - weight(a) || (a.itemId < b.itemId ? -1 : 1));
    }
  }
}

/** Put aside or called wrong at least as often as used, by more than a few. One "wrong" from two people is enough. */
function isDisputed(said: Feedback | undefined): boolean {
  if (!said) return false;
  const { used, dismissed, wrong } = said;
  if (wrong >= 2) return true;
  return dismissed + wrong + used >= fewestCards && dismissed + wrong >= Math.max(used, 1);
}

/** When somebody must act: its own validity ends, or the verification lapses. */
function endOf({ version, verified }: Living): Date | undefined {
  const ends = [version.interval.to, verified?.until].filter((end): end is Date => end instanceof Date);
  return ends.length === 0 ? undefined : ends.reduce((a, b) => (b < a ? b : a));
}

function byTime(items: readonly Living[], time: (item: Living) => Date | undefined): readonly Living[] {
  return items.toSorted(
    (a, b) => (time(a)?.getTime() ?? 0) - (time(b)?.getTime() ?? 0) || (a.itemId < b.itemId ? -1 : 1),
  );
}

/** The page's rows with their names, use and feedback. */
export async function healthRows(
  executor: Executor,
  items: readonly Living[],
  { conflicts, feedback }: HealthGround,
): Promise<z.infer<typeof healthRowSchema>[]> {
  const ids = items.map(({ itemId }) => itemId);
  const others = ids.flatMap((id) => conflicts.get(id) ?? []);
  const labels = await executor.query<{ item_id: string; label: string | null }>(
    `select distinct on (v.item_id) v.item_id, v.label from item_versions v where v.item_id = any($1) order by v.item_id, v.version desc`,
    [[...ids, ...others]],
  );
  const labelOf = new Map(labels.rows.map((row) => [row.item_id, row.label ?? row.item_id]));
  const calls = await executor.query<{ item_id: string; calls: number }>(
    `select item_id, count(distinct call_id)::int as calls from exposures
      where item_id = any($1) and shown_at > now() - make_interval(days => 28) group by item_id`,
    [ids],
  );
  const callsOf = new Map(calls.rows.map((row) => [row.item_id, row.calls]));
  const names = await verifierNames(executor, items);
  return items.map(({ itemId, kind, version, verified }) => ({
    id: itemId,
    kind,
    label: labelOf.get(itemId) ?? itemId,
    version: version.version,
    approval: version.approval,
    decidedAt: version.decidedAt.toISOString(),
    validTo: version.interval.to?.toISOString() ?? null,
    verifiedAt: verified?.at.toISOString() ?? null,
    verifiedUntil: verified?.until.toISOString() ?? null,
    verifiedByName: verified ? (names.get(`${itemId}@${version.version} ${verified.by ?? ''}`) ?? null) : null,
    calls: callsOf.get(itemId) ?? 0,
    dismissed: feedback.get(itemId)?.dismissed ?? 0,
    wrong: feedback.get(itemId)?.wrong ?? 0,
    used: feedback.get(itemId)?.used ?? 0,
    conflictsWith: (conflicts.get(itemId) ?? []).map((id) => ({ itemId: id, label: labelOf.get(id) ?? id })),
  }));
}

async function verifierNames(executor: Executor, items: readonly Living[]): Promise<ReadonlyMap<string, string>> {
  const asked = items.flatMap(({ itemId, version, verified }) =>
    verified ? [{ itemId, version: version.version, position: version.position, by: verified.by }] : [],
  );
  const found = await executor.query<{ item_id: string; version: number; by: string | null; name: string }>(
    `select r."itemId" as item_id, r.version, r.by, coalesce(u.display_name, r.by, d.decided_by) as name
       from jsonb_to_recordset($1::jsonb) as r ("itemId" text, version int, position bigint, by text)
       join decisions d on d.position = r.position left join users u on u.id = coalesce(r.by, d.decided_by)`,
    [JSON.stringify(asked)],
  );
  return new Map(found.rows.map((row) => [`${row.item_id}@${row.version} ${row.by ?? ''}`, row.name]));
}
