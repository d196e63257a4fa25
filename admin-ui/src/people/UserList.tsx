import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Chip, Typography } from '@mui/material';
import { useState } from 'react';
import { DataTable, SelectInput, TopToolbar, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { roles } from '../../../graph-schema/index.ts';
import type { User } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { RowLink } from '../widgets/RowLink.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { UserDialog } from './UserDialog.tsx';

/** Who may sign in, and as what. */
export function UserList() {
  const translate = useTranslate();
  const labels = useLabels();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput key="role" source="role" alwaysOn choices={labels.choices(roles)} />,
    <SelectInput
      key="disabled"
      source="disabled"
      alwaysOn
      choices={[
        { id: 'false', name: translate('app.people.enabled') },
        { id: 'true', name: translate('app.people.disabled') },
      ]}
    />,
  ];
  return (
    <ListFrame filters={filters} sort={{ field: 'login', order: 'ASC' }} actions={<UserActions />}>
      <DataTable<User> rowClick="show" bulkActionButtons={false}>
        <DataTable.Col
          source="displayName"
          render={(user: User) => <RowLink id={user.id}>{user.displayName}</RowLink>}
        />
        <DataTable.Col source="login" />
        <DataTable.Col source="roles" disableSort render={(user: User) => <RoleChips user={user} />} />
        <DataTable.Col source="status" disableSort render={(user: User) => <UserStatus user={user} />} />
        <DataTable.Col
          source="lastSignInAt"
          render={(user: User) => (user.lastSignInAt ? <When at={user.lastSignInAt} /> : translate('app.people.never'))}
        />
      </DataTable>
    </ListFrame>
  );
}

export function RoleChips({ user }: { user: Pick<User, 'roles'> }) {
  const labels = useLabels();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
      {user.roles.map((role) => (
        <Chip key={role} size="small" variant="outlined" label={labels.of(roles, role)} sx={{ height: 21 }} />
      ))}
    </Box>
  );
}

export function UserStatus({ user }: { user: User }) {
  const translate = useTranslate();
  if (user.disabledAt) return <ToneChip tone="bad" label={translate('app.people.disabled')} />;
  if (user.issuer !== null) return <ToneChip tone="info" label={translate('app.people.by_provider')} />;
  if (!user.hasPassword) return <ToneChip tone="wait" label={translate('app.people.no_password')} />;
  return <ToneChip tone="good" label={translate('app.people.enabled')} />;
}

function UserActions() {
  const translate = useTranslate();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  return (
    <TopToolbar>
      <Button
        variant="contained"
        size="small"
        startIcon={<AddIcon />}
        data-testid="add-user"
        onClick={() => setAdding(true)}
      >
        <Typography component="span" variant="button">
          {translate('app.people.add')}
        </Typography>
      </Button>
      {adding && (
        <UserDialog
          user={null}
          onClose={() => setAdding(false)}
          onDone={(user) => navigate(`/users/${user.id}/show?link=1`)}
        />
      )}
    </TopToolbar>
  );
}
