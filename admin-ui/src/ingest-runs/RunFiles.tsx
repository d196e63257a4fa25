import {
  Box,
  Chip,
  Pagination,
  Paper,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useLocale, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { IngestRun, RunFile } from '../api/types.ts';
import type { Locale } from '../i18n/locale.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { FileFindings } from './FileFindings.tsx';
import { fileMessage } from './file-message.ts';
import { FileStatusChip } from './RunStatusChip.tsx';

const perPage = 100;
const columns = ['name', 'status', 'records', 'found', 'reason'] as const;

/** What became of every file of a run, those that somebody must act upon first. */
export function RunFiles({ run }: { run: IngestRun }) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState(1);
  const [status, setStatus] = useState<RunFile['status'] | undefined>();
  const files = useQuery({
    queryKey: ['ingest-runs', run.id, 'files', page, status, run.progress.filesDone, run.status],
    queryFn: () => api.runFiles(run.id, { page, perPage, status }),
    placeholderData: keepPreviousData,
  });
  if (files.isPending) return <LoadingMessage />;
  if (files.error) return <ErrorMessage error={files.error} onRetry={() => void files.refetch()} />;
  const pages = Math.ceil(files.data.total / perPage);
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', overflowX: 'auto' }}>
      <StatusFilter
        run={run}
        chosen={status}
        onChoose={(next) => {
          setStatus(next);
          setPage(1);
        }}
      />
      <Table size="small">
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column} align={column === 'records' ? 'right' : 'left'}>
                {translate(`app.runs.column.${column}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {files.data.items.map((file) => (
            <FileRow key={file.id ?? file.name} file={file} />
          ))}
        </TableBody>
      </Table>
      {pages > 1 && <Pagination count={pages} page={page} onChange={(_, next) => setPage(next)} sx={{ p: 1 }} />}
    </Paper>
  );
}

function FileRow({ file }: { file: RunFile }) {
  const translate = useTranslate();
  const isMapping = file.status !== 'failed' && file.name.endsWith('.mapping.json');
  return (
    <TableRow sx={{ verticalAlign: 'top' }}>
      <TableCell sx={{ overflowWrap: 'anywhere', minWidth: 200 }}>
        <PassageText text={file.name} />
      </TableCell>
      <TableCell>
        <FileStatusChip status={file.status} />
      </TableCell>
      <TableCell align="right">{file.status === 'pending' ? '' : file.records.toLocaleString()}</TableCell>
      <TableCell sx={{ minWidth: 200 }}>{file.report && <FileFindings report={file.report} />}</TableCell>
      <TableCell sx={{ minWidth: 260 }}>
        {isMapping && (
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {translate('app.runs.mapping')}
          </Box>
        )}
        {file.reason && <Told reason={file.reason} remedy={file.remedy} />}
        {file.report?.notices.map((notice) => (
          <Told
            key={`${notice.where} ${notice.reason}`}
            reason={notice.where === file.name ? notice.reason : `${notice.where}: ${notice.reason}`}
            remedy={notice.remedy}
          />
        ))}
      </TableCell>
    </TableRow>
  );
}

function Told({ reason, remedy }: { reason: string; remedy: string | null }) {
  const locale = useLocale() as Locale;
  return (
    <Box sx={{ '& + &': { mt: 0.75 } }}>
      {fileMessage(reason, locale)}
      {remedy && (
        <Typography component="div" color="textSecondary" sx={{ fontSize: '.8rem' }}>
          {fileMessage(remedy, locale)}
        </Typography>
      )}
    </Box>
  );
}

const filters = ['failed', 'skipped', 'new', 'changed', 'unchanged'] as const;

function StatusFilter({
  run,
  chosen,
  onChoose,
}: {
  run: IngestRun;
  chosen: RunFile['status'] | undefined;
  onChoose: (status: RunFile['status'] | undefined) => void;
}) {
  const translate = useTranslate();
  const present = filters.filter((status) => run.counts[status] > 0);
  if (present.length < 2) return null;
  return (
    <Box
      role="group"
      aria-label={translate('app.runs.filter')}
      sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, p: 1.25 }}
    >
      {[undefined, ...present].map((status) => (
        <Chip
          key={status ?? 'all'}
          size="small"
          variant={status === chosen ? 'filled' : 'outlined'}
          aria-pressed={status === chosen}
          label={
            status === undefined
              ? translate('app.runs.all_files')
              : `${translate(`app.runs.file_status.${status}`)} ${run.counts[status]}`
          }
          onClick={() => onChoose(status)}
        />
      ))}
    </Box>
  );
}
