/**
 * SQL that is true of a solved case whose customer came back within the days that a parameter names: the same
 * pseudonym began another call in the same collection after it. Asked anew each time, so that it never depends on the
 * order in which calls were ingested.
 */
export function repeatedWithin(alias: string, days: `$${number}`): string {
  return `(${alias}.outcome = 'solved' and exists (
    select 1 from cases later
     where later.collection_id = ${alias}.collection_id and later.customer_pseudonym = ${alias}.customer_pseudonym
       and later.started_at > ${alias}.started_at
       and later.started_at <= ${alias}.started_at + make_interval(secs => coalesce(${alias}.duration_ms, 0) / 1000.0, days => ${days}::int)))`;
}
