import type { HandlingContext, KnownProcedure, KnownStep } from '../../../ingest/ports.ts';
import type { Database, Executor } from '../../ports/database.ts';
import { trustedSources } from '../outcomes/index.ts';
import type { StatementServices } from './take-statements.ts';

/** What mining needs to learn how calls are handled: known steps and documents, the best agents, and whose word on outcomes counts. */
export async function readKnownHandling(
  database: Database,
  collectionId: string,
  services: StatementServices | null,
): Promise<HandlingContext> {
  return {
    knownSteps: await readSteps(database, collectionId),
    knownProcedures: await readProcedures(database, collectionId),
    ...(services ? await judgedBy(services) : {}),
  };
}

async function judgedBy({ agents, outcomes }: StatementServices) {
  const standings = await agents.compare();
  return {
    topAgents: [...standings.agents].flatMap(([id, { top }]) => (top ? [id] : [])),
    trustedSources: trustedSources(outcomes.rules),
  };
}

/** Steps with the segments of their latest evidence in calls. */
async function readSteps(executor: Executor, collectionId: string): Promise<readonly KnownStep[]> {
  const found = await executor.query<{ key: string; segment_ids: string[] }>(
    `select i.key, array_agg(distinct s.id) as segment_ids
       from items i
       join lateral (select p.evidence from proposal_parts p where p.item_id = i.id order by p.proposal_id desc limit 1) latest on true
      cross join lateral jsonb_array_elements(latest.evidence) e
       join segments s on s.id = e -> 'span' ->> 'segmentId' and s.role is not null
      where i.collection_id = $1 and i.sort = 'node' and i.kind = 'step'
      group by i.key`,
    [collectionId],
  );
  return found.rows.map(({ key, segment_ids }) => ({ key, segmentIds: segment_ids }));
}

interface ProcedureRow {
  key: string;
  name: string | null;
  step_key: string;
  step_name: string | null;
  instruction: string | null;
}

const latestContent = (item: string) => `coalesce(
  (select version.content from item_versions version where version.item_id = ${item}.id order by version.version desc limit 1),
  (select part.content from proposal_parts part where part.item_id = ${item}.id order by part.proposal_id desc limit 1))`;

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
