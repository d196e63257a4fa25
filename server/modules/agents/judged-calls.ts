import type { Executor } from '../../ports/database.ts';
import { type OutcomeRules, trustedSources } from '../outcomes/index.ts';
import type { JudgedCalls } from './strata.ts';

interface Row {
  agent_id: string;
  trusted: boolean;
  solved: boolean;
  complaint_type: string | null;
  risk_level: string | null;
  channel: string | null;
  language: string | null;
  repeat_customer: boolean | null;
  calls: number;
}

/** The calls of all agents: those that a trusted source tells the end of, and how many there are in all. */
export interface KnownCalls {
  readonly judged: readonly JudgedCalls[];
  readonly callsByAgent: ReadonlyMap<string, number>;
}

/*
 * One pass over the cases in the order of their customers: who came back, and who had called before. A solved call
 * whose customer came back within the days is not solved; see repeat-contact.ts for the same of a single call.
 */
const CALLS = `
  select agent_id, trusted, complaint_type, risk_level, channel, language, repeat_customer,
         outcome = 'solved' and not coalesce(repeated, false) and not coalesce(came_back, false) as solved, count(*)::int as calls
    from (select c.agent_id, c.outcome, c.complaint_type, c.risk_level, c.channel, c.language,
                 coalesce(c.outcome_source = any($1), false) and c.outcome <> 'unknown' as trusted,
                 c.repeat_contact and c.repeat_contact_source = any($1) as repeated,
                 case when c.customer_pseudonym is not null
                      then lead(c.started_at) over same <= c.started_at + make_interval(secs => coalesce(c.duration_ms, 0) / 1000.0, days => $2::int) end as came_back,
                 case when c.customer_pseudonym is not null and c.started_at is not null
                      then coalesce(lag(c.started_at) over same >= c.started_at - make_interval(days => $2::int), false) end as repeat_customer
            from cases c
          window same as (partition by c.collection_id, coalesce(c.customer_pseudonym, c.id) order by c.started_at, c.agent_id, c.outcome)) w
   where agent_id is not null
   group by agent_id, trusted, complaint_type, risk_level, channel, language, repeat_customer, solved`;

export async function readJudgedCalls(executor: Executor, rules: OutcomeRules): Promise<KnownCalls> {
  const found = await executor.query<Row>(CALLS, [trustedSources(rules), rules.repeatContactDays]);
  const callsByAgent = new Map<string, number>();
  for (const { agent_id, calls } of found.rows) callsByAgent.set(agent_id, (callsByAgent.get(agent_id) ?? 0) + calls);
  const judged = found.rows
    .filter(({ trusted }) => trusted)
    .map((row) => ({
      agentId: row.agent_id,
      solved: row.solved,
      count: row.calls,
      facets: {
        complaintType: row.complaint_type,
        riskLevel: row.risk_level,
        channel: row.channel,
        language: row.language,
        repeatCustomer: row.repeat_customer,
      },
    }));
  return { judged, callsByAgent };
}
