import { Box, Button, Pagination } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Proposal } from '../api/types.ts';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { NodeCard } from './NodeCard.tsx';
import { ProcedureParts } from './ProcedureParts.tsx';
import { groupParts } from './part-groups.ts';
import { RelationList } from './RelationList.tsx';
import { SplitDialog } from './SplitDialog.tsx';
import { useProposalEdit } from './use-proposal-edit.ts';
import { useProposalParts } from './use-proposal-parts.ts';

/** Everything that the proposal would put in force: a procedure step by step, else items as cards and relations as sentences. */
export function ProposalParts({ proposal, reload }: { proposal: Proposal; reload: () => void }) {
  const translate = useTranslate();
  const [splitting, setSplitting] = useState(false);
  const { parts, page, setPage, pages } = useProposalParts(proposal);
  const edit = useProposalEdit(proposal, reload);
  const groups = useMemo(() => groupParts(parts.data?.items ?? []), [parts.data]);
  if (parts.isPending) return <LoadingMessage />;
  if (parts.error) return <ErrorMessage error={parts.error} onRetry={() => void parts.refetch()} />;

  const nodes = parts.data.items.filter((part) => part.sort === 'node');
  const moved = new Map((proposal.moved ?? []).map((part) => [part.ordinal, part]));
  return (
    <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
      {edit.allowed && nodes.length > 1 && proposal.changesetId === null && (
        <Button size="small" sx={{ justifySelf: 'end' }} onClick={() => setSplitting(true)} data-testid="split-button">
          {translate('app.triage.split.open')}
        </Button>
      )}
      {splitting && (
        <SplitDialog proposal={proposal} nodes={nodes} reload={reload} onClose={() => setSplitting(false)} />
      )}
      {groups ? (
        <ProcedureParts proposalId={proposal.id} groups={groups} moved={moved} edit={edit} />
      ) : (
        <>
          {nodes.map((part) => (
            <NodeCard
              key={part.ordinal}
              proposalId={proposal.id}
              part={part}
              moved={moved.get(part.ordinal) ?? null}
              editable={edit.allowed}
              saving={edit.saving}
              onPatch={edit.save}
            />
          ))}
          <RelationList
            title={translate('app.proposals.relations')}
            edges={parts.data.items.filter((part) => part.sort === 'edge')}
            moved={moved}
            edit={edit}
          />
        </>
      )}
      {pages > 1 && (
        <Pagination count={pages} page={page} onChange={(_, next) => setPage(next)} sx={{ justifySelf: 'center' }} />
      )}
    </Box>
  );
}
