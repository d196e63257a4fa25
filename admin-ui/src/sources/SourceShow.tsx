import { Alert, Box, Breadcrumbs, MenuItem, Paper, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { Link, useLocation } from 'react-router-dom';
import { languages, sourceTypes } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { Source } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { useTimes } from '../i18n/use-times.ts';
import { CallOutcome } from '../outcomes/CallOutcome.tsx';
import { PassageText } from '../passage/PassageText.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { RecordingPlayer, UndiarisedNote } from './RecordingPlayer.tsx';
import { SegmentReader } from './SegmentReader.tsx';
import { spanInQuery } from './source-link.ts';

/** A source to read, open at the span that the address names. */
export function SourceShow() {
  const { search } = useLocation();
  return (
    <RecordPage<Source>>
      {(source) => <SourceReader key={`${source.id}${search}`} source={source} search={search} />}
    </RecordPage>
  );
}

function SourceReader({ source, search }: { source: Source; search: string }) {
  const translate = useTranslate();
  const labels = useLabels();
  const times = useTimes();
  const { permissions = [] } = usePermissions<Permissions>();
  const [revision, setRevision] = useState(source.revision);
  const revisions = source.revisions ?? [];
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={source.title} />
      <Box component="header" sx={{ display: 'flex', gap: 2, alignItems: 'flex-end', pt: 1.5, pb: 1.5 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
            <Link to="/sources">{translate('resources.sources.name', { smart_count: 2 })}</Link>
            <span>{labels.of(sourceTypes, source.type)}</span>
          </Breadcrumbs>
          <Typography variant="h5" component="h1">
            <PassageText text={source.title} />
          </Typography>
          <Box
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, color: 'text.secondary', fontSize: '.9rem', mt: 0.5 }}
          >
            {source.author && <span>{translate('app.sources.by', { name: source.author.name })}</span>}
            {source.language && <span>{labels.of(languages, source.language)}</span>}
            {source.key !== source.title && source.type !== 'attestation' && <span>{source.key}</span>}
            <span>{translate('app.sources.segments', { smart_count: source.segments })}</span>
          </Box>
        </Box>
        {revisions.length > 1 && (
          <TextField
            select
            margin="none"
            label={translate('app.sources.revision')}
            value={revision}
            onChange={(event) => setRevision(Number(event.target.value))}
          >
            {revisions.map((one) => (
              <MenuItem key={one.revision} value={one.revision}>
                {one.revision} · {times.dayOf(one.createdAt)}
              </MenuItem>
            ))}
          </TextField>
        )}
      </Box>
      <RecordingPlayer sourceId={source.id}>
        {(source.type === 'transcript' || source.type === 'recording') && <CallOutcome sourceId={source.id} />}
        {source.erasedAt && (
          <Alert severity="info" sx={{ mb: 2 }}>
            {translate('app.erased_on', { when: times.instant(source.erasedAt) })}
          </Alert>
        )}
        <Paper sx={{ border: 1, borderColor: 'divider', p: 2.5 }}>
          <UndiarisedNote metadata={source.metadata} />
          <SegmentReader
            key={revision}
            sourceId={source.id}
            span={spanInQuery(search)}
            revision={revision}
            proposing={source.erasedAt === null && permissions.includes('proposals:write')}
          />
        </Paper>
      </RecordingPlayer>
    </Box>
  );
}
