import NextIcon from '@mui/icons-material/KeyboardArrowDown';
import PreviousIcon from '@mui/icons-material/KeyboardArrowUp';
import { Alert, Box, Breadcrumbs, Button, IconButton, Paper, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import { useRefresh, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { governances } from '../../../graph-schema/index.ts';
import type { Proposal } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { Actor } from '../widgets/Actor.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { ProposalStatusChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { KeyHelp, KeyHelpButton } from './KeyHelp.tsx';
import { Urgency } from './ProposalList.tsx';
import { ProposalParts } from './ProposalParts.tsx';
import { RelatedPanel } from './RelatedPanel.tsx';
import { ReviewPanel } from './ReviewPanel.tsx';
import { type HeldApproval, useHeldApproval } from './use-held-approval.ts';
import { useOriginText } from './use-origin-text.ts';
import { useReviewQueue } from './use-review-queue.ts';

/** A proposal read as one page, with the decision beside it. */
export function ProposalShow() {
  // Held above the proposals, so that the next one can be read while the last one may still be undone.
  const approval = useHeldApproval(useRefresh());
  return (
    <>
      <RecordPage<Proposal>>
        {(proposal, reload) => (
          <ProposalReader key={proposal.id} proposal={proposal} reload={reload} approval={approval} />
        )}
      </RecordPage>
      {approval.held && <HeldNotice title={approval.held.title} onUndo={approval.undo} />}
    </>
  );
}

function HeldNotice({ title, onUndo }: { title: string; onUndo: () => void }) {
  const translate = useTranslate();
  return (
    <Paper
      role="status"
      elevation={6}
      data-testid="held-approval"
      sx={{
        position: 'fixed',
        bottom: 20,
        left: '50%',
        transform: 'translateX(-50%)',
        zIndex: 1300,
        px: 2,
        py: 1,
        display: 'flex',
        gap: 2,
        alignItems: 'center',
        bgcolor: '#12313d',
        color: '#fff',
      }}
    >
      <span>{translate('app.triage.held.approve', { title })}</span>
      <Button size="small" onClick={onUndo} sx={{ color: '#ffe9a8' }} data-testid="undo-approval">
        {translate('app.triage.undo')} (U)
      </Button>
    </Paper>
  );
}

interface ProposalReaderProps {
  readonly proposal: Proposal;
  readonly reload: () => void;
  readonly approval: HeldApproval;
}

function ProposalReader({ proposal, reload, approval }: ProposalReaderProps) {
  const queue = useReviewQueue(proposal.id);
  const [help, setHelp] = useState(false);
  return (
    <Box sx={{ pb: 4 }} data-testid="proposal-page" data-proposal-id={proposal.id} data-status={proposal.status}>
      <PageTitle title={proposal.title} />
      <Heading proposal={proposal} queue={queue} onHelp={() => setHelp(true)} />
      {help && <KeyHelp onClose={() => setHelp(false)} />}
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 316px' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <ProposalParts proposal={proposal} reload={reload} />
        <Box sx={{ position: { md: 'sticky' }, top: 60 }}>
          <ReviewPanel
            proposal={proposal}
            queue={queue}
            reload={reload}
            approval={approval}
            onHelp={() => setHelp(true)}
          />
          <RelatedPanel proposal={proposal} reload={reload} />
        </Box>
      </Box>
    </Box>
  );
}

interface HeadingProps {
  readonly proposal: Proposal;
  readonly queue: ReturnType<typeof useReviewQueue>;
  readonly onHelp: () => void;
}

function Heading({ proposal, queue, onHelp }: HeadingProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const origin = useOriginText();
  return (
    <Box component="header" sx={{ display: 'flex', alignItems: 'flex-start', gap: 2, pt: 1.5, pb: 1.5 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/proposals">{translate('resources.proposals.name', { smart_count: 2 })}</Link>
          <span>{translate(`app.proposals.type.${proposal.type}`)}</span>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {proposal.title}
        </Typography>
        <Box
          sx={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: 1.25,
            mt: 0.5,
            color: 'text.secondary',
            fontSize: '.9rem',
          }}
        >
          <ProposalStatusChip status={proposal.status} />
          <span>{origin(proposal.origin)}</span>
          <Actor name={proposal.proposedByName} />
          <When at={proposal.createdAt} />
          <span>{labels.of(governances, proposal.governance)}</span>
          <span>{translate('app.proposals.parts', { smart_count: proposal.partsCount })}</span>
          <Urgency urgency={proposal.urgency} />
        </Box>
        {proposal.mergedInto && (
          <Alert severity="info" sx={{ mt: 1, py: 0, maxWidth: 900 }} data-testid="merged-into">
            <Link to={`/proposals/${encodeURIComponent(proposal.mergedInto)}/show`}>
              {translate('app.triage.merge.into')}
            </Link>
          </Alert>
        )}
        {proposal.rationale && (
          <Typography variant="body2" sx={{ mt: 1, maxWidth: 900, whiteSpace: 'pre-line' }}>
            {proposal.rationale}
          </Typography>
        )}
      </Box>
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          whiteSpace: 'nowrap',
          fontSize: '.88rem',
          color: 'text.secondary',
        }}
      >
        <KeyHelpButton onOpen={onHelp} />
        {queue.place > 0 && translate('app.proposals.place', { place: queue.place, total: queue.total })}
        <Tooltip title={`${translate('app.proposals.previous')} (K)`}>
          <span>
            <IconButton
              size="small"
              disabled={!queue.goPrevious}
              onClick={() => queue.goPrevious?.()}
              aria-label={translate('app.proposals.previous')}
            >
              <PreviousIcon />
            </IconButton>
          </span>
        </Tooltip>
        <Tooltip title={`${translate('app.proposals.next')} (J)`}>
          <span>
            <IconButton
              size="small"
              disabled={!queue.goNext}
              onClick={() => queue.goNext?.()}
              aria-label={translate('app.proposals.next')}
            >
              <NextIcon />
            </IconButton>
          </span>
        </Tooltip>
      </Box>
    </Box>
  );
}
