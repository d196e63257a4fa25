import type { DraftPart } from '../../../graph-schema/index.ts';
import type { MiningOptions } from '../../../ingest/index.ts';
import type { HandlingContext, KnownProcedure, KnownStep } from '../../../ingest/ports.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { trustedSources } from '../outcomes/index.ts';
import type { StatementServices } from './take-statements.ts';

/** What mining needs to learn how calls are handled: known steps and documents, the best agents, and whose word on outcomes counts. */
export async function readKnownHandling(
  database: Database,
  collectionId: string,
  services: StatementServices | null,
): Promise<HandlingContext & Pick<MiningOptions, 'knownParts'>> {
  return {
    knownSteps: await readSteps(database, collectionId),
    knownParts: await readParts(database, collectionId),
    knownProcedures: await readProcedures(database, collectionId),
    ...(services ? await judgedBy(services) : {}),
  };
}

async function judgedBy({ agents, outcomes }: StatementServices) {
  const standings = await agents.compare();
  const topAgents = [...standings.agents].flatMap(([id, { top }]) => (top ? [id] : []));
  const compared = [...standings.agents.values()].filter(({ eligible }) => eligible).length;
  const mostCalls = [...standings.agents.values()].reduce((most, { trustedCalls }) => Math.max(most, trustedCalls), 0);
  return {
    topAgents,
    ...(topAgents.length === 0 && { noTopAgents: { minimumCalls: standings.minimumCalls, mostCalls, compared } }),
    trustedSources: trustedSources(outcomes.rules),
  };
}

const latestContent = (item: string) => `coalesce(
  (select version.content from item_versions version where version.item_id = ${item}.id order by version.version desc limit 1),
  (select part.content from proposal_parts part where part.item_id = ${item}.id order by part.proposal_id desc limit 1))`;

/** Steps with the segments of their latest evidence in calls. */
async function readSteps(executor: Executor, collectionId: string): Promise<readonly KnownStep[]> {
  const found = await executor.query<{ key: string; segment_ids: string[]; instruction: string | null }>(
    `select i.key, array_agg(distinct s.id) as segment_ids, max(c.content ->> 'instruction') as instruction
       from items i
       join lateral (select p.evidence from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1) latest on true
      cross join lateral (select ${latestContent('i')} as content) c
      cross join lateral jsonb_array_elements(latest.evidence) e
       join segments s on s.id = e -> 'span' ->> 'segmentId' and s.role is not null
      where i.collection_id = $1 and i.sort = 'node' and i.kind = 'step'
      group by i.key`,
    [collectionId],
  );
  return found.rows.map(({ key, segment_ids, instruction }) => ({
    key,
    segmentIds: segment_ids,
    ...(instruction !== null && { instruction }),
  }));
}

interface PartRow {
  sort: 'node' | 'edge';
  kind: string;
  key: string;
  from_kind: string | null;
  from_key: string | null;
  to_kind: string | null;
  to_key: string | null;
  content: Record<string, unknown>;
  conditions: Record<string, unknown>;
  audience: string[];
  confidence: number;
  valid_from: Date | null;
  valid_to: Date | null;
  evidence: DraftPart['evidence'];
}

const stated = 'content, conditions, audience, confidence, valid_from, valid_to';

/**
 * What mining proposed of how calls are handled: as it is published, else as it waits for review; without what was
 * retracted or rejected.
 */
async function readParts(executor: Executor, collectionId: string): Promise<readonly DraftPart[]> {
  const found = await executor.query<PartRow>(
    `select i.sort, i.kind, i.key, f.kind as from_kind, f.key as from_key, t.kind as to_kind, t.key as to_key,
            s.content, s.conditions, s.audience, s.confidence, s.valid_from, s.valid_to, latest.evidence
       from items i
       left join items f on f.id = i.from_id
       left join items t on t.id = i.to_id
       join lateral (select p.*, q.status from proposal_parts p join proposals q on q.id = p.proposal_id
                      where p.item_id = i.id and q.origin = 'miner:scenarios' and not p.struck
                      order by p.proposal_id desc limit 1) latest on true
       left join lateral (select ${stated} from item_versions v where v.item_id = i.id order by v.version desc limit 1) v on true
       left join lateral (select d.action from decision_entries e join decisions d on d.position = e.position
                           where e.item_id = i.id order by e.position desc limit 1) touched on true
      cross join lateral (select ${stated
        .split(', ')
        .map((column) => `case when v.audience is null then latest.${column} else v.${column} end as ${column}`)
        .join(', ')}) s
      where i.collection_id = $1 and i.kind in ('step', 'script', 'best_practice', 'HAS_STEP', 'NEXT_STEP', 'USES_SCRIPT', 'APPLIES_TO')
        and s.content is not null and s.valid_to is null and touched.action is distinct from 'retract'
        and (v.audience is not null or latest.status in ('draft', 'in_review', 'changes_requested'))`,
    [collectionId],
  );
  return found.rows.map((row) => {
    const { sort, kind, key, content, conditions, audience, confidence, evidence } = row;
    const ends = {
      from: { kind: row.from_kind, key: row.from_key },
      to: { kind: row.to_kind, key: row.to_key },
    };
    const validFrom = row.valid_from?.toISOString() ?? null;
    const part = { sort, kind, content, conditions, audience, confidence, evidence, validFrom, validTo: null };
    return (sort === 'node' ? { ...part, key } : { ...part, ...ends }) as DraftPart;
  });
}

interface ProcedureRow {
  key: string;
  name: string | null;
  step_key: string;
  step_name: string | null;
  instruction: string | null;
}

/** Procedures with their steps in the order that their document lists them in. */
async function readProcedures(executor: Executor, collectionId: string): Promise<readonly KnownProcedure[]> {
  const found = await executor.query<ProcedureRow>(
    `select p.key, pc.content ->> 'name' as name, s.key as step_key, sc.content ->> 'name' as step_name,
            sc.content ->> 'instruction' as instruction
       from items e
       join items p on p.id = e.from_id and p.kind = 'procedure'
       join items s on s.id = e.to_id and s.kind = 'step'
      cross join lateral (select ${latestContent('p')} as content) pc
      cross join lateral (select ${latestContent('s')} as content) sc
      where e.collection_id = $1 and e.sort = 'edge' and e.kind = 'HAS_STEP'
      order by p.key, (sc.content ->> 'order')::int nulls last, s.key`,
    [collectionId],
  );
  const procedures = new Map<string, { name: string; steps: KnownProcedure['steps'][number][] }>();
  for (const row of found.rows) {
    if (row.name === null || row.step_name === null) continue;
    const own = procedures.get(row.key) ?? { name: row.name, steps: [] };
    own.steps.push({ key: row.step_key, name: row.step_name, instruction: row.instruction ?? '' });
    procedures.set(row.key, own);
  }
  return [...procedures].map(([key, own]) => ({ key, ...own }));
}
