import { useCallback } from 'react';
import { useAddUndoableMutation, useNotify } from 'react-admin';
import { useProblemText } from './use-problem-text.ts';

const openForMs = 7_000;

export interface UndoableAction {
  /** The key of what is told while it can still be undone. */
  readonly message: string;
  readonly messageArgs?: Readonly<Record<string, string | number>>;
  readonly run: () => Promise<unknown>;
  /** Once it was done, undone or refused. */
  readonly onSettled: () => void;
}

/** Does something seven seconds later, unless it is undone meanwhile; leaving the page in between is warned of. */
export function useUndoable(): (action: UndoableAction) => void {
  const notify = useNotify();
  const problem = useProblemText();
  const addMutation = useAddUndoableMutation();
  return useCallback(
    ({ message, messageArgs = {}, run, onSettled }) => {
      const settle = async (isUndo: boolean) => {
        try {
          if (!isUndo) await run();
        } catch (error) {
          const { title, hint } = problem(error);
          notify([title, hint].filter(Boolean).join('\n'), { type: 'error', multiLine: true });
        }
        onSettled();
      };
      addMutation(({ isUndo }) => void settle(isUndo));
      notify(message, { type: 'info', undoable: true, autoHideDuration: openForMs, messageArgs });
    },
    [addMutation, notify, problem],
  );
}
