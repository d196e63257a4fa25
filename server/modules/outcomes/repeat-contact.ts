/**
 * SQL that is true of two cases unless mining says that they are about different matters: they share a scenario, or of
 * one of them it is not known.
 */
const maySameMatter = (one: string, other: string) => `coalesce((
    select a.scenario_keys && b.scenario_keys from call_matters a, call_matters b
     where a.case_id = ${one}.id and b.case_id = ${other}.id and cardinality(a.scenario_keys) > 0 and cardinality(b.scenario_keys) > 0), true)`;

/**
 * SQL that is true of a solved case whose customer came back on the same matter within the days that a parameter names: the same
 * pseudonym began another call in the same collection after it, not known to be about something else. Asked anew each time, so that it never depends on the
 * order in which calls were ingested.
 */
export function repeatedWithin(alias: string, days: `$${number}`): string {
  return `(${alias}.outcome = 'solved' and exists (
    select 1 from cases later
     where later.collection_id = ${alias}.collection_id and later.customer_pseudonym = ${alias}.customer_pseudonym
       and later.started_at > ${alias}.started_at
       and later.started_at <= ${alias}.started_at + make_interval(secs => coalesce(${alias}.duration_ms, 0) / 1000.0, days => ${days}::int)
       and ${maySameMatter(alias, 'later')}))`;
}

/**
 * SQL for the source of the call before, of the same customer and within the days that a parameter names, that mining says is about the same
 * matter; null: there is none.
 */
export function secondCallAfter(alias: string, days: `$${number}`): string {
  return `(select earlier.source_id
     from cases earlier
     join call_matters own on own.case_id = ${alias}.id
     join call_matters before on before.case_id = earlier.id and before.scenario_keys && own.scenario_keys
    where earlier.collection_id = ${alias}.collection_id and earlier.customer_pseudonym = ${alias}.customer_pseudonym
      and earlier.started_at < ${alias}.started_at and ${alias}.started_at <= earlier.started_at + make_interval(days => ${days}::int)
    order by earlier.started_at desc, earlier.id limit 1)`;
}
