import { useMutation } from '@tanstack/react-query';
import { useDataProvider, useNotify, usePermissions } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { PartPatch, Proposal } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

export type SavePart = (patch: PartPatch, done?: () => void) => void;

export interface ProposalEdit {
  readonly allowed: boolean;
  readonly saving: boolean;
  readonly save: SavePart;
}

/** Changes one part at a time, on the version that is shown; a refusal is told and the page loaded again. */
export function useProposalEdit(proposal: Proposal, reload: () => void): ProposalEdit {
  const api = useDataProvider<CoachDataProvider>();
  const notify = useNotify();
  const problem = useProblemText();
  const { permissions = [] } = usePermissions<Permissions>();
  const open =
    proposal.status === 'draft' || proposal.status === 'in_review' || proposal.status === 'changes_requested';
  const { mutate, isPending } = useMutation({
    mutationFn: (patch: PartPatch) => api.editProposal(proposal.id, proposal.etag, [patch]),
    onSuccess: () => notify('app.proposals.saved', { type: 'success' }),
    onError: (error) => {
      const { title, hint } = problem(error);
      notify(hint ? `${title}\n${hint}` : title, { type: 'error', multiLine: true });
    },
    onSettled: reload,
  });
  return {
    allowed: open && permissions.includes('proposals:write'),
    saving: isPending,
    save: (patch, done) => mutate(patch, done ? { onSuccess: done } : {}),
  };
}
