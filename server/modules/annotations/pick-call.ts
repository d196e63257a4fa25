import type { AnnotationReason } from '../../../graph-schema/index.ts';
import type { Executor } from '../../ports/database.ts';
import type { Reason } from './annotation-rows.ts';

/** How much a call would tell, each 0..1. */
export type Signals = Readonly<Record<AnnotationReason, number>>;

/** What each signal counts for. A call that the miner cannot place teaches most; then what may do harm. */
const weights: Signals = { uncertain: 0.35, risky: 0.25, frequent: 0.2, uncovered: 0.2 };
/** A call that another expert has begun comes before a new one that tells a little more. */
const secondExpert = 0.3;
/** An untouched draft keeps its call from others for so long. */
export const draftHolds = "interval '24 hours'";
const told = 0.3;

/** Why a call was picked, the weightiest first; the strongest signal if none is strong. */
export function reasonsOf(signals: Signals): readonly Reason[] {
  const all = (Object.keys(weights) as AnnotationReason[])
    .map((reason) => ({ reason, strength: signals[reason], weight: weights[reason] * signals[reason] }))
    .sort((a, b) => b.weight - a.weight);
  const strong = all.filter(({ strength }) => strength >= told);
  return (strong.length > 0 ? strong : all.slice(0, 1)).map(({ reason, weight }) => ({
    reason,
    weight: Math.round(weight * 1_000) / 1_000,
  }));
}

export interface Candidate {
  readonly sourceId: string;
  readonly revisionId: string;
  readonly collectionId: string;
  readonly signals: Signals;
}

/**
 * The calls that tell most, best first: uncertain (the miner placed it nowhere, or hardly likelier than elsewhere), risky
 * (its scenario's level, how it ended), frequent (its scenario), uncovered (its scenario has few annotated calls). Left out is
 * what this expert has had, and what as many as are wanted work on.
 */
export async function pickCandidates(
  executor: Executor,
  annotatorId: string,
  collectionId: string | null,
  limit: number,
): Promise<readonly Candidate[]> {
  const found = await executor.query<{
    source_id: string;
    revision_id: string;
    collection_id: string;
    uncertain: number;
    risky: number;
    frequent: number;
    uncovered: number;
  }>(
    `with annotated as (
       select m.collection_id, m.scenario_keys[1] as key, count(*)::float8 as calls
         from annotation_tasks t join cases c on c.revision_id = t.revision_id join call_matters m on m.case_id = c.id
        where cardinality(m.scenario_keys) > 0 group by 1, 2),
     counted as (
       select collection_id, scenario_keys[1] as key, count(*)::float8 as calls from call_matters
        where cardinality(scenario_keys) > 0 group by 1, 2),
     scenarios as (
       select s.collection_id, s.key, s.calls / max(s.calls) over (partition by s.collection_id) as frequent,
              coalesce((select case v.content ->> 'riskLevel' when 'high' then 1.0 when 'medium' then 0.5 else 0 end
                          from items i join item_versions v on v.item_id = i.id
                         where i.collection_id = s.collection_id and i.kind = 'scenario' and i.key = s.key
                         order by v.version desc limit 1), 0)::float8 as risk,
              1 / (1 + coalesce(a.calls, 0)) as uncovered
         from counted s left join annotated a on a.collection_id = s.collection_id and a.key = s.key),
     candidates as (
       select c.source_id, c.revision_id, o.collection_id, t.id is not null as begun,
              (case when m.case_id is null then 0.5 when cardinality(m.scenario_keys) = 0 then 1
                   else 2 / (1 + exp(least(20, greatest(0, m.gains[1] - coalesce(m.gains[2], 0))))) end)::float8 as uncertain,
              least(1, 0.6 * coalesce(s.risk, 0) + case c.outcome when 'escalated' then 0.5 when 'unresolved' then 0.3 when 'abandoned' then 0.3 else 0 end
                       + case when c.repeat_contact then 0.2 else 0 end)::float8 as risky,
              coalesce(s.frequent, 0)::float8 as frequent, coalesce(s.uncovered, 0.5)::float8 as uncovered
         from cases c join sources o on o.id = c.source_id
         left join call_matters m on m.case_id = c.id
         left join scenarios s on s.collection_id = m.collection_id and s.key = m.scenario_keys[1]
         left join annotation_tasks t on t.revision_id = c.revision_id
        where o.erased_at is null and ($2::text is null or o.collection_id = $2)
          and (t.id is null
               or (t.status = 'open'
                   and not exists (select 1 from annotations a where a.task_id = t.id and a.annotator_id = $1)
                   and (select count(*) from annotations a where a.task_id = t.id
                          and (a.status = 'submitted' or (a.status = 'draft' and a.updated_at > now() - ${draftHolds}))) < t.wanted)))
     select source_id, revision_id, collection_id, uncertain, risky, frequent, uncovered from candidates
      order by $3 * uncertain + $4 * risky + $5 * frequent + $6 * uncovered + case when begun then $7::float8 else 0 end desc, source_id
      limit $8`,
    [
      annotatorId,
      collectionId,
      weights.uncertain,
      weights.risky,
      weights.frequent,
      weights.uncovered,
      secondExpert,
      limit,
    ],
  );
  return found.rows.map(({ source_id, revision_id, collection_id, ...signals }) => ({
    sourceId: source_id,
    revisionId: revision_id,
    collectionId: collection_id,
    signals,
  }));
}
