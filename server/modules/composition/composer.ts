import type { Card, Composition, Delta } from '../../../graph-schema/index.ts';
import { type ChatModel, ChatUnavailable } from '../../ports/chat-model.ts';
import type { Logger } from '../../ports/logger.ts';
import { circuitBreaker } from '../embeddings/index.ts';
import { type ApprovedPassage, passagesOf } from './passages.ts';
import { promptFor, secondOpinionPrompt } from './prompt.ts';
import { checkComposed } from './sentence-check.ts';
import { createSentenceSplitter } from './split-sentences.ts';
import { estimatedTokens, type TokenBudget } from './token-budget.ts';

export interface CompositionRequest {
  /** What the customer said, redacted. */
  readonly question: string;
  /** The core card first. */
  readonly cards: readonly Card[];
  readonly signal: AbortSignal;
}

/** Puts the approved text of cards into an answer to what was asked, sentence by sentence, or says why it did not. */
export interface Composer {
  /** Checked sentences as they are ready, then how it ended; throws only the signal's reason. */
  compose(request: CompositionRequest): AsyncGenerator<Delta, Composition>;
}

/** What is counted of compositions. */
export interface CompositionCounts {
  sent(): void;
  dropped(): void;
  notComposed(): void;
}

interface Options {
  readonly model: ChatModel;
  readonly budget: TokenBudget;
  readonly counts: CompositionCounts;
  readonly log: Logger;
  /** Milliseconds until the first words, or the approved text stands alone. */
  readonly firstTokenMs: number;
  readonly maxTokens: number;
  /** Asks the model once more about each sentence; it may only refuse. */
  readonly secondOpinion: boolean;
  /** Whether an item's collection lets its text be composed. */
  readonly mayUse: (itemId: string) => boolean;
}

const failuresToOpen = 3;
const openMs = 20_000;
const mostSentences = 6;
/** What a model says at most that supports nothing, before it is stopped. */
const mostDroppedInARow = 8;

class Late extends Error {}

export function createComposer(options: Options): Composer {
  const breaker = circuitBreaker(failuresToOpen, openMs);
  const ended = (sentences: number, dropped: number, notComposed?: Composition['notComposed']): Composition => {
    if (sentences > 0) return { composed: true, sentences, dropped };
    options.counts.notComposed();
    return { composed: false, sentences, dropped, notComposed: notComposed ?? 'nothing_supported' };
  };

  return {
    async *compose({ question, cards, signal }) {
      const [core] = cards;
      const passages = passagesOf(cards, options.mayUse);
      if (!core || passages.length === 0) return ended(0, 0, 'switched_off');
      const messages = promptFor(question, passages, /\p{Script=Han}/u.test(question));
      const promptTokens = estimatedTokens(messages.map(({ content }) => content).join('\n'));
      if (!options.budget.allows(promptTokens + options.maxTokens)) return ended(0, 0, 'budget');
      if (!breaker.mayTry()) return ended(0, 0, 'unavailable');
      let [sentences, dropped, inARow] = [0, 0, 0];
      const told = new Set<string>();
      try {
        for await (const raw of sentencesOf(options, messages, promptTokens, signal)) {
          const checked = checkComposed(raw, passages);
          const agreed = checked.supported && (await secondOpinionOn(options, checked.text, checked.by, signal));
          signal.throwIfAborted();
          if (!checked.supported || !agreed) {
            dropped += 1;
            inARow += 1;
            options.counts.dropped();
            if (inARow >= mostDroppedInARow) break;
            continue;
          }
          inARow = 0;
          if (told.has(checked.text)) continue;
          told.add(checked.text);
          options.counts.sent();
          yield { cardId: core.id, index: sentences, text: checked.text, citations: [...checked.citations] };
          sentences += 1;
          if (sentences >= mostSentences) break;
        }
        breaker.succeeded();
        return ended(sentences, dropped);
      } catch (error) {
        signal.throwIfAborted();
        breaker.failed();
        options.log.warn(
          { reason: error instanceof ChatUnavailable || error instanceof Late ? error.message : String(error) },
          'nothing more was composed; the approved text stands',
        );
        return ended(sentences, dropped, error instanceof Late ? 'late' : 'unavailable');
      }
    },
  };
}

/** The model's sentences as they are complete; what was used is spent, also when nobody reads on. */
async function* sentencesOf(
  { model, budget, maxTokens, firstTokenMs }: Options,
  messages: ReturnType<typeof promptFor>,
  promptTokens: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Late('no word came in time')), firstTokenMs);
  const splitter = createSentenceSplitter();
  let answer = 0;
  let used: number | null = null;
  try {
    for await (const piece of model.stream(messages, { maxTokens, signal: AbortSignal.any([signal, late.signal]) })) {
      if (piece.type === 'usage') {
        used = piece.promptTokens + piece.answerTokens;
        continue;
      }
      clearTimeout(timer);
      answer += estimatedTokens(piece.text);
      yield* splitter.push(piece.text);
    }
    const rest = splitter.rest();
    if (rest !== null) yield rest;
  } finally {
    clearTimeout(timer);
    budget.spend(used ?? promptTokens + answer);
  }
}

const opinionTokens = 4;

async function secondOpinionOn(
  { model, budget, secondOpinion, firstTokenMs }: Options,
  sentence: string,
  passages: readonly ApprovedPassage[],
  signal: AbortSignal,
): Promise<boolean> {
  if (!secondOpinion) return true;
  const messages = secondOpinionPrompt(sentence, passages);
  budget.spend(estimatedTokens(messages.map(({ content }) => content).join('\n')) + opinionTokens);
  const timely = AbortSignal.any([signal, AbortSignal.timeout(firstTokenMs)]);
  try {
    let said = '';
    for await (const piece of model.stream(messages, { maxTokens: opinionTokens, signal: timely }))
      if (piece.type === 'text') said += piece.text;
    return /^\W*(?:yes|是)/iu.test(said);
  } catch {
    // A check that did not happen vouches for nothing.
    return false;
  }
}
