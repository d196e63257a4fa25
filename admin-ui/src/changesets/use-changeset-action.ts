import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { type ChangesetApi, useChangesetApi } from './changeset-api.ts';

/** Sends one change at a time; whatever the answer, the page shows what holds now before the next. */
export function useChangesetAction(reload: () => void) {
  const api = useChangesetApi();
  const text = useProblemText();
  const [problem, setProblem] = useState<string | null>(null);
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (work: (api: ChangesetApi) => Promise<unknown>) => work(api),
    onSuccess: () => setProblem(null),
    onError: (error) => {
      const { title, hint } = text(error);
      setProblem([title, hint].filter(Boolean).join('\n'));
    },
    onSettled: reload,
  });
  const act = (work: (api: ChangesetApi) => Promise<unknown>, onDone?: () => void): void => {
    mutateAsync(work).then(onDone, () => undefined);
  };
  return { act, acting: isPending, problem };
}
