import type { Audience, CallContext, Emotion, SpeakerRole } from '../../../graph-schema/index.ts';
import type { PointInTime } from '../../ports/graph-index.ts';
import type { TextIndex } from '../../ports/text-index.ts';
import type { PublishedState } from '../../publishing/index.ts';
import type { Retriever } from '../retrieval/index.ts';
import { isChinese } from './card-text.ts';
import { type ComposedCard, composeCards } from './compose-cards.ts';
import type { VersionContents } from './version-contents.ts';
import { whyText } from './why-text.ts';

export interface GuideQuestion {
  /** Oldest first. */
  readonly utterances: readonly { readonly role: SpeakerRole; readonly text: string }[];
  readonly context: CallContext;
  readonly at: PointInTime;
  readonly emotion: Emotion;
  readonly audience: Audience;
  readonly collectionIds?: readonly string[];
  /** Most detail cards. */
  readonly details: number;
}

export interface GuideAnswer {
  /** The core card first; empty when nothing fits. */
  readonly cards: readonly ComposedCard[];
  readonly confidence: number;
  /** The scenario that the talk seems to be about, whether or not a card tells of it. */
  readonly scenario: { readonly itemId: string; readonly name: string; readonly confidence: number } | null;
  /** The question has words that something could be found by. */
  readonly asksSomething: boolean;
  /** What is near in meaning should have been looked for, and could not. */
  readonly withoutMeaning: boolean;
}

/** Finds and composes guidance from what is in force: the one way from words to cards. */
export interface Guide {
  answer(question: GuideQuestion): Promise<GuideAnswer>;
}

interface GuideParts {
  readonly retriever: Retriever;
  readonly textIndex: Pick<TextIndex, 'contentWords'>;
  readonly state: PublishedState;
  readonly contents: VersionContents;
}

const candidates = 12;
/** Below this the newest utterance is small talk: 好的, thank you. */
const wordsOfARequest = 2;

export function createGuide({ retriever, textIndex, state, contents }: GuideParts): Guide {
  let { epoch } = state;
  return {
    async answer({ utterances, context, at, emotion, audience, collectionIds, details }) {
      if (state.epoch !== epoch) contents.forget();
      epoch = state.epoch;
      const result = await retriever.retrieve({
        parts: utterances.map(({ role, text }, index) => ({ role, text, ageIndex: utterances.length - 1 - index })),
        context,
        at,
        audience,
        limit: candidates,
        ...(collectionIds ? { collectionIds } : {}),
      });
      const top = result.hits.find((hit) => hit.kind === 'scenario');
      const named = top && (await contents.read([top])).get(`${top.itemId}@${top.version}`);
      const scenario = top && named ? { itemId: top.itemId, name: named.label, confidence: top.confidence } : null;
      const newest = utterances.at(-1)?.text ?? '';
      const chosen = result.abstained ? [] : result.hits.map((hit) => ({ ...hit, why: whyText(hit, newest) }));
      const cards = await composeCards(
        chosen,
        { state, contents },
        {
          at,
          audience,
          context,
          emotion,
          chinese: isChinese(newest),
          details,
          ...(collectionIds ? { collectionIds } : {}),
        },
      );
      return {
        cards,
        confidence: result.confidence,
        scenario: result.abstained ? null : scenario,
        asksSomething: textIndex.contentWords(newest) >= wordsOfARequest,
        withoutMeaning: result.meaning === 'down',
      };
    },
  };
}
