import { LinearProgress } from '@mui/material';
import { CreateButton, DataTable, TopToolbar, useCanAccess, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { IngestRun } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';
import { RunStatusChip } from './RunStatusChip.tsx';

/** Imports, the newest first. */
export function RunList() {
  const translate = useTranslate();
  return (
    <ListFrame actions={<RunActions />} sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<IngestRun> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="label"
          disableSort
          render={(run: IngestRun) => <RowLink id={run.id}>{run.label}</RowLink>}
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
              translate('app.runs.counts', { ...run.counts })
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

function RunActions() {
  const { permissions = [] } = usePermissions<Permissions>();
  const { canAccess } = useCanAccess({ resource: 'ingest-runs', action: 'create' });
  return (
    <TopToolbar>
      {canAccess && permissions.includes('ingest:run') && <CreateButton label="app.runs.upload" />}
    </TopToolbar>
  );
}
