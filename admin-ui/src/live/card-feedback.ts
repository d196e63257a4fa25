import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { FeedbackKind } from '../../../graph-schema/index.ts';

export type GivenKind = FeedbackKind;
type Standing = 'sent' | 'failed';

/** What the agent said of the cards of one call, or of an answer outside of calls. */
export interface CardFeedback {
  of(cardId: string, kind: GivenKind): Standing | undefined;
  /** Sends it once, and once more with a comment; what failed may be sent again. */
  give(cardId: string, kind: GivenKind, comment?: string): void;
}

export const CardFeedbackContext = createContext<CardFeedback | null>(null);

/** Null where cards take no feedback. */
export const useCardFeedback = (): CardFeedback | null => useContext(CardFeedbackContext);

/** Keeps what was said for as long as its cards may stand on the screen. */
export function useFeedbackSender(
  send: (cardId: string, kind: GivenKind, comment?: string) => Promise<void>,
): CardFeedback {
  const [given, setGiven] = useState<ReadonlyMap<string, Standing>>(new Map());
  return useMemo(() => {
    const mark = (key: string, standing: Standing) => setGiven((before) => new Map(before).set(key, standing));
    return {
      of: (cardId, kind) => given.get(`${cardId} ${kind}`),
      give(cardId, kind, comment) {
        const key = `${cardId} ${kind}`;
        if (given.get(key) === 'sent' && comment === undefined) return;
        mark(key, 'sent');
        send(cardId, kind, comment).catch(() => mark(key, 'failed'));
      },
    };
  }, [given, send]);
}

/** Says once of a card that it stands on the screen. */
export function useSaidAsShown(cardId: string): void {
  const feedback = useCardFeedback();
  useEffect(() => {
    // One that failed is not sent again and again: the exposure tells the same.
    if (feedback?.of(cardId, 'shown') === undefined) feedback?.give(cardId, 'shown');
  }, [feedback, cardId]);
}
