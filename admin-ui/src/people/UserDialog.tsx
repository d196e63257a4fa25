import { TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { type Role, roles } from '../../../graph-schema/index.ts';
import type { User } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { CheckList } from './CheckList.tsx';
import { FormDialog } from './FormDialog.tsx';
import { usePeople } from './use-people.ts';

interface UserDialogProps {
  /** Null: somebody new. */
  readonly user: User | null;
  readonly onClose: () => void;
  readonly onDone: (user: User) => void;
}

/** Adds somebody, or changes their name and roles. */
export function UserDialog({ user, onClose, onDone }: UserDialogProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const people = usePeople();
  const [said, setSaid] = useState<{ login: string; displayName: string; roles: readonly Role[] }>({
    login: user?.login ?? '',
    displayName: user?.displayName ?? '',
    roles: user?.roles ?? [],
  });
  const save = useMutation({
    mutationFn: () =>
      user === null
        ? people.create(said)
        : people.change(user.id, {
            displayName: said.displayName,
            ...(user.issuer === null ? { roles: said.roles } : {}),
          }),
    onSuccess: onDone,
  });
  return (
    <FormDialog
      title={user === null ? translate('app.people.add') : translate('app.people.edit', { name: user.displayName })}
      submit={translate(user === null ? 'app.people.create' : 'ra.action.save')}
      error={save.error}
      pending={save.isPending}
      disabled={said.roles.length === 0}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {user === null && (
        <TextField
          autoFocus
          required
          fullWidth
          label={translate('resources.users.fields.login')}
          helperText={translate('app.people.login_hint')}
          value={said.login}
          onChange={(event) => setSaid({ ...said, login: event.target.value })}
          slotProps={{ htmlInput: { name: 'login', maxLength: 100, autoComplete: 'off' } }}
        />
      )}
      <TextField
        required
        fullWidth
        label={translate('resources.users.fields.displayName')}
        value={said.displayName}
        onChange={(event) => setSaid({ ...said, displayName: event.target.value })}
        slotProps={{ htmlInput: { name: 'displayName', maxLength: 200, autoComplete: 'off' } }}
      />
      <CheckList
        label={translate('resources.users.fields.roles')}
        choices={labels.choices(roles)}
        value={said.roles}
        disabled={user?.issuer != null}
        onChange={(held) => setSaid({ ...said, roles: held })}
      />
    </FormDialog>
  );
}
