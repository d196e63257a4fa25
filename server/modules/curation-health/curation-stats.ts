import { z } from 'zod';
import { governances } from '../../../graph-schema/index.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { healthQueueNames, queueOf, readGround } from './health-queues.ts';
import { livingItems, readVerifications } from './health-state.ts';

const count = z.int().min(0);

export const statsSchema = z.object({
  at: instant,
  inForce: count,
  /** By kind of item. */
  kinds: z.array(z.object({ kind: z.string(), inForce: count, verified: count })),
  queues: z.object({
    stale: count,
    expiring: count,
    unverified: count,
    conflicting: count,
    unused: count,
    disputed: count,
  }),
  waiting: z.object({
    proposals: count,
    /** Of those, which need a second person of product or compliance. */
    twoReviews: count,
    /** Age of the oldest, in days; 0: nothing waits. */
    oldestDays: z.number(),
  }),
  /** One for each week, the oldest first; the last one is the week that is not over. */
  weeks: z.array(
    z.object({
      from: instant,
      inForce: count,
      /** Verified by an expert, and not lapsed, at the week's end. */
      verified: count,
      /** Questions that a card answered, and those that nothing did. */
      answered: count,
      gaps: count,
      published: count,
      retracted: count,
    }),
  ),
  /** Who decided what in those weeks. */
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      approvals: count,
      rejections: count,
      changesAsked: count,
      published: count,
      /** Retracted or suspended. */
      withdrawn: count,
      verified: count,
    }),
  ),
  governances: z.array(z.object({ governance: governances.schema, waiting: count })),
});
export type CurationStats = z.infer<typeof statsSchema>;

const day = 86_400_000;
const week = 7 * day;

/** Where the knowledge stands, and how it came to stand there over so many weeks. */
export async function readStats(
  executor: Executor,
  state: PublishedState,
  { weeks, unusedDays }: { readonly weeks: number; readonly unusedDays: number },
): Promise<CurationStats> {
  const ground = await readGround(executor, state, unusedDays);
  const { living, now } = ground;
  const stands = (at: Date) => (item: (typeof living)[number]) => item.verified !== null && item.verified.until > at;
  const byKind = grouped(living, ({ kind }) => kind);
  const waiting = await readWaiting(executor);
  return {
    at: now.toISOString(),
    inForce: living.length,
    kinds: [...byKind]
      .map(([kind, items]) => ({ kind, inForce: items.length, verified: items.filter(stands(now)).length }))
      .sort((a, b) => b.inForce - a.inForce),
    queues: Object.fromEntries(
      healthQueueNames.map((name) => [name, queueOf(name, ground, unusedDays).length]),
    ) as CurationStats['queues'],
    waiting: {
      proposals: waiting.reduce((sum, row) => sum + row.waiting, 0),
      twoReviews: waiting.find((row) => row.governance === 'two_reviews')?.waiting ?? 0,
      oldestDays: Math.max(0, ...waiting.map((row) => row.oldest_days)),
    },
    weeks: await readWeeks(executor, state, now, weeks),
    people: await readPeople(executor, weeks),
    governances: waiting.map(({ governance, waiting: n }) => ({ governance, waiting: n })),
  };
}

async function readWaiting(executor: Executor) {
  const found = await executor.query<{
    governance: z.infer<typeof governances.schema>;
    waiting: number;
    oldest_days: number;
  }>(
    `select governance, count(*)::int as waiting, coalesce(max(extract(epoch from now() - created_at)), 0)::double precision / 86400 as oldest_days
       from proposals where status = 'in_review' and changeset_id is null group by governance order by governance`,
  );
  return found.rows;
}

async function readWeeks(
  executor: Executor,
  state: PublishedState,
  now: Date,
  weeks: number,
): Promise<CurationStats['weeks']> {
  const starts = Array.from({ length: weeks }, (_, index) => new Date(now.getTime() - (weeks - index) * week));
  const counted = await executor.query<{
    answered: number;
    gaps: number;
    published: number;
    retracted: number;
    start: Date;
  }>(
    `select w.start,
            (select count(distinct (x.call_id, x.card_id)) from exposures x
              where x.shown_at >= w.start and x.shown_at < w.start + interval '7 days' and x.level = 'core')::int as answered,
            (select count(*) from gaps g where g.created_at >= w.start and g.created_at < w.start + interval '7 days')::int as gaps,
            (select coalesce(sum(d.entries), 0) from decisions d
              where d.action = 'publish' and d.decided_at >= w.start and d.decided_at < w.start + interval '7 days')::int as published,
            (select coalesce(sum(d.entries), 0) from decisions d
              where d.action = 'retract' and d.decided_at >= w.start and d.decided_at < w.start + interval '7 days')::int as retracted
       from unnest($1::timestamptz[]) as w (start) order by w.start`,
    [starts.map((start) => start.toISOString())],
  );
  const verifications = await readVerifications(executor);
  return counted.rows.map(({ start, ...row }) => {
    const end = new Date(Math.min(start.getTime() + week, now.getTime()));
    const living = livingItems(state, verifications, { asOf: end, knownAt: end });
    const verified = living.filter((item) => item.verified !== null && item.verified.until > end).length;
    return { from: start.toISOString(), inForce: living.length, verified, ...row };
  });
}

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

interface DoneRow {
  id: string;
  what: string;
  n: number;
  name: string | null;
}

async function readPeople(executor: Executor, weeks: number): Promise<CurationStats['people']> {
  const found = await executor.query<DoneRow>(
    `select a.id, a.what, a.n, u.display_name as name from (
       select reviewer_id as id, decision as what, count(*)::int as n from reviews
        where created_at > now() - make_interval(weeks => $1) group by 1, 2
       union all
       select decided_by, case when action = 'publish' then 'publish' else 'withdraw' end, count(*)::int from decisions
        where decided_at > now() - make_interval(weeks => $1) and action <> 'resume' group by 1, 2
       union all
       select verified_by, 'verify', count(*)::int from item_verifications
        where verified_at > now() - make_interval(weeks => $1) group by 1, 2
     ) a left join users u on u.id = a.id`,
    [weeks],
  );
  const people = grouped(found.rows, ({ id }) => id);
  return [...people]
    .map(([id, rows]) => {
      const of = (what: string) => rows.filter((row) => row.what === what).reduce((sum, row) => sum + row.n, 0);
      return {
        id,
        name: rows[0]?.name ?? id,
        approvals: of('approve'),
        rejections: of('reject'),
        changesAsked: of('request_changes'),
        published: of('publish'),
        withdrawn: of('withdraw'),
        verified: of('verify'),
      };
    })
    .sort((a, b) => b.approvals + b.verified - (a.approvals + a.verified) || (a.id < b.id ? -1 : 1))
    .slice(0, 100);
}
