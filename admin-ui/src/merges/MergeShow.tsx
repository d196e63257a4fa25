import { Alert, Box, Breadcrumbs, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Merge } from '../api/types.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { Actor } from '../widgets/Actor.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { When } from '../widgets/When.tsx';
import { MergeStateChip } from './MergeStateChip.tsx';
import { UndoMerge } from './UndoMerge.tsx';
import { useMergeReason } from './use-merge-reason.ts';

/** Two items that were taken for one: why, what both documents say, and the way to take them apart. */
export function MergeShow() {
  return <RecordPage<Merge>>{(merge, reload) => <Reader key={merge.id} merge={merge} reload={reload} />}</RecordPage>;
}

function Reader({ merge, reload }: { merge: Merge; reload: () => void }) {
  const translate = useTranslate();
  const reasonOf = useMergeReason();
  const title = translate('app.merges.title', { alias: merge.aliasName, name: merge.canonicalName });
  return (
    <Box sx={{ pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={title} />
      <Box component="header" sx={{ pt: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/merges">{translate('resources.merges.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {title}
        </Typography>
        <Box
          sx={{ display: 'flex', gap: 1.25, mt: 0.5, alignItems: 'center', color: 'text.secondary', fontSize: '.9rem' }}
        >
          <KindChip kind={merge.kind} />
          <MergeStateChip apart={merge.undoneAt !== null} />
          <Actor name={merge.mergedByName} />
          <When at={merge.mergedAt} exact />
          {merge.undoneAt === null && <UndoMerge merge={merge} onDone={reload} />}
        </Box>
      </Box>
      <Alert severity="info" icon={false}>
        <strong>{translate('app.merges.why')}</strong> {reasonOf(merge)}
      </Alert>
      {merge.undoneAt !== null && (
        <Alert severity="success" icon={false}>
          {translate('app.merges.taken_apart')} <Actor name={merge.undoneByName ?? ''} />{' '}
          <When at={merge.undoneAt} exact />
        </Alert>
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, alignItems: 'start' }}>
        <Side heading={translate('app.merges.this_side')} name={merge.aliasName} source={sideOf(merge.sourceId, merge)}>
          <EvidenceList evidence={merge.aliasEvidence ?? []} />
        </Side>
        <Side
          heading={translate('app.merges.other_side')}
          name={merge.canonicalName}
          item={merge.itemId ?? null}
          source={merge.otherSource === null ? null : sideOf(merge.otherSource, merge)}
        >
          <EvidenceList evidence={merge.canonicalEvidence ?? []} />
        </Side>
      </Box>
    </Box>
  );
}

interface SourceOfSide {
  readonly id: string;
  readonly title: string;
}

const sideOf = (id: string, { sourceId, sourceTitle, otherTitle }: Merge): SourceOfSide => ({
  id,
  title: (id === sourceId ? sourceTitle : otherTitle) ?? id,
});

interface SideProps {
  readonly heading: string;
  readonly name: string;
  readonly source: SourceOfSide | null;
  readonly item?: string | null;
  readonly children: ReactNode;
}

function Side({ heading, name, source, item = null, children }: SideProps) {
  const translate = useTranslate();
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1 }}>
      <Typography variant="overline" component="h2" sx={{ color: 'text.secondary', lineHeight: 1.3 }}>
        {heading}
      </Typography>
      <Typography sx={{ fontWeight: 600 }}>{item ? <Link to={`/items/${item}/show`}>{name}</Link> : name}</Typography>
      {source && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {translate('app.merges.document')} <Link to={`/sources/${source.id}/show`}>{source.title}</Link>
        </Typography>
      )}
      {children}
    </Paper>
  );
}
