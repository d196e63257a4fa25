import { z } from 'zod';
import type { StoredSource } from '../../ports.ts';
import { groupModelSchema, openGroupModel } from './discovery/group-model.ts';
import { termsOfCall } from './discovery/matter-terms.ts';
import { twoMatters } from './two-matters.ts';

/** What a mining leaves behind, by which later calls find their scenario; plain JSON, no text of a single call. */
export const scenarioModelSchema = z.object({ version: z.literal(1), zh: groupModelSchema, en: groupModelSchema });
export type StoredScenarioModel = z.infer<typeof scenarioModelSchema>;

/** The scenarios of one call. */
export interface CallMatters {
  /** Keys of scenarios: what the call is about, and a second matter where it has one. Empty: it fits nowhere yet. */
  readonly scenarios: readonly string[];
  /** How much likelier the call is in the scenario's words than in those of all calls, in nats; for each of them. */
  readonly gains: readonly number[];
}

/** Tells what calls are about, a call in a few milliseconds. */
export interface ScenarioModel {
  mattersOf(call: StoredSource): CallMatters;
}

/** A stored model, ready to be asked. */
export function openScenarioModel(stored: StoredScenarioModel): ScenarioModel {
  const [zh, en] = [openGroupModel(stored.zh), openGroupModel(stored.en)];
  return {
    mattersOf(call) {
      const model = call.language === 'en' ? en : zh;
      const main = model.assign(termsOfCall(call));
      const two = twoMatters(call, model)?.parts.toSorted((a, b) => b.gain - a.gain);
      const found = two ?? (main ? [main] : []);
      return { scenarios: found.map(({ group }) => model.keys[group] ?? ''), gains: found.map(({ gain }) => gain) };
    },
  };
}
