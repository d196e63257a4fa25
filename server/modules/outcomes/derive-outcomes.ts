import type { Executor } from '../../ports/database.ts';
import type { OutcomeRules } from './outcome-rules.ts';

// Any number that no other lock of the service has; the second key is the collection.
const lockClass = 0x6f757463;

/**
 * Ingest writes calls beside each other; whoever writes reports waits for them and they for it. So of a call and a
 * report that arrive at once, the second sees the first. Held to the end of the transaction.
 */
export async function lockOutcomes(tx: Executor, collectionId: string, mode: 'calls' | 'reports'): Promise<void> {
  const lock = mode === 'calls' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query(`select ${lock}($1, hashtext($2))`, [lockClass, collectionId]);
}

/*
 * Field by field: what a trusted source says comes before what another says, then the source's rank, then what is
 * newer. Nothing depends on the order in which reports arrived. A source's newest word on the result replaces its
 * earlier ones, even if it is that the result is unknown.
 */
const DERIVE = `
  with told as (
    select c.id, p.source, p.result, p.satisfaction, p.satisfaction_min, p.satisfaction_max, p.repeat_contact, p.handling_seconds,
           p.complaint_type, p.risk_level,
           row_number() over (partition by c.id, p.source, p.result is null
                                  order by p.occurred_at desc nulls last, p.content_hash collate "C", p.report_id) = 1 as newest,
           row_number() over (partition by c.id order by coalesce(u.trusted, false) desc, coalesce(u.rank, 1000000),
                                  p.source collate "C", p.occurred_at desc nulls last, p.content_hash collate "C", p.report_id) as place
      from (select id as report_id, collection_id, call_ref, source, result, satisfaction, satisfaction_min, satisfaction_max,
                   repeat_contact, handling_seconds, complaint_type, risk_level, occurred_at, revision_id, content_hash
              from outcome_reports where collection_id = $2 and ($3::text[] is null or call_ref = any($3))) p
      join sources o on o.collection_id = p.collection_id and o.key = p.call_ref
      join cases c on c.source_id = o.id and (p.revision_id is null or p.revision_id = c.revision_id)
      left join jsonb_to_recordset($1::jsonb) as u (name text, trusted boolean, rank int) on u.name = p.source),
  effective as (
    select id,
           bool_or(result is not null) as tells_result,
           (array_agg(result order by place) filter (where newest and result <> 'unknown'))[1] as result,
           (array_agg(source order by place) filter (where newest and result <> 'unknown'))[1] as result_source,
           (array_agg(satisfaction order by place) filter (where satisfaction is not null))[1] as satisfaction,
           (array_agg(satisfaction_min order by place) filter (where satisfaction is not null))[1] as least,
           (array_agg(satisfaction_max order by place) filter (where satisfaction is not null))[1] as most,
           (array_agg(source order by place) filter (where satisfaction is not null))[1] as satisfaction_source,
           (array_agg(repeat_contact order by place) filter (where repeat_contact is not null))[1] as repeat_contact,
           (array_agg(source order by place) filter (where repeat_contact is not null))[1] as repeat_contact_source,
           (array_agg(handling_seconds order by place) filter (where handling_seconds is not null))[1] as handling_seconds,
           (array_agg(complaint_type order by place) filter (where complaint_type is not null))[1] as complaint_type,
           (array_agg(risk_level order by place) filter (where risk_level is not null))[1] as risk_level
      from told group by id)
  update cases c
     set outcome = coalesce(e.result, case when e.tells_result then 'unknown' else c.outcome end),
         outcome_source = case when e.tells_result then e.result_source else c.outcome_source end,
         satisfaction = case when abs(e.satisfaction) < 2147483647 then round(e.satisfaction)::int end,
         satisfaction_source = e.satisfaction_source,
         satisfaction_share = case when e.satisfaction between e.least and e.most then (e.satisfaction - e.least) / (e.most - e.least) end,
         repeat_contact = e.repeat_contact, repeat_contact_source = e.repeat_contact_source,
         handling_seconds = e.handling_seconds, complaint_type = e.complaint_type, risk_level = e.risk_level
    from effective e where c.id = e.id`;

/** Derives what the cases of a collection show, of these calls or of all, from the reports that are there. */
export async function deriveOutcomes(
  tx: Executor,
  { sources }: OutcomeRules,
  collectionId: string,
  callRefs: readonly string[] | null,
): Promise<void> {
  if (callRefs?.length === 0) return;
  const list = JSON.stringify(sources.map(({ name, trusted, rank }) => ({ name, trusted, rank })));
  await tx.query(DERIVE, [list, collectionId, callRefs]);
}
