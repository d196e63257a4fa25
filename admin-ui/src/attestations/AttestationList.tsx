import AddIcon from '@mui/icons-material/Add';
import { Button } from '@mui/material';
import { DataTable, TopToolbar, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { Attestation } from '../api/types.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { When } from '../widgets/When.tsx';

/** What experts said of how they handle things; an agent sees their own. */
export function AttestationList() {
  return (
    <ListFrame sort={{ field: 'createdAt', order: 'DESC' }} actions={<AttestationActions />}>
      <DataTable<Attestation> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="title"
          disableSort
          sx={{ maxWidth: 520 }}
          render={(row: Attestation) => (
            <RowLink id={row.id}>
              <PassageText text={row.title} />
            </RowLink>
          )}
        />
        <DataTable.Col source="authorName" disableSort />
        <DataTable.Col source="about" disableSort render={(row: Attestation) => row.about?.label ?? '—'} />
        <DataTable.Col source="createdAt" render={(row: Attestation) => <When at={row.createdAt} />} />
      </DataTable>
    </ListFrame>
  );
}

function AttestationActions() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  if (!permissions.includes('attestations:write')) return <TopToolbar />;
  return (
    <TopToolbar>
      <Button component={Link} to="/attestations/create" variant="contained" size="small" startIcon={<AddIcon />}>
        {translate('app.attestations.attest')}
      </Button>
    </TopToolbar>
  );
}
