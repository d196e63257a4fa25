import type { CallContext } from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { ComposedCard, Guide } from '../guidance/index.ts';
import type { Overlay } from '../overlays/index.ts';
import type { RetrievalResult, Retriever } from '../retrieval/index.ts';
import { type AnsweredCard, type AnswerSide, rankedDepth } from './answer-side.ts';
import type { Utterance } from './question.ts';

export interface AskedQuestion {
  readonly utterances: readonly Utterance[];
  readonly context: CallContext;
}

/** Puts together the guide of a live call over what an overlay answers with. */
export type GuideOver = (
  parts: Pick<Overlay, 'state' | 'textIndex' | 'contents'> & { readonly retriever: Retriever },
) => Guide;

/** What a question was answered with: the cards themselves, and what a run keeps of them. */
export interface Asked {
  readonly cards: readonly ComposedCard[];
  readonly side: AnswerSide;
}

/** As many details as a screen shows beside the core card. */
const details = 3;

/** Asks questions as a live call would, and notes what was found behind the cards. One question at a time. */
export function createAsker(overlay: Overlay, guideOver: GuideOver) {
  let found: RetrievalResult | null = null;
  const guide = guideOver({
    ...overlay,
    retriever: {
      async retrieve(question) {
        found = await overlay.retriever.retrieve({ ...question, limit: Math.max(question.limit, rankedDepth) });
        return { ...found, hits: found.hits.slice(0, question.limit) };
      },
    },
  });
  return async ({ utterances, context }: AskedQuestion, at: PointInTime): Promise<Asked> => {
    found = null;
    const answer = await guide.answer({ utterances, context, at, emotion: 'calm', audience: 'agent', details });
    const hits: RetrievalResult['hits'] = (found as RetrievalResult | null)?.hits ?? [];
    return {
      cards: answer.cards,
      side: {
        confidence: Math.round(answer.confidence * 10_000) / 10_000,
        cards: answer.cards.map(answeredCard),
        ranked: hits.slice(0, rankedDepth).map(({ itemId, version, kind }) => ({ itemId, version, kind })),
        withoutMeaning: answer.withoutMeaning,
      },
    };
  };
}

function answeredCard({ card, cites }: ComposedCard): AnsweredCard {
  // The version that a card is about stands first among those that it shows.
  const [own] = cites;
  return {
    itemId: own?.itemId ?? '',
    version: own?.version ?? 0,
    level: card.level,
    kind: card.kind,
    cites: cites.map(({ itemId, version }) => ({ itemId, version })),
  };
}
