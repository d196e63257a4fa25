import {
  Alert,
  Box,
  Breadcrumbs,
  LinearProgress,
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
import { useDataProvider, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { IngestRun } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { When } from '../widgets/When.tsx';
import { FileStatusChip, RunStatusChip } from './RunStatusChip.tsx';
import { useRunProgress } from './use-run-progress.ts';

const perPage = 100;

/** An import while it runs and afterwards: how far, and what became of every file. */
export function RunShow() {
  return <RecordPage<IngestRun>>{(run, reload) => <RunReader key={run.id} record={run} reload={reload} />}</RecordPage>;
}

function RunReader({ record, reload }: { record: IngestRun; reload: () => void }) {
  const translate = useTranslate();
  const run = useRunProgress(record, reload);
  return (
    <Box sx={{ pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={run.label} />
      <Box component="header" sx={{ pt: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/ingest-runs">{translate('resources.ingest-runs.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {run.label}
        </Typography>
        <Box
          sx={{ display: 'flex', gap: 1.25, mt: 0.5, alignItems: 'center', color: 'text.secondary', fontSize: '.9rem' }}
        >
          <RunStatusChip status={run.status} />
          <Actor name={run.startedByName} />
          <When at={run.createdAt} exact />
        </Box>
      </Box>
      {run.error && <Alert severity="error">{run.error}</Alert>}
      <Progress run={run} />
      <Files run={run} />
    </Box>
  );
}

function Progress({ run }: { run: IngestRun }) {
  const translate = useTranslate();
  const { progress, counts } = run;
  const going = run.status === 'queued' || run.status === 'running';
  const numbers: [string, number][] = [
    ['new', counts.new],
    ['changed', counts.changed],
    ['unchanged', counts.unchanged],
    ['failed', counts.failed],
    ['records', progress.records],
    ['proposals', progress.proposals],
  ];
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }} aria-live="polite">
      <Box sx={{ display: 'flex', justifyContent: 'space-between', fontSize: '.9rem', mb: 0.75 }}>
        <span>{translate(`app.runs.stage.${run.status === 'failed' ? 'failed' : progress.stage}`)}</span>
        <span>{translate('app.runs.files_done', { done: progress.filesDone, total: progress.filesTotal })}</span>
      </Box>
      <LinearProgress
        variant="determinate"
        color={run.status === 'failed' ? 'error' : going ? 'primary' : 'success'}
        value={going ? progress.percent : 100}
        aria-label={translate('app.runs.progress')}
        sx={{ height: 6, borderRadius: 3 }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 4, mt: 1.75 }}>
        {numbers.map(([name, value]) => (
          <Box key={name}>
            <Typography
              variant="h6"
              component="div"
              sx={{
                fontVariantNumeric: 'tabular-nums',
                color: name === 'failed' && value > 0 ? 'error.main' : 'text.primary',
              }}
            >
              {value.toLocaleString()}
            </Typography>
            <Typography variant="caption" color="textSecondary">
              {translate(`app.runs.number.${name}`)}
            </Typography>
          </Box>
        ))}
      </Box>
    </Paper>
  );
}

function Files({ run }: { run: IngestRun }) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState(1);
  const files = useQuery({
    queryKey: ['ingest-runs', run.id, 'files', page, run.progress.filesDone, run.status],
    queryFn: () => api.runFiles(run.id, { page, perPage }),
    placeholderData: keepPreviousData,
  });
  if (files.isPending) return <LoadingMessage />;
  if (files.error) return <ErrorMessage error={files.error} onRetry={() => void files.refetch()} />;
  const pages = Math.ceil(files.data.total / perPage);
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {(['name', 'status', 'records', 'reason'] as const).map((column) => (
              <TableCell key={column} align={column === 'records' ? 'right' : 'left'}>
                {translate(`app.runs.column.${column}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {files.data.items.map((file) => (
            <TableRow key={file.id ?? file.name}>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{file.name}</TableCell>
              <TableCell>
                <FileStatusChip status={file.status} />
              </TableCell>
              <TableCell align="right">{file.records}</TableCell>
              <TableCell sx={{ minWidth: 260 }}>
                {file.reason}
                {file.remedy && (
                  <Typography variant="caption" component="div" color="textSecondary">
                    {file.remedy}
                  </Typography>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {pages > 1 && <Pagination count={pages} page={page} onChange={(_, next) => setPage(next)} sx={{ p: 1 }} />}
    </Paper>
  );
}
