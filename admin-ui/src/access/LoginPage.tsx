import { Alert, Box, Button, Divider, Paper, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLogin, useTranslate } from 'react-admin';
import { Problem } from '../api/http-client.ts';
import { useHttp } from '../api/http-context.ts';
import type { SignInOptions } from '../api/types.ts';
import { ink } from '../theme.ts';
import { LanguageSwitch } from '../widgets/LanguageSwitch.tsx';
import { Logo } from '../widgets/Logo.tsx';
import { useDocumentTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { goToProvider, takeRefusal } from './provider-return.ts';

/** Where people sign in, in either language. */
export function LoginPage() {
  const translate = useTranslate();
  useDocumentTitle(translate('app.login.title'));
  return (
    <Box
      component="main"
      sx={{
        minHeight: '100vh',
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' },
        bgcolor: 'background.default',
      }}
    >
      <Box
        sx={{
          display: { xs: 'none', md: 'flex' },
          flexDirection: 'column',
          justifyContent: 'center',
          bgcolor: ink,
          color: '#ffffff',
          p: 8,
          gap: 2.5,
        }}
      >
        <Logo size={52} />
        <Typography component="p" sx={{ fontSize: '2rem', fontWeight: 650, lineHeight: 1.35, maxWidth: 480 }}>
          {translate('app.login.slogan')}
        </Typography>
        <Typography sx={{ color: '#bdd3da', maxWidth: 460, lineHeight: 1.7 }}>
          {translate('app.login.promise')}
        </Typography>
      </Box>
      <Box sx={{ display: 'grid', placeItems: 'center', p: 3, position: 'relative' }}>
        <Box sx={{ position: 'absolute', top: 20, right: 24 }}>
          <LanguageSwitch />
        </Box>
        <LoginForm />
      </Box>
    </Box>
  );
}

/** What the service says of how people sign in; the form stands until it says otherwise. */
function useSignInOptions(): SignInOptions {
  const http = useHttp();
  const { data } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: async () => (await http.json('GET', 'sign-in-options')) as SignInOptions,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? { password: true, provider: false };
}

// Why the identity provider's answer was of no use.
const refusals: Readonly<Record<string, string>> = { no_role: 'app.login.no_role', forbidden: 'app.login.disabled' };

function LoginForm() {
  const translate = useTranslate();
  const options = useSignInOptions();
  const [refusal] = useState(takeRefusal);
  return (
    <Paper
      data-testid="login-form"
      sx={{ width: 1, maxWidth: 360, p: 4, border: 1, borderColor: 'divider', display: 'grid', gap: 1.25 }}
    >
      <Typography variant="h5" component="h1" sx={{ mb: 0.5 }}>
        {translate('app.login.title')}
      </Typography>
      {refusal && <Alert severity="error">{translate(refusals[refusal] ?? 'app.login.provider_refused')}</Alert>}
      {options.provider && <ProviderButton />}
      {options.provider && options.password && <Divider>{translate('app.login.or')}</Divider>}
      {options.password && <PasswordForm second={options.provider} />}
    </Paper>
  );
}

function ProviderButton() {
  const translate = useTranslate();
  const problem = useProblemText();
  const http = useHttp();
  const go = useMutation({ mutationFn: () => goToProvider(http, false) });
  return (
    <>
      <Button
        variant="contained"
        size="large"
        data-testid="provider-sign-in"
        disabled={go.isPending || go.isSuccess}
        onClick={() => go.mutate()}
      >
        {translate('app.login.provider')}
      </Button>
      {go.error && <Alert severity="error">{problem(go.error).title}</Alert>}
    </>
  );
}

/** `second`: there is another way to sign in, which goes first. */
function PasswordForm({ second }: { second: boolean }) {
  const translate = useTranslate();
  const login = useLogin();
  const problem = useProblemText();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const submit = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      await login({ username: username.trim(), password });
    } catch (error) {
      const wrong = error instanceof Problem && (error.status === 401 || error.status === 422 || error.status === 400);
      setRefusal(wrong ? translate('app.login.wrong') : problem(error).title);
      setBusy(false);
    }
  };
  return (
    <Box
      component="form"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      sx={{ display: 'grid', gap: 1.25 }}
    >
      <TextField
        autoFocus
        required
        label={translate('ra.auth.username')}
        value={username}
        autoComplete="username"
        onChange={(event) => setUsername(event.target.value)}
        slotProps={{ htmlInput: { name: 'username', maxLength: 100 } }}
      />
      <TextField
        required
        type="password"
        label={translate('ra.auth.password')}
        value={password}
        autoComplete="current-password"
        onChange={(event) => setPassword(event.target.value)}
        slotProps={{ htmlInput: { name: 'password', maxLength: 200 } }}
      />
      {refusal && <Alert severity="error">{refusal}</Alert>}
      <Button type="submit" variant={second ? 'outlined' : 'contained'} size="large" disabled={busy} sx={{ mt: 0.5 }}>
        {translate('ra.auth.sign_in')}
      </Button>
    </Box>
  );
}
