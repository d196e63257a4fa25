import { useCallback, useEffect, useState } from 'react';
import { useDataProvider } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { retryDelay } from '../api/event-stream.ts';
import { Problem } from '../api/http-client.ts';
import type { PracticeScript } from '../api/types.ts';
import { createTurnSender, durationOf, playheadAt, type TurnSender } from './call-player.ts';

type PlayerStatus = 'ready' | 'playing' | 'paused' | 'finished' | 'ended';
export interface CallPlayer {
  readonly status: PlayerStatus;
  readonly callId: string | null;
  readonly positionMs: number;
  readonly durationMs: number;
  readonly speed: number;
  /** Why the last attempt to reach the service failed; null while it works. */
  readonly error: unknown;
  readonly setSpeed: (speed: number) => void;
  readonly play: () => void;
  readonly pause: () => void;
  /** Goes to the end of the turn that is being said, or of the next one. */
  readonly skipTurn: () => void;
  readonly end: () => void;
}

interface PlayedCall {
  readonly id: string;
  readonly sender: TurnSender;
}

const tickMs = 100;

/**
 * Plays a sample call as a live one: opens a call with the service and sends each turn when it has been said. One
 * player is for one script.
 */
export function useCallPlayer(script: PracticeScript | null): CallPlayer {
  const api = useDataProvider<CoachDataProvider>();
  const [status, setStatus] = useState<PlayerStatus>('ready');
  const [call, setCall] = useState<PlayedCall | null>(null);
  const [positionMs, setPosition] = useState(0);
  const [speed, setSpeed] = useState(1);
  const [error, setError] = useState<unknown>(null);
  const turns = script?.turns;
  const durationMs = turns ? durationOf(turns) : 0;

  useEffect(() => {
    if (status !== 'playing') return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - last) * speed;
      last = now;
      setPosition((position) => Math.min(position + passed, durationMs));
    }, tickMs);
    return () => clearInterval(timer);
  }, [status, speed, durationMs]);

  useEffect(() => {
    if (!turns || call === null) return;
    call.sender.sendUpTo(playheadAt(turns, positionMs).said);
    if (positionMs >= durationMs) setStatus((now) => (now === 'playing' || now === 'paused' ? 'finished' : now));
  }, [turns, call, positionMs, durationMs]);

  const start = useCallback(async () => {
    if (!script) return;
    try {
      const { id } = await api.startCall(script.id, {});
      const sender = createTurnSender({
        deliver: async (index) => {
          const turn = script.turns[index];
          if (turn) await api.sayUtterance(id, `turn-${index}`, turn);
          setError(null);
        },
        mayRetry: (cause) => cause instanceof Problem && (cause.status === 0 || cause.status >= 429),
        onError: setError,
        wait: (attempt) => new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random()))),
      });
      setError(null);
      setPosition(0);
      setCall({ id, sender });
      setStatus('playing');
    } catch (cause) {
      setError(cause);
    }
  }, [api, script]);

  const close = useCallback(
    ({ id, sender }: PlayedCall) => {
      sender.stop();
      // Ending it again, or not reaching the service, harms nobody: the page has let go of the call.
      api.endCall(id).catch(() => undefined);
    },
    [api],
  );
  // Leaving the page, or playing again, ends the call that was on.
  useEffect(() => (call === null ? undefined : () => close(call)), [call, close]);

  return {
    status,
    callId: call?.id ?? null,
    positionMs,
    durationMs,
    speed,
    error,
    setSpeed,
    play: () => {
      if (status === 'paused') setStatus('playing');
      else if (status !== 'playing') void start();
    },
    pause: () => setStatus((now) => (now === 'playing' ? 'paused' : now)),
    skipTurn: () => {
      if (!turns) return;
      const next = turns[playheadAt(turns, positionMs).said];
      if (next) setPosition(next.endMs);
    },
    end: () => {
      if (call) close(call);
      setStatus('ended');
    },
  };
}
