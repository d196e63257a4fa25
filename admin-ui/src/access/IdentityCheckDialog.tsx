import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useContext, useEffect, useState } from 'react';
import { useGetIdentity, useTranslate } from 'react-admin';
import { useHttp } from '../api/http-context.ts';
import type { Session } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { IdentityCheckContext } from './identity-check-context.ts';
import { goToProvider } from './provider-return.ts';

type Answer = (proved: boolean) => void;

/** Asks for the password again before something sensitive is done, and then lets it go on. */
export function IdentityCheckDialog() {
  const check = useContext(IdentityCheckContext);
  const [answer, setAnswer] = useState<{ readonly give: Answer } | null>(null);
  useEffect(() => check?.onAsk((give) => setAnswer({ give })), [check]);
  if (answer === null) return null;
  const close = (proved: boolean) => {
    setAnswer(null);
    answer.give(proved);
  };
  return <Question onAnswer={close} />;
}

function Question({ onAnswer }: { onAnswer: Answer }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const http = useHttp();
  const { data: identity } = useGetIdentity();
  const [password, setPassword] = useState('');
  const atProvider = identity?.method === 'provider';
  const prove = useMutation({
    mutationFn: async () => {
      if (atProvider) return goToProvider(http, true);
      const json = { password };
      const session = (await http.json('POST', 'sessions/current/confirmation', { json })) as Session;
      http.setCsrfToken(session.csrfToken);
      onAnswer(true);
    },
  });
  return (
    <Dialog open onClose={() => onAnswer(false)} fullWidth maxWidth="xs">
      <form
        data-testid="identity-check"
        onSubmit={(event) => {
          event.preventDefault();
          prove.mutate();
        }}
      >
        <DialogTitle>{translate('app.identity_check.title')}</DialogTitle>
        <DialogContent>
          <Typography variant="body2" sx={{ mb: 1.5 }}>
            {translate(atProvider ? 'app.identity_check.at_provider' : 'app.identity_check.why')}
          </Typography>
          {!atProvider && (
            <>
              <input type="text" autoComplete="username" value={String(identity?.login ?? '')} readOnly hidden />
              <TextField
                autoFocus
                required
                fullWidth
                type="password"
                label={translate('ra.auth.password')}
                value={password}
                autoComplete="current-password"
                onChange={(event) => setPassword(event.target.value)}
                slotProps={{ htmlInput: { maxLength: 200 } }}
              />
            </>
          )}
          {prove.error && (
            <Alert severity="error" sx={{ mt: 1 }}>
              {problem(prove.error).title}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={() => onAnswer(false)}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={prove.isPending}>
            {translate('app.identity_check.go_on')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
