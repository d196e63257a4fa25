import type { HttpMetrics } from '../../http/metrics.ts';
import type { ChatModel } from '../../ports/chat-model.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import type { PublishedState } from '../../publishing/index.ts';
import { type Composer, createComposer } from './composer.ts';
import { type CompositionSwitches, createCompositionSwitches } from './composition-switches.ts';
import { createTokenBudget } from './token-budget.ts';

interface Needs {
  readonly model: ChatModel | null;
  readonly database: Database;
  readonly state: Pick<PublishedState, 'get'>;
  readonly metrics: Pick<HttpMetrics, 'counter' | 'gauge'>;
  readonly log: Logger;
  readonly firstTokenMs: number;
  readonly maxTokens: number;
  readonly tokensPerHour: number | null;
  readonly tokensPerDay: number | null;
  readonly secondOpinion: boolean;
}

/** A composer with its switches, budget and metrics; without a model there is none, and only the switches are kept. */
export async function openComposition(
  needs: Needs,
): Promise<{ readonly composer: Composer | null; readonly switches: CompositionSwitches }> {
  const { model, database, state, metrics, log, firstTokenMs, maxTokens, secondOpinion } = needs;
  const switches = createCompositionSwitches(database, log);
  await switches.start();
  if (model === null) return { composer: null, switches };
  const budget = createTokenBudget({ perHour: needs.tokensPerHour, perDay: needs.tokensPerDay });
  metrics.gauge(
    'composition_tokens_this_hour',
    'Tokens spent on composing in the hour that runs',
    () => budget.spent().hour,
  );
  metrics.gauge(
    'composition_tokens_today',
    'Tokens spent on composing in the day that runs (UTC)',
    () => budget.spent().day,
  );
  const composer = createComposer({
    model,
    budget,
    log,
    firstTokenMs,
    maxTokens,
    secondOpinion,
    counts: {
      sent: metrics.counter('composition_sentences_sent_total', 'Composed sentences that their citations support'),
      dropped: metrics.counter('composition_sentences_dropped_total', 'Composed sentences that were not supported'),
      notComposed: metrics.counter('composition_fallbacks_total', 'Answers where the approved text stood alone'),
    },
    mayUse: (itemId) => switches.isOn(state.get(itemId)?.collectionId ?? ''),
  });
  return { composer, switches };
}
