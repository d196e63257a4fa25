import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useRef } from 'react';
import { useDataProvider, useNotify, usePermissions } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { Problem } from '../api/http-client.ts';
import type { SetAsideDecision } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

export interface Replay<T> {
  readonly may: boolean;
  /** What is being replayed at the moment. */
  readonly going: T | undefined;
  readonly start: (what: T) => void;
  /** For the heading that the keyboard goes to when the button that it was on has gone. */
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

interface Words<T, R> {
  readonly done: (what: T, result: R) => { readonly message: string; readonly good: boolean; readonly n: number };
  /** Messages for refusals by their code. */
  readonly refused: Readonly<Record<string, string>>;
}

/** Has a job tried again that was set aside. */
export function useJobReplay(): Replay<number> {
  const api = useDataProvider<CoachDataProvider>();
  return useReplay((id: number) => api.replayJob(id), {
    done: (id) => ({ message: 'app.operations.jobs.replayed', good: true, n: id }),
    refused: { wrong_state: 'app.operations.jobs.moved_on', not_found: 'app.operations.jobs.moved_on' },
  });
}

/** Has a projection try a decision again that it set aside. */
export function useDecisionReplay(): Replay<SetAsideDecision> {
  const api = useDataProvider<CoachDataProvider>();
  return useReplay((decision: SetAsideDecision) => api.replayDecision(decision), {
    done: ({ position }, takenIn) => ({
      message: takenIn ? 'app.operations.decisions.taken_in' : 'app.operations.decisions.still_set_aside',
      good: takenIn,
      n: position,
    }),
    refused: {
      wrong_state: 'app.operations.decisions.elsewhere',
      not_found: 'app.operations.decisions.gone',
    },
  });
}

function useReplay<T, R>(send: (what: T) => Promise<R>, words: Words<T, R>): Replay<T> {
  const notify = useNotify();
  const problem = useProblemText();
  const client = useQueryClient();
  const { permissions = [] } = usePermissions<Permissions>();
  const heading = useRef<HTMLHeadingElement>(null);
  const replay = useMutation({
    mutationFn: send,
    onSuccess(result, what) {
      const { message, good, n } = words.done(what, result);
      notify(message, { type: good ? 'success' : 'warning', messageArgs: { n } });
    },
    onError(error) {
      const known = error instanceof Problem ? words.refused[error.code] : undefined;
      if (known !== undefined) return notify(known, { type: 'warning', autoHideDuration: 8_000 });
      const { title, hint } = problem(error);
      notify([title, hint].filter(Boolean).join('\n'), { type: 'error', multiLine: true });
    },
    async onSettled() {
      await client.invalidateQueries({ queryKey: ['operations'] });
      // Nobody who is already elsewhere is called back.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
      });
    },
  });
  return {
    may: permissions.includes('jobs:replay'),
    going: replay.isPending ? replay.variables : undefined,
    start: (what) => replay.mutate(what),
    heading,
  };
}
