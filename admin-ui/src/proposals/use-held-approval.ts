import { useCallback, useEffect, useRef, useState } from 'react';
import { useDataProvider, useNotify } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Proposal } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

const heldForMs = 5_000;

export interface HeldApproval {
  /** What is about to be approved; null: nothing. */
  readonly held: Proposal | null;
  /** Approves in five seconds, unless it is undone; what was held before is sent at once. */
  hold(proposal: Proposal): void;
  undo(): void;
}

/** Holds an approval back for a moment, so that a stray key can be undone: what is published is on screens at once. */
export function useHeldApproval(onSent: () => void): HeldApproval {
  const api = useDataProvider<CoachDataProvider>();
  const notify = useNotify();
  const text = useProblemText();
  const [held, setHeld] = useState<Proposal | null>(null);
  const pending = useRef<{ proposal: Proposal; timer: number } | null>(null);

  const send = useCallback(
    async (proposal: Proposal) => {
      try {
        const { published } = await api.reviewProposal(proposal, 'approve', '');
        const message = published ? 'app.review.done.published' : 'app.review.done.approve';
        notify(message, { type: 'success', messageArgs: { position: published?.position ?? 0 } });
      } catch (error) {
        const { title, hint } = text(error);
        notify([proposal.title, title, hint].filter(Boolean).join('\n'), { type: 'error', multiLine: true });
      }
      onSent();
    },
    [api, notify, text, onSent],
  );
  const latest = useRef(send);
  latest.current = send;

  const flush = useCallback(() => {
    const now = pending.current;
    if (!now) return;
    window.clearTimeout(now.timer);
    pending.current = null;
    setHeld(null);
    void latest.current(now.proposal);
  }, []);
  // Whoever leaves the page decided: it is sent now.
  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);

  return {
    held,
    hold(proposal) {
      flush();
      pending.current = { proposal, timer: window.setTimeout(flush, heldForMs) };
      setHeld(proposal);
    },
    undo() {
      if (!pending.current) return;
      window.clearTimeout(pending.current.timer);
      pending.current = null;
      setHeld(null);
      notify('app.triage.undone', { type: 'info' });
    },
  };
}
