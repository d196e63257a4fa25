import {
  type CallMatters,
  openScenarioModel,
  type ScenarioModel,
  type StoredScenarioModel,
  scenarioModelSchema,
} from '../../../ingest/index.ts';
import type { StoredSource } from '../../../ingest/ports.ts';
import type { Executor } from '../../ports/database.ts';

/** A call with the scenarios that it is of. */
export interface AssignedCall extends CallMatters {
  readonly sourceId: string;
}

interface DrawnModel {
  readonly model: ScenarioModel;
  readonly calls: number;
}

// Opening one takes longer than assigning a call; imports of single calls ask for the same one again and again.
let open: (DrawnModel & { readonly drawn: string }) | null = null;

/** By what the collection's calls are assigned, and from how many it was drawn; null before the first mining. */
export async function readScenarioModel(executor: Executor, collectionId: string): Promise<DrawnModel | null> {
  const known = await executor.query<{ drawn: string }>(
    `select concat_ws(' ', collection_id, run_id, mined_at) as drawn from scenario_models where collection_id = $1`,
    [collectionId],
  );
  const drawn = known.rows[0]?.drawn;
  // What was forgotten in the database is not to stay here.
  if (open?.drawn !== drawn) open = null;
  if (open || drawn === undefined) return open;
  const found = await executor.query<{ model: unknown; calls: number }>(
    'select model, calls from scenario_models where collection_id = $1',
    [collectionId],
  );
  const [row] = found.rows;
  if (!row) return null;
  open = { drawn, model: openScenarioModel(scenarioModelSchema.parse(row.model)), calls: row.calls };
  return open;
}

/** Takes the place of the model before. */
export async function writeScenarioModel(
  tx: Executor,
  mined: {
    readonly collectionId: string;
    readonly runId: string;
    readonly calls: number;
    readonly model: StoredScenarioModel;
  },
): Promise<void> {
  await tx.query(
    `insert into scenario_models (collection_id, model, calls, run_id) values ($1, $2::jsonb, $3, $4)
         on conflict (collection_id) do update
            set model = excluded.model, calls = excluded.calls, run_id = excluded.run_id, mined_at = now()`,
    [mined.collectionId, JSON.stringify(mined.model), mined.calls, mined.runId],
  );
}

/** Assigns calls, each in a few milliseconds. */
export function assignCalls(model: ScenarioModel, calls: readonly StoredSource[]): AssignedCall[] {
  return calls.map((call) => ({ sourceId: call.sourceId, ...model.mattersOf(call) }));
}

/** Notes what calls are about, in place of what was noted before; `mined`: they were mined with all the others. Calls that were erased meanwhile are left out. */
export async function writeMatters(
  tx: Executor,
  collectionId: string,
  calls: readonly AssignedCall[],
  mined: boolean,
): Promise<void> {
  await tx.query(
    `insert into call_matters (case_id, collection_id, scenario_keys, gains, mined)
     select c.id, $1, array(select jsonb_array_elements_text(w.scenarios)),
            array(select jsonb_array_elements_text(w.gains)::float8), $3
       from jsonb_to_recordset($2::jsonb) as w ("sourceId" text, scenarios jsonb, gains jsonb)
       join cases c on c.source_id = w."sourceId"
         on conflict (case_id) do update
            set scenario_keys = excluded.scenario_keys, gains = excluded.gains, mined = excluded.mined, assigned_at = now()`,
    [collectionId, JSON.stringify(calls), mined],
  );
}
