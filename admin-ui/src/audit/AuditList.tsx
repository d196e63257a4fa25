import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { Box, Button, Typography } from '@mui/material';
import { DataTable, TextInput, useListContext, useRecordContext, useTranslate } from 'react-admin';
import { parseInstant } from '../../../graph-schema/index.ts';
import { useInstitution } from '../access/use-institution.ts';
import { listQuery } from '../api/list-query.ts';
import type { AuditEntry } from '../api/types.ts';
import { localText } from '../changesets/use-zoned-time.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { When } from '../widgets/When.tsx';
import { ChainVerification } from './ChainVerification.tsx';
import { SubjectLink } from './SubjectLink.tsx';

/** The chained log: who did what to which record; never content. */
export function AuditList() {
  const timeZone = useInstitution()?.timeZone ?? 'UTC';
  const time = {
    type: 'datetime-local',
    alwaysOn: true,
    parse: (text: string) => (text === '' ? '' : parseInstant(text, timeZone).toISOString()),
    format: (iso: string | undefined) => (iso ? localText(iso, timeZone) : ''),
    slotProps: { inputLabel: { shrink: true } },
    sx: { width: 188 },
  };
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <TextInput key="actor" source="actor" alwaysOn sx={{ width: 128 }} />,
    <TextInput key="action" source="action" alwaysOn sx={{ width: 128 }} />,
    <TextInput key="from" source="from" {...time} />,
    <TextInput key="to" source="to" {...time} />,
  ];
  return (
    <>
      <ChainVerification />
      <ListFrame filters={filters} sort={{ field: 'seq', order: 'DESC' }} actions={<ExportButtons />}>
        <DataTable<AuditEntry>
          rowClick="expand"
          expand={<EntryDetails />}
          bulkActionButtons={false}
          sx={{ '& .MuiIconButton-root': { p: 0.25 } }}
        >
          <DataTable.NumberCol source="seq" disableSort />
          <DataTable.Col source="at" disableSort render={(entry: AuditEntry) => <When at={entry.at} exact />} />
          <DataTable.Col source="actor" disableSort render={(entry: AuditEntry) => <Actor name={entry.actorName} />} />
          <DataTable.Col source="action" disableSort />
          <DataTable.Col
            source="subject"
            disableSort
            render={(entry: AuditEntry) => <SubjectLink subject={entry.subject} />}
          />
          <DataTable.Col
            source="position"
            disableSort
            render={(entry: AuditEntry) => (entry.position === null ? '—' : `#${entry.position}`)}
          />
          <DataTable.Col
            source="hash"
            disableSort
            render={(entry: AuditEntry) => <code title={entry.hash}>{entry.hash.slice(0, 12)}</code>}
          />
        </DataTable>
      </ListFrame>
    </>
  );
}

/** What is filtered, or all of it, as a file; the browser saves it while it comes. */
function ExportButtons() {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  return (
    <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'center', flexShrink: 0 }}>
      {(['csv', 'jsonl'] as const).map((format) => (
        <Button
          key={format}
          size="small"
          startIcon={<DownloadIcon />}
          component="a"
          href={`/v1/audit/export?${listQuery({ filter: { ...filterValues, format } })}`}
          download
          aria-label={translate('app.audit.export', { format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </Box>
  );
}

/** All that the entry holds: identifiers, decisions and keyed hashes. */
function EntryDetails() {
  const entry = useRecordContext<AuditEntry>();
  const translate = useTranslate();
  if (!entry) return null;
  const rows = [...Object.entries(entry.details), ['hash', entry.hash] as const];
  return (
    <Box sx={{ px: 2, py: 1 }}>
      <Typography variant="overline" component="h2" sx={{ m: 0 }}>
        {translate('app.audit.details')}
      </Typography>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2 }}>
        {rows.map(([name, value]) => (
          <Box key={name} sx={{ display: 'contents', fontSize: '.85rem' }}>
            <Box component="dt" sx={{ color: 'text.secondary' }}>
              {name}
            </Box>
            <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
              <code>{String(value)}</code>
            </Box>
          </Box>
        ))}
      </Box>
    </Box>
  );
}
