import AddIcon from '@mui/icons-material/Add';
import { Box, Button, Chip, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { DataTable, SelectInput, TopToolbar, useNotify, useRefresh, useTranslate } from 'react-admin';
import { type ApiScope, apiScopes } from '../../../graph-schema/index.ts';
import type { ApiKey } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ListFrame } from '../widgets/ListFrame.tsx';
import { SearchFilter } from '../widgets/SearchFilter.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { When } from '../widgets/When.tsx';
import { CheckList } from './CheckList.tsx';
import { FormDialog } from './FormDialog.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import { usePeople } from './use-people.ts';

/** The keys of machines: what each may do, when it was used last, and the way to end it. */
export function KeyList() {
  const translate = useTranslate();
  const filters = [
    <SearchFilter key="q" source="q" alwaysOn />,
    <SelectInput
      key="revoked"
      source="revoked"
      alwaysOn
      choices={[
        { id: 'false', name: translate('app.keys.valid') },
        { id: 'true', name: translate('app.keys.revoked') },
      ]}
    />,
  ];
  return (
    <ListFrame filters={filters} sort={{ field: 'createdAt', order: 'DESC' }} actions={<KeyActions />}>
      <DataTable<ApiKey> rowClick={false} bulkActionButtons={false}>
        <DataTable.Col source="name" />
        <DataTable.Col source="scopes" disableSort render={(key: ApiKey) => <ScopeChips scopes={key.scopes} />} />
        <DataTable.Col
          source="status"
          disableSort
          render={(key: ApiKey) => (
            <ToneChip
              tone={key.revokedAt ? 'bad' : 'good'}
              label={translate(key.revokedAt ? 'app.keys.revoked' : 'app.keys.valid')}
            />
          )}
        />
        <DataTable.Col
          source="lastUsedAt"
          render={(key: ApiKey) => (key.lastUsedAt ? <When at={key.lastUsedAt} /> : translate('app.keys.never_used'))}
        />
        <DataTable.Col
          source="createdByName"
          disableSort
          render={(key: ApiKey) => key.createdByName ?? key.createdBy}
        />
        <DataTable.Col source="createdAt" render={(key: ApiKey) => <When at={key.createdAt} />} />
        <DataTable.Col
          source="revoke"
          disableSort
          render={(key: ApiKey) => (key.revokedAt ? null : <RevokeButton apiKey={key} />)}
        />
      </DataTable>
    </ListFrame>
  );
}

function ScopeChips({ scopes }: { scopes: readonly ApiScope[] }) {
  const labels = useLabels();
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
      {scopes.map((scope) => (
        <Chip key={scope} size="small" variant="outlined" label={labels.of(apiScopes, scope)} sx={{ height: 21 }} />
      ))}
    </Box>
  );
}

/** Asks once more: no key comes back, and a machine stops working at once. */
function RevokeButton({ apiKey }: { apiKey: ApiKey }) {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const problem = useProblemText();
  const people = usePeople();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => people.revokeKey(apiKey.id),
    onSuccess: () => {
      setAsking(false);
      notify('app.keys.was_revoked', { type: 'info', messageArgs: { name: apiKey.name } });
      refresh();
    },
    onError: (error) => notify(problem(error).title, { type: 'error' }),
  });
  return (
    <>
      <Button
        size="small"
        color="error"
        onClick={() => setAsking(true)}
        aria-label={`${translate('app.keys.revoke')}: ${apiKey.name}`}
      >
        {translate('app.keys.revoke')}
      </Button>
      {asking && (
        <FormDialog
          title={translate('app.keys.revoke_title', { name: apiKey.name })}
          submit={translate('app.keys.revoke')}
          error={revoke.error}
          pending={revoke.isPending}
          onSubmit={() => revoke.mutate()}
          onClose={() => setAsking(false)}
        >
          {translate('app.keys.revoke_hint')}
        </FormDialog>
      )}
    </>
  );
}

function KeyActions() {
  const translate = useTranslate();
  const [adding, setAdding] = useState(false);
  return (
    <TopToolbar>
      <Button
        variant="contained"
        size="small"
        startIcon={<AddIcon />}
        data-testid="add-key"
        onClick={() => setAdding(true)}
      >
        {translate('app.keys.add')}
      </Button>
      {adding && <KeyDialog onClose={() => setAdding(false)} />}
    </TopToolbar>
  );
}

function KeyDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate();
  const refresh = useRefresh();
  const labels = useLabels();
  const people = usePeople();
  const [key, setKey] = useState<{ name: string; scopes: readonly ApiScope[] }>({ name: '', scopes: [] });
  const create = useMutation({ mutationFn: () => people.createKey(key), onSuccess: () => refresh() });
  if (create.data)
    return (
      <ShownOnce
        title={translate('app.keys.created', { name: create.data.name })}
        hint={translate('app.keys.secret_hint')}
        label={translate('app.keys.secret')}
        text={create.data.secret}
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={translate('app.keys.add')}
      submit={translate('app.keys.create')}
      error={create.error}
      pending={create.isPending}
      disabled={key.scopes.length === 0}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField
        autoFocus
        required
        fullWidth
        label={translate('resources.api-keys.fields.name')}
        helperText={translate('app.keys.name_hint')}
        value={key.name}
        onChange={(event) => setKey({ ...key, name: event.target.value })}
        slotProps={{ htmlInput: { name: 'key-name', maxLength: 200, autoComplete: 'off' } }}
      />
      <CheckList
        label={translate('resources.api-keys.fields.scopes')}
        choices={labels.choices(apiScopes)}
        value={key.scopes}
        onChange={(scopes) => setKey({ ...key, scopes })}
      />
    </FormDialog>
  );
}
