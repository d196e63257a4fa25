import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Tooltip, Typography } from '@mui/material';
import { DataTable, SelectInput, TopToolbar, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { itemKinds, proposalStatuses } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { Proposal } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { NamedCheckboxes } from '../widgets/NamedCheckboxes.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { ProposalStatusChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { BulkReview } from './BulkReview.tsx';
import { QueueKeys } from './QueueKeys.tsx';
import { useOriginText } from './use-origin-text.ts';

/** The review queue: what waits for a decision, the most urgent first. */
export function ProposalList() {
  const labels = useLabels();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="status" source="status" alwaysOn choices={labels.choices(proposalStatuses)} />,
    <SelectInput key="kind" source="kind" alwaysOn choices={itemKinds.map((id) => ({ id, name: labels.kind(id) }))} />,
    <SelectInput
      key="type"
      source="type"
      alwaysOn
      choices={[
        { id: 'item', name: 'app.proposals.type.item' },
        { id: 'bundle', name: 'app.proposals.type.bundle' },
      ]}
    />,
  ];
  return (
    <ListFrame
      filters={filters}
      actions={<QueueActions />}
      filterDefaultValues={{ status: 'in_review' }}
      sort={{ field: 'urgency', order: 'DESC' }}
    >
      <NamedCheckboxes>
        <ProposalTable />
      </NamedCheckboxes>
    </ListFrame>
  );
}

function QueueActions() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  return (
    <TopToolbar>
      <QueueKeys />
      {permissions.includes('proposals:write') && (
        <Button component={Link} to="/proposals/create" size="small" startIcon={<AddIcon />}>
          {translate('app.propose.title')}
        </Button>
      )}
    </TopToolbar>
  );
}

function ProposalTable() {
  const translate = useTranslate();
  const origin = useOriginText();
  const { permissions = [] } = usePermissions<Permissions>();
  return (
    <DataTable<Proposal>
      rowClick="show"
      bulkActionButtons={permissions.includes('reviews:write') ? <BulkReview /> : false}
      sx={{
        '& tr[data-current]': { boxShadow: 'inset 3px 0 0 #14566b', backgroundColor: '#e4f0f3' },
        // While nothing is ticked it lies, empty, over the heads of the columns.
        '& .RaBulkActionsToolbar-collapsed': { display: 'none' },
      }}
    >
      <DataTable.Col
        source="title"
        render={(proposal: Proposal) => (
          <Box data-testid="proposal-row" data-proposal-id={proposal.id}>
            <RowLink id={proposal.id}>{proposal.title}</RowLink>
            <Typography variant="caption" component="div" color="textSecondary">
              {translate(`app.proposals.type.${proposal.type}`)} ·{' '}
              {translate('app.proposals.parts', { smart_count: proposal.partsCount })}
              {proposal.lock && ` · ${translate('app.triage.editing_now', { name: proposal.lock.holderName })}`}
            </Typography>
          </Box>
        )}
      />
      <DataTable.Col
        source="kinds"
        disableSort
        render={(proposal: Proposal) => (
          <Box sx={{ display: 'flex', gap: 0.5, flexWrap: 'wrap', maxWidth: 240 }}>
            {proposal.kinds.slice(0, 4).map((kind) => (
              <KindChip key={kind} kind={kind} />
            ))}
          </Box>
        )}
      />
      <DataTable.Col source="origin" disableSort render={(proposal: Proposal) => origin(proposal.origin)} />
      <DataTable.Col
        source="reviewsDone"
        disableSort
        render={(proposal: Proposal) => <ReviewProgress done={proposal.reviewsDone} needed={proposal.reviewsNeeded} />}
      />
      <DataTable.Col source="urgency" render={(proposal: Proposal) => <Urgency urgency={proposal.urgency} />} />
      <DataTable.Col
        source="status"
        disableSort
        render={(proposal: Proposal) => <ProposalStatusChip status={proposal.status} />}
      />
      <DataTable.Col source="createdAt" render={(proposal: Proposal) => <When at={proposal.createdAt} />} />
    </DataTable>
  );
}

/** Reviews given out of those needed, as dots and as words. */
export function ReviewProgress({ done, needed }: { done: number; needed: number }) {
  return (
    <Box
      component="span"
      role="img"
      aria-label={`${done}/${needed}`}
      sx={{ display: 'inline-flex', gap: 0.5, alignItems: 'center' }}
    >
      {Array.from({ length: needed }, (_, index) => index).map((place) => (
        <Box
          key={place}
          component="span"
          sx={{
            width: 10,
            height: 10,
            borderRadius: '50%',
            border: 1.5,
            borderColor: place < done ? 'success.main' : '#9aabb3',
            bgcolor: place < done ? 'success.main' : 'transparent',
          }}
        />
      ))}
      <Box component="span" sx={{ ml: 0.5, color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {done}/{needed}
      </Box>
    </Box>
  );
}

const heavy = 32;
const notable = 8;

/** Where it stands in the queue, and why. */
export function Urgency({ urgency: { calls, risk, ageDays, score } }: { urgency: Proposal['urgency'] }) {
  const translate = useTranslate();
  const days = Math.floor(ageDays);
  const age = days === 0 ? translate('app.triage.today') : translate('app.triage.days', { n: days });
  const colour = score >= heavy ? 'error.dark' : score >= notable ? 'warning.dark' : 'text.primary';
  return (
    <Tooltip title={translate('app.triage.urgency_hint')}>
      <Box component="span" sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        <Box component="span" sx={{ color: colour, fontWeight: score >= notable ? 650 : 400 }}>
          {score < 10 ? Math.round(score * 10) / 10 : Math.round(score)}
        </Box>
        <Typography variant="caption" component="div" color="textSecondary">
          {translate('app.triage.urgency', { calls, risk, age })}
        </Typography>
      </Box>
    </Tooltip>
  );
}
