import { Button, LinearProgress } from '@mui/material';
import { useState } from 'react';
import { DataTable, TopToolbar, usePermissions, useRedirect, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import { usePercent } from '../agents/use-points.ts';
import type { MiningRun } from '../api/types.ts';
import { DryRunChip } from '../ingest-runs/RunStatusChip.tsx';
import { Actor } from '../widgets/Actor.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';
import { MiningStatusChip } from './MiningStatusChip.tsx';
import { StartMining } from './StartMining.tsx';

/** Minings of calls, the newest first. */
export function MiningRunList() {
  const translate = useTranslate();
  const percent = usePercent();
  return (
    <ListFrame actions={<Actions />} sort={{ field: 'createdAt', order: 'DESC' }}>
      <DataTable<MiningRun> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="collectionId"
          disableSort
          render={(run: MiningRun) => (
            <>
              <RowLink id={run.id}>{run.collectionId}</RowLink> {run.dryRun && <DryRunChip />}
            </>
          )}
        />
        <DataTable.Col
          source="status"
          disableSort
          render={(run: MiningRun) => <MiningStatusChip status={run.status} />}
        />
        <DataTable.Col
          source="report"
          disableSort
          render={(run: MiningRun) => {
            if (run.status === 'running')
              return (
                <LinearProgress
                  variant="determinate"
                  value={run.percent}
                  sx={{ width: 120 }}
                  aria-label={translate('app.runs.progress')}
                />
              );
            if (!run.report) return '—';
            const { scenarios, calls, unassignedShare } = run.report;
            return translate('app.mining_runs.result', {
              scenarios: scenarios.length,
              calls: calls.toLocaleString(),
              covered: percent(1 - unassignedShare),
            });
          }}
        />
        <DataTable.Col
          source="startedByName"
          disableSort
          render={(run: MiningRun) => <Actor name={run.startedByName} />}
        />
        <DataTable.Col source="createdAt" render={(run: MiningRun) => <When at={run.createdAt} />} />
      </DataTable>
    </ListFrame>
  );
}

function Actions() {
  const translate = useTranslate();
  const redirect = useRedirect();
  const { permissions = [] } = usePermissions<Permissions>();
  const [asking, setAsking] = useState(false);
  return (
    <TopToolbar>
      {permissions.includes('ingest:run') && (
        <Button size="small" onClick={() => setAsking(true)} data-testid="start-mining">
          {translate('app.mining_runs.start')}
        </Button>
      )}
      {asking && (
        <StartMining onClose={() => setAsking(false)} onStarted={(run) => redirect('show', 'mining-runs', run.id)} />
      )}
    </TopToolbar>
  );
}
