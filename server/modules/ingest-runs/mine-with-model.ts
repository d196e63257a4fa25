import type { ProposalDraft } from '../../../graph-schema/index.ts';
import {
  type MiningOptions,
  type NamingOutcome,
  type StoredSource,
  withActionsByModel,
  withFactsByModel,
} from '../../../ingest/index.ts';
import type { ModelReport } from '../mining-runs/index.ts';
import { noteMining } from '../mining-runs/index.ts';
import type { RunAtWork, RunWork } from './ingest-run.ts';

/** What a model adds to the mining of one run; nothing, where none is switched on. */
export interface RunModel {
  /** The drafts of a document with what the model reads in it beside the rules. */
  readDocument(source: StoredSource, drafts: readonly ProposalDraft[]): Promise<readonly ProposalDraft[]>;
  /** What the mining of calls is told, so that the model names scenarios. */
  naming(): Pick<MiningOptions, 'namingModel' | 'onNamed'>;
  /** Notes in the logs what became of the names, and what the run has spent. */
  noteNames(): Promise<void>;
  /** For the report of the run; null: no model was to name anything. */
  report(): Promise<ModelReport | null>;
}

/** Opens the model for a run, once, so that a model that does not answer is left alone for the rest of it. */
export function modelOfRun({ miningModel, database, log }: RunWork, run: RunAtWork, signal: AbortSignal): RunModel {
  const model = miningModel?.open(run.id, signal);
  const tasks = miningModel?.tasks;
  let outcome: NamingOutcome | null = null;
  const report = async (): Promise<ModelReport | null> => {
    if (!model || !outcome) return null;
    const spent = await miningModel?.spent(run.id);
    const { requests = 0, fromCache = 0, promptTokens = 0, answerTokens = 0, cost = 0 } = spent ?? {};
    const kept = Object.fromEntries(Object.entries(outcome.refused));
    return { model: model.model, named: outcome.byModel, kept, requests, fromCache, promptTokens, answerTokens, cost };
  };
  return {
    async readDocument(source, drafts) {
      const read: ProposalDraft[] = [];
      for (const draft of drafts) {
        const withFacts = model && tasks?.facts ? await withFactsByModel(draft, source, model) : draft;
        read.push(model && tasks?.actions ? await withActionsByModel(withFacts, source, model) : withFacts);
      }
      return read;
    },
    naming: () =>
      model && tasks?.names
        ? {
            namingModel: model,
            onNamed: (found) => {
              outcome = found;
            },
          }
        : {},
    async noteNames() {
      const found = await report();
      if (!found) return;
      const { named, kept, promptTokens, answerTokens, model: name, ...spent } = found;
      const line = { scenarios: named, model: name, tokens: promptTokens + answerTokens, ...spent, ...kept };
      await noteMining(database, run.id, 'named', line);
      log.info({ runId: run.id, ...line }, 'a model was asked for names of scenarios');
    },
    report,
  };
}
