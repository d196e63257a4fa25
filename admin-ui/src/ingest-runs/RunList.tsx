import { Box, LinearProgress } from '@mui/material';
import { CreateButton, DataTable, TopToolbar, useCanAccess, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { IngestRun } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';
import { DryRunChip, RunStatusChip } from './RunStatusChip.tsx';

/** Imports, the newest first. */
export function RunList() {
  const translate = useTranslate();
  return (
    <ListFrame actions={<RunActions />} sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<IngestRun> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="label"
          disableSort
          render={(run: IngestRun) => (
            <>
              <RowLink id={run.id}>{run.label}</RowLink> {run.dryRun && <DryRunChip />}
            </>
          )}
        />
        <DataTable.Col source="status" disableSort render={(run: IngestRun) => <RunStatusChip status={run.status} />} />
        <DataTable.Col
          source="progress"
          disableSort
          render={(run: IngestRun) =>
            run.status === 'running' ? (
              <LinearProgress
                variant="determinate"
                value={run.progress.percent}
                sx={{ width: 120 }}
                aria-label={translate('app.runs.progress')}
              />
            ) : (
              <Counts run={run} />
            )
          }
        />
        <DataTable.Col
          source="startedByName"
          disableSort
          render={(run: IngestRun) => <Actor name={run.startedByName} />}
        />
        <DataTable.Col source="createdAt" render={(run: IngestRun) => <When at={run.createdAt} />} />
      </DataTable>
    </ListFrame>
  );
}

const counted = ['new', 'changed', 'unchanged', 'failed', 'skipped'] as const;

/** What became of its files, without what became of none. */
function Counts({ run }: { run: IngestRun }) {
  const translate = useTranslate();
  const present = counted.filter((status) => run.counts[status] > 0);
  if (present.length === 0) return '—';
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, fontVariantNumeric: 'tabular-nums' }}>
      {present.map((status) => (
        <Box component="span" key={status} sx={status === 'failed' ? { color: 'error.main', fontWeight: 650 } : {}}>
          {translate(`app.runs.count.${status}`, { n: run.counts[status] })}
        </Box>
      ))}
    </Box>
  );
}

function RunActions() {
  const { permissions = [] } = usePermissions<Permissions>();
  const { canAccess } = useCanAccess({ resource: 'ingest-runs', action: 'create' });
  return (
    <TopToolbar>
      {canAccess && permissions.includes('ingest:run') && <CreateButton label="app.runs.upload" />}
    </TopToolbar>
  );
}
