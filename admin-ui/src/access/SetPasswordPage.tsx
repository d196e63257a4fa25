import { Alert, Box, Button, Paper, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { AdminContext, type I18nProvider, useTranslate } from 'react-admin';
import type { HttpClient } from '../api/http-client.ts';
import { theme } from '../theme.ts';
import { LanguageSwitch } from '../widgets/LanguageSwitch.tsx';
import { Logo } from '../widgets/Logo.tsx';
import { useDocumentTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { NewPasswordField } from './PasswordField.tsx';

const prefix = '#/set-password/';

/** The token of the link by which somebody sets their password; null: another page was asked for. It stands behind the #, so no server sees it. */
export function passwordLinkToken(hash: string): string | null {
  return hash.startsWith(prefix) ? decodeURIComponent(hash.slice(prefix.length)) : null;
}

/** Where to send whoever shall set their password. */
export const passwordLink = (token: string): string =>
  `${window.location.origin}${window.location.pathname}${prefix}${token}`;

interface SetPasswordPageProps {
  readonly http: HttpClient;
  readonly i18nProvider: I18nProvider;
  readonly token: string;
}

/** Set the own password by a link, once; for people who cannot sign in yet. */
export function SetPasswordPage({ http, i18nProvider, token }: SetPasswordPageProps) {
  return (
    <AdminContext i18nProvider={i18nProvider} theme={theme} darkTheme={null}>
      <Box
        component="main"
        sx={{
          minHeight: '100vh',
          bgcolor: 'background.default',
          display: 'grid',
          placeItems: 'center',
          p: 3,
          position: 'relative',
        }}
      >
        <Box sx={{ position: 'absolute', top: 20, right: 24 }}>
          <LanguageSwitch />
        </Box>
        <SetPasswordForm http={http} token={token} />
      </Box>
    </AdminContext>
  );
}

function SetPasswordForm({ http, token }: { http: HttpClient; token: string }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const [password, setPassword] = useState('');
  useDocumentTitle(translate('app.set_password.title'));
  const set = useMutation({
    mutationFn: () => http.json('POST', 'password-links/redemption', { json: { token, password } }),
  });
  const refusal = set.error ? problem(set.error) : null;
  return (
    <Paper
      component="form"
      data-testid="set-password"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        set.mutate();
      }}
      sx={{ width: 1, maxWidth: 400, p: 4, border: 1, borderColor: 'divider', display: 'grid', gap: 1.5 }}
    >
      <Logo size={40} />
      <Typography variant="h5" component="h1">
        {translate('app.set_password.title')}
      </Typography>
      {set.isSuccess ? (
        <>
          <Alert severity="success">{translate('app.set_password.done')}</Alert>
          <Button variant="contained" href="./" onClick={() => window.location.assign(window.location.pathname)}>
            {translate('app.set_password.sign_in')}
          </Button>
        </>
      ) : (
        <>
          <Typography variant="body2" color="textSecondary">
            {translate('app.set_password.hint')}
          </Typography>
          <NewPasswordField name="password" value={password} onChange={setPassword} />
          {refusal && (
            <Alert severity="error">
              {set.error && 'status' in set.error && set.error.status === 404
                ? translate('app.set_password.gone')
                : refusal.title}
            </Alert>
          )}
          <Button type="submit" variant="contained" size="large" disabled={set.isPending}>
            {translate('app.set_password.set')}
          </Button>
        </>
      )}
    </Paper>
  );
}
