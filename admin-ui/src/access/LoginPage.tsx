import { Alert, Box, Button, Paper, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useLogin, useTranslate } from 'react-admin';
import { Problem } from '../api/http-client.ts';
import { ink } from '../theme.ts';
import { LanguageSwitch } from '../widgets/LanguageSwitch.tsx';
import { Logo } from '../widgets/Logo.tsx';
import { useDocumentTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';

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

function LoginForm() {
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
    <Paper
      component="form"
      data-testid="login-form"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        void submit();
      }}
      sx={{ width: 1, maxWidth: 360, p: 4, border: 1, borderColor: 'divider', display: 'grid', gap: 1.25 }}
    >
      <Typography variant="h5" component="h1" sx={{ mb: 0.5 }}>
        {translate('app.login.title')}
      </Typography>
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
      <Button type="submit" variant="contained" size="large" disabled={busy} sx={{ mt: 0.5 }}>
        {translate('ra.auth.sign_in')}
      </Button>
    </Paper>
  );
}
