import type { StructuredModel } from '../../../ingest/ports.ts';
import type { ChatModel } from '../../ports/chat-model.ts';
import type { Database } from '../../ports/database.ts';
import type { KeyedHash } from '../../publishing/index.ts';
import { type ModelBudget, meteredModel } from './metered-model.ts';
import { type ModelSpending, readSpending } from './model-spending.ts';

/** What a model may be asked for while calls and documents are mined. */
export interface ModelTasks {
  /** Terms of products that the rules left. */
  readonly facts: boolean;
  /** The system actions of procedures. */
  readonly actions: boolean;
  /** Names of scenarios, and which of their customers' sentences show them best. */
  readonly names: boolean;
}

/** The model that mining may ask beside its rules. */
export interface MiningModel {
  readonly tasks: ModelTasks;
  /** The model as one run may ask it: metered, and not beyond the run's budget. */
  open(runId: string, signal: AbortSignal): StructuredModel;
  /** What the run has spent; null: nothing was asked. */
  spent(runId: string): Promise<ModelSpending | null>;
}

interface Opening {
  readonly database: Database;
  readonly hash: KeyedHash;
  readonly chat: ChatModel;
  readonly budget: ModelBudget;
  readonly tasks: ModelTasks;
}

/** Puts a chat model to the tasks of mining, within a budget for each run. */
export function createMiningModel({ tasks, ...opening }: Opening): MiningModel {
  return {
    tasks,
    open: (runId, signal) => meteredModel({ ...opening, runId, signal }),
    spent: (runId) => readSpending(opening.database, runId),
  };
}
