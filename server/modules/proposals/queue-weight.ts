import type { Executor } from '../../ports/database.ts';

/** Calls are counted over this time. */
const days = 28;

// What is at stake: a risk that somebody named, words that the house is bound by, or a contradiction.
const risk = `coalesce((select max(case
      when pp.kind = 'CONFLICTS_WITH' or pp.content ->> 'riskLevel' = 'high' then 4
      when pp.governance = 'two_reviews' then 3
      when pp.content ->> 'riskLevel' = 'medium' then 2
      else 1 end)
    from proposal_parts pp where pp.proposal_id = p.id and not pp.struck), 1)`;

const calls = `(select count(distinct r.source_id)
     from proposal_parts pp
    cross join lateral jsonb_array_elements(pp.evidence) e
     join segments s on s.id = e.value -> 'span' ->> 'segmentId'
     join source_revisions r on r.id = s.revision_id
     join sources o on o.id = r.source_id and o.type in ('recording', 'transcript')
    where pp.proposal_id = p.id and not pp.struck)
  + (select count(distinct x.call_id)
       from proposal_parts pp join exposures x on x.item_id = pp.item_id
      where pp.proposal_id = p.id and not pp.struck and x.shown_at > now() - make_interval(days => ${days}))`;

/** Works out how many calls a proposal touches and what is at stake, which with its age make the order of the queue. */
export async function weighProposal(tx: Executor, id: string): Promise<void> {
  await tx.query(`update proposals p set calls_affected = ${calls}, risk_weight = ${risk} where p.id = $1`, [id]);
}

/** The same for everything that waits: what was shown in calls since then counts. */
export async function weighWaiting(executor: Executor): Promise<void> {
  await executor.query(
    `update proposals p set calls_affected = w.calls, risk_weight = w.risk
       from (select p.id, ${calls} as calls, ${risk} as risk from proposals p where p.status in ('in_review', 'changes_requested')) w
      where p.id = w.id and (p.calls_affected <> w.calls or p.risk_weight <> w.risk)`,
  );
}

/** Weighs what waits every hour, and once soon after the start. A failure is told and tried again. */
export function keepWeighing(executor: Executor, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let working: Promise<void> = Promise.resolve();
  const weigh = () => {
    working = working.then(() => weighWaiting(executor)).catch(onError);
  };
  const soon = setTimeout(weigh, 30_000).unref();
  const hourly = setInterval(weigh, 3_600_000).unref();
  return {
    stop() {
      clearTimeout(soon);
      clearInterval(hourly);
      return working;
    },
  };
}
