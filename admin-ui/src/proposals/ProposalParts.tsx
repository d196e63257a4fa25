import { Box, Button, Pagination, Paper, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Proposal } from '../api/types.ts';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { EdgeSentence } from './EdgeSentence.tsx';
import { NodeCard } from './NodeCard.tsx';
import { SplitDialog } from './SplitDialog.tsx';
import { useProposalEdit } from './use-proposal-edit.ts';

const perPage = 100;

/** Everything that the proposal would put in force: items as cards, relations as sentences. */
export function ProposalParts({ proposal, reload }: { proposal: Proposal; reload: () => void }) {
  const api = useDataProvider<CoachDataProvider>();
  const translate = useTranslate();
  const [page, setPage] = useState(1);
  const [splitting, setSplitting] = useState(false);
  const parts = useQuery({
    queryKey: ['proposals', proposal.id, 'parts', page, proposal.etag],
    queryFn: () => api.proposalParts(proposal.id, { page, perPage }),
    placeholderData: keepPreviousData,
  });
  const edit = useProposalEdit(proposal, reload);
  if (parts.isPending) return <LoadingMessage />;
  if (parts.error) return <ErrorMessage error={parts.error} onRetry={() => void parts.refetch()} />;

  const nodes = parts.data.items.filter((part) => part.sort === 'node');
  const edges = parts.data.items.filter((part) => part.sort === 'edge');
  const moved = new Map((proposal.moved ?? []).map((part) => [part.ordinal, part]));
  const pages = Math.ceil(parts.data.total / perPage);
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
      {edges.length > 0 && (
        <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
          <Typography variant="subtitle2" component="h2" sx={{ m: 0, mb: 1 }}>
            {translate('app.proposals.relations')}
          </Typography>
          <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
            {edges.map((part) => (
              <EdgeSentence
                key={part.ordinal}
                part={part}
                moved={moved.get(part.ordinal) ?? null}
                editable={edit.allowed}
                saving={edit.saving}
                onPatch={edit.save}
              />
            ))}
          </Box>
        </Paper>
      )}
      {pages > 1 && (
        <Pagination count={pages} page={page} onChange={(_, next) => setPage(next)} sx={{ justifySelf: 'center' }} />
      )}
    </Box>
  );
}
