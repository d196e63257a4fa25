import { useEffect, useReducer, useState } from 'react';
import { type ConnectionState, followEvents } from '../api/event-stream.ts';
import { useHttp } from '../api/http-context.ts';
import {
  emptyStream,
  parseMessage,
  reduceStream,
  type StreamMessage,
  type StreamState,
  streamSilenceMs,
} from './stream-state.ts';

type Action =
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly message: StreamMessage; readonly now: number };

function step(state: StreamState, action: Action): StreamState {
  return action.type === 'start' ? emptyStream : reduceStream(state, action.message, action.now);
}

/** Everything that the call's stream has put on the screen, and how the connection stands. */
export function useCallStream(callId: string | null): { state: StreamState; connection: ConnectionState | null } {
  const http = useHttp();
  const [state, dispatch] = useReducer(step, emptyStream);
  const [connection, setConnection] = useState<ConnectionState | null>(null);

  useEffect(() => {
    dispatch({ type: 'start' });
    setConnection(null);
    if (callId === null) return;
    return followEvents(http, {
      path: `calls/${encodeURIComponent(callId)}/events`,
      onState: setConnection,
      silenceMs: streamSilenceMs,
      isLast: (event) => event.type === 'done',
      onEvent: (event) => {
        const message = parseMessage(event);
        if (message) dispatch({ type: 'message', message, now: Date.now() });
      },
    });
  }, [http, callId]);

  return { state, connection };
}
