import { createContext, useContext, useMemo, useState } from 'react';
import type { FeedbackKind } from '../../../graph-schema/index.ts';

export type GivenKind = Extract<FeedbackKind, 'opened' | 'used' | 'dismissed' | 'wrong'>;
type Standing = 'sent' | 'failed';

/** What the agent said of the cards of one call, or of an answer outside of calls. */
export interface CardFeedback {
  of(cardId: string, kind: GivenKind): Standing | undefined;
  /** Sends it once; what failed may be sent again. */
  give(cardId: string, kind: GivenKind): void;
}

export const CardFeedbackContext = createContext<CardFeedback | null>(null);

/** Null where cards take no feedback. */
export const useCardFeedback = (): CardFeedback | null => useContext(CardFeedbackContext);

/** Keeps what was said for as long as its cards may stand on the screen. */
export function useFeedbackSender(send: (cardId: string, kind: GivenKind) => Promise<void>): CardFeedback {
  const [given, setGiven] = useState<ReadonlyMap<string, Standing>>(new Map());
  return useMemo(() => {
    const mark = (key: string, standing: Standing) => setGiven((before) => new Map(before).set(key, standing));
    return {
      of: (cardId, kind) => given.get(`${cardId} ${kind}`),
      give(cardId, kind) {
        const key = `${cardId} ${kind}`;
        if (given.get(key) === 'sent') return;
        mark(key, 'sent');
        send(cardId, kind).catch(() => mark(key, 'failed'));
      },
    };
  }, [given, send]);
}
