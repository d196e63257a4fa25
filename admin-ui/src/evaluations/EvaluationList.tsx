import AddIcon from '@mui/icons-material/Add';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { DataTable, TopToolbar, usePermissions, useRedirect, useTranslate } from 'react-admin';
import { languages } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { Evaluation } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { When } from '../widgets/When.tsx';
import { EvaluationDialog } from './EvaluationDialog.tsx';
import { RunStatus } from './RunStatus.tsx';

/** Saved question sets. */
export function EvaluationList() {
  const labels = useLabels();
  return (
    <ListFrame
      filters={[<SearchFilter key="q" source="q" alwaysOn />]}
      sort={{ field: 'updatedAt', order: 'DESC' }}
      actions={<Actions />}
    >
      <DataTable<Evaluation> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="name"
          sx={{ maxWidth: 520 }}
          render={(set: Evaluation) => <RowLink id={set.id}>{set.name}</RowLink>}
        />
        <DataTable.Col
          source="language"
          disableSort
          render={(set: Evaluation) => (set.language ? labels.of(languages, set.language) : '—')}
        />
        <DataTable.NumberCol source="questions" disableSort />
        <DataTable.Col
          source="lastRun"
          disableSort
          render={({ lastRun }: Evaluation) =>
            lastRun ? (
              <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
                <RunStatus status={lastRun.status} />
                <When at={lastRun.createdAt} />
              </Box>
            ) : (
              '—'
            )
          }
        />
        <DataTable.Col source="updatedAt" render={(set: Evaluation) => <When at={set.updatedAt} />} />
      </DataTable>
    </ListFrame>
  );
}

function Actions() {
  const translate = useTranslate();
  const redirect = useRedirect();
  const { permissions = [] } = usePermissions<Permissions>();
  const [open, setOpen] = useState(false);
  if (!permissions.includes('evaluations:write')) return <TopToolbar />;
  return (
    <TopToolbar>
      <Button
        variant="contained"
        size="small"
        startIcon={<AddIcon />}
        data-testid="create-evaluation"
        onClick={() => setOpen(true)}
      >
        {translate('app.evaluations.create')}
      </Button>
      {open && (
        <EvaluationDialog onClose={() => setOpen(false)} onSaved={({ id }) => redirect('show', 'evaluations', id)} />
      )}
    </TopToolbar>
  );
}
