import { Alert, Box, Button, MenuItem, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useGetIdentity, useLocaleState, useNotify, useTranslate } from 'react-admin';
import { roles } from '../../../graph-schema/index.ts';
import { NewPasswordField } from '../access/PasswordField.tsx';
import { localeNames, locales } from '../i18n/locale.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { LoadingMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { SessionTable } from './SessionTable.tsx';
import { Section } from './UserShow.tsx';
import { usePeople } from './use-people.ts';

/** One's own account: password, language, and where one is signed in. */
export function AccountPage() {
  const translate = useTranslate();
  const labels = useLabels();
  const { data: identity } = useGetIdentity();
  if (!identity) return <LoadingMessage />;
  const held: readonly string[] = identity['roles'] ?? [];
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={translate('app.account.title')} />
      <Box component="header" sx={{ pt: 1.5, pb: 1.5 }}>
        <Typography variant="h5" component="h1">
          {identity.fullName}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {[String(identity['login']), ...held.map((role) => labels.of(roles, role))].join(' · ')}
        </Typography>
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 2fr' }, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2 }}>
          <Section title={translate('app.language')}>
            <LanguageChoice />
          </Section>
          <Section title={translate('app.account.password')}>
            {identity['method'] === 'provider' ? (
              <Typography variant="body2">{translate('app.account.at_provider')}</Typography>
            ) : (
              <PasswordForm login={String(identity['login'])} />
            )}
          </Section>
        </Box>
        <Section title={translate('app.account.sessions')}>
          <SessionTable userId={null} />
        </Section>
      </Box>
    </Box>
  );
}

function LanguageChoice() {
  const translate = useTranslate();
  const people = usePeople();
  const [locale, setLocale] = useLocaleState();
  return (
    <TextField
      select
      fullWidth
      label={translate('app.language')}
      value={locale}
      onChange={(event) => {
        setLocale(event.target.value);
        people.chooseLanguage(event.target.value).catch(() => undefined);
      }}
    >
      {locales.map((one) => (
        <MenuItem key={one} value={one}>
          {localeNames[one].name}
        </MenuItem>
      ))}
    </TextField>
  );
}

function PasswordForm({ login }: { login: string }) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const people = usePeople();
  const client = useQueryClient();
  const [said, setSaid] = useState({ current: '', next: '' });
  const change = useMutation({
    mutationFn: () => people.changePassword(said.current, said.next),
    onSuccess: () => {
      notify('app.account.changed', { type: 'success' });
      setSaid({ current: '', next: '' });
      void client.invalidateQueries({ queryKey: ['sessions', null] });
    },
  });
  return (
    <Box
      component="form"
      data-testid="change-password"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <input type="text" autoComplete="username" value={login} readOnly hidden />
      <TextField
        required
        fullWidth
        type="password"
        label={translate('app.account.current_password')}
        value={said.current}
        autoComplete="current-password"
        onChange={(event) => setSaid({ ...said, current: event.target.value })}
        slotProps={{ htmlInput: { name: 'current-password', maxLength: 200 } }}
      />
      <NewPasswordField name="new-password" value={said.next} onChange={(next) => setSaid({ ...said, next })} />
      {change.error && (
        <Alert severity="error" sx={{ mt: 1 }}>
          {problem(change.error).title}
        </Alert>
      )}
      <Typography variant="caption" color="textSecondary" component="p" sx={{ my: 1 }}>
        {translate('app.account.others_end')}
      </Typography>
      <Button type="submit" variant="contained" size="small" disabled={change.isPending}>
        {translate('app.account.change')}
      </Button>
    </Box>
  );
}
