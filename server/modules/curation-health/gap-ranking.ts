import { z } from 'zod';
import { type RiskLevel, riskLevels } from '../../../graph-schema/index.ts';
import { instant } from '../../http/lists.ts';
import type { Executor } from '../../ports/database.ts';

export const rankedGapSchema = z.object({
  /** The newest question of those that ask the same. */
  id: z.string(),
  question: z.string(),
  language: z.string().nullable(),
  /** How often it was asked, and in how many calls. */
  asked: z.int(),
  calls: z.int(),
  /** The highest risk that was seen in those calls. */
  risk: riskLevels.schema,
  score: z.number(),
  lastAt: instant,
});
export type RankedGap = z.infer<typeof rankedGapSchema>;

export interface OpenGap {
  readonly id: string;
  readonly question: string;
  readonly language: string | null;
  readonly callId: string | null;
  readonly risk: RiskLevel;
  readonly at: Date;
}

const weightOf: Readonly<Record<RiskLevel, number>> = { low: 1, medium: 2, high: 4 };

/** Questions are the same when they share this much of their character pairs (Jaccard). */
const sameFrom = 0.5;
/** The newest are compared; older ones say little of what is missing now. */
const mostCompared = 2_000;

/** The open questions of so many days, joined where they ask the same, by calls x risk. */
export async function rankedGaps(executor: Executor, days: number, limit: number): Promise<RankedGap[]> {
  const found = await executor.query<{
    id: string;
    question: string;
    language: string | null;
    call_id: string | null;
    risk: string | null;
    created_at: Date;
  }>(
    `select g.id, g.question, g.language, g.call_id, g.created_at,
            (select case max(case e.data -> 'risk' ->> 'level' when 'high' then 3 when 'medium' then 2 else 1 end)
                      when 3 then 'high' when 2 then 'medium' else 'low' end
               from call_events e where e.call_id = g.call_id and e.type = 'analysis') as risk
       from gaps g where g.status = 'open' and g.created_at > now() - make_interval(days => $1)
      order by g.created_at desc, g.id desc limit ${mostCompared}`,
    [days],
  );
  return rankGaps(
    found.rows.map(({ call_id, created_at, risk, ...row }) => ({
      ...row,
      callId: call_id,
      at: created_at,
      risk: riskLevels.schema.catch('low').parse(risk),
    })),
  ).slice(0, limit);
}

/** Joins what asks the same, the newest naming it, and puts first what most calls and the highest risk ask for. */
export function rankGaps(gaps: readonly OpenGap[]): RankedGap[] {
  const groups: { pairs: ReadonlySet<string>; members: OpenGap[] }[] = [];
  for (const gap of gaps.toSorted((a, b) => b.at.getTime() - a.at.getTime())) {
    const pairs = pairsOf(gap.question);
    const group = groups.find((one) => overlap(one.pairs, pairs) >= sameFrom);
    if (group) group.members.push(gap);
    else groups.push({ pairs, members: [gap] });
  }
  return groups
    .flatMap(({ members }) => (members[0] ? [toRanked(members[0], members)] : []))
    .sort((a, b) => b.score - a.score || (a.lastAt < b.lastAt ? 1 : -1));
}

function toRanked(newest: OpenGap, members: readonly OpenGap[]): RankedGap {
  const inCalls = new Set(members.flatMap(({ callId }) => (callId === null ? [] : [callId]))).size;
  const alone = members.filter(({ callId }) => callId === null).length;
  const risk = members.reduce<RiskLevel>((top, one) => (weightOf[one.risk] > weightOf[top] ? one.risk : top), 'low');
  return {
    id: newest.id,
    question: newest.question,
    language: newest.language,
    asked: members.length,
    calls: inCalls,
    risk,
    score: (inCalls + alone) * weightOf[risk],
    lastAt: newest.at.toISOString(),
  };
}

function pairsOf(text: string): ReadonlySet<string> {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s\p{P}]+/gu, ''),
  ];
  return new Set(letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared += 1;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}
