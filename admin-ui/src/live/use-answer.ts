import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { followEvents, readEvents } from '../api/event-stream.ts';
import { useHttp } from '../api/http-context.ts';
import { messagesOfDecision } from './feed-messages.ts';
import {
  emptyStream,
  parseMessage,
  reduceStream,
  type StreamMessage,
  type StreamState,
  shownCards,
  streamSilenceMs,
} from './stream-state.ts';

export interface Answer {
  readonly question: string | null;
  readonly state: StreamState;
  readonly asking: boolean;
  readonly error: unknown;
  readonly ask: (question: string) => void;
  readonly clear: () => void;
}

type Action =
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly message: StreamMessage; readonly now: number };
// A stateless answer has no core and no history: every card of it is read in the order in which it came.
function step(state: StreamState, action: Action): StreamState {
  if (action.type === 'start') return emptyStream;
  const { message, now } = action;
  if (message.type !== 'card') return reduceStream(state, message, now);
  return {
    ...state,
    details: [
      ...state.details,
      { state: 'shown', shown: { card: message.data, leaseUntil: now + message.data.leaseMs } },
    ],
  };
}

/** A free question: its cards, kept true by the feed of decisions for as long as they are shown. */
export function useAnswer(): Answer {
  const http = useHttp();
  const [state, dispatch] = useReducer(step, emptyStream);
  const [question, setQuestion] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  // The position at which the answer was true: decisions after it are what the feed must tell.
  const [position, setPosition] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const latest = useRef(state);
  latest.current = state;

  const clear = useCallback(() => {
    running.current?.abort();
    setQuestion(null);
    setPosition(null);
    setAsking(false);
    setError(null);
    dispatch({ type: 'start' });
  }, []);

  const ask = useCallback(
    async (text: string) => {
      clear();
      const abort = new AbortController();
      running.current = abort;
      setQuestion(text);
      setAsking(true);
      try {
        const response = await http.open('POST', 'guidance', {
          json: { question: text },
          headers: { Accept: 'text/event-stream' },
          signal: abort.signal,
        });
        for await (const event of readEvents(response)) {
          if (abort.signal.aborted) return;
          if (event.type === 'done') setPosition(positionIn(event.data));
          const message = parseMessage(event);
          if (message) dispatch({ type: 'message', message, now: Date.now() });
        }
      } catch (cause) {
        if (!abort.signal.aborted) setError(cause);
      } finally {
        if (!abort.signal.aborted) setAsking(false);
      }
    },
    [http, clear],
  );

  useEffect(() => {
    if (position === null) return;
    return followEvents(http, {
      path: `feed?after=${position}`,
      silenceMs: streamSilenceMs,
      onState: () => undefined,
      onEvent: (event) => {
        const lease = event.type === 'lease' ? parseMessage(event) : null;
        const messages = lease ? [lease] : messagesOfDecision(event, shownCards(latest.current));
        for (const message of messages) dispatch({ type: 'message', message, now: Date.now() });
      },
    });
  }, [http, position]);

  return { question, state, asking, error, ask: (text) => void ask(text), clear };
}

function positionIn(data: unknown): number | null {
  const position = typeof data === 'object' && data !== null && 'position' in data ? data.position : null;
  return typeof position === 'number' ? position : null;
}
