import { Box, Breadcrumbs, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDataProvider, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Item, ItemRelation } from '../api/types.ts';
import { ContentView } from '../content/ContentView.tsx';
import { PartTerms } from '../content/PartTerms.tsx';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { ItemFlow } from '../flow/ItemFlow.tsx';
import { ItemHealth } from '../health/ItemHealth.tsx';
import { ApprovedBy } from '../widgets/ApprovedBy.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { VersionStateChip } from '../widgets/StateChip.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { ChangeItem } from './ChangeItem.tsx';
import { ItemRelations } from './ItemRelations.tsx';
import { VersionActions } from './VersionActions.tsx';
import { VersionTimeline } from './VersionTimeline.tsx';

/** An item: what it says now, who stands behind it, what it hangs together with, and how it came to be so. */
export function ItemShow() {
  return <RecordPage<Item>>{(item, reload) => <ItemReader key={item.id} item={item} reload={reload} />}</RecordPage>;
}

function ItemReader({ item, reload }: { item: Item; reload: () => void }) {
  const api = useDataProvider<CoachDataProvider>();
  const versions = useQuery({
    queryKey: ['items', item.id, 'versions', item.version, item.state],
    queryFn: () => api.itemVersions(item.id),
  });
  const decided = () => {
    reload();
    void versions.refetch();
  };
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={item.label} />
      <Heading item={item} onDecided={decided} />
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 380px' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <ItemHealth item={item} />
          <Present item={item} />
          <ItemFlow item={item} />
          <ItemRelations relations={(item.relations ?? []).filter((relation) => !isOwnStep(relation))} />
        </Box>
        {versions.isPending && <LoadingMessage />}
        {versions.error && <ErrorMessage error={versions.error} onRetry={() => void versions.refetch()} />}
        {versions.data && <VersionTimeline item={item} versions={versions.data} onDecided={decided} />}
      </Box>
    </Box>
  );
}

// Steps are shown in their order, as a flow.
const isOwnStep = ({ type, direction }: ItemRelation) => type === 'HAS_STEP' && direction === 'out';

function Heading({ item, onDecided }: { item: Item; onDecided: () => void }) {
  const translate = useTranslate();
  return (
    <Box component="header" sx={{ pt: 1.5, pb: 1.5, display: 'flex', gap: 2, alignItems: 'flex-start' }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/items">{translate('resources.items.name', { smart_count: 2 })}</Link>
          <KindChip kind={item.kind} />
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {item.label}
        </Typography>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', mt: 0.5, '& > div': { mt: 0 } }}>
          <VersionStateChip state={item.state} />
          <ApprovedBy of={item} />
        </Box>
      </Box>
      <ChangeItem item={item} />
      <VersionActions
        itemId={item.id}
        version={item.version}
        state={item.state}
        label={item.label}
        onDecided={onDecided}
      />
    </Box>
  );
}

function Present({ item }: { item: Item }) {
  const translate = useTranslate();
  if (!item.content) return <StateMessage title={translate('app.items.erased')} />;
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.5 }}>
      <ContentView kind={item.kind} content={item.content} />
      <PartTerms part={{ ...item, conditions: item.conditions ?? {} }} />
      <Box>
        <Typography variant="overline" component="h2" color="textSecondary" sx={{ m: 0 }}>
          {translate('app.evidence.title')}
        </Typography>
        <EvidenceList evidence={item.evidence ?? []} />
      </Box>
    </Paper>
  );
}
