import CloudOffIcon from '@mui/icons-material/CloudOffOutlined';
import InboxIcon from '@mui/icons-material/InboxOutlined';
import LockIcon from '@mui/icons-material/LockOutlined';
import { Box, Button, CircularProgress, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { Problem } from '../api/http-client.ts';
import { useProblemText } from './use-problem-text.ts';

interface StateMessageProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly hint?: string | undefined;
  readonly action?: ReactNode;
}

/** What a page says when it has nothing else to show. */
export function StateMessage({ icon, title, hint, action }: StateMessageProps) {
  return (
    <Box
      sx={{
        display: 'grid',
        justifyItems: 'center',
        gap: 1,
        px: 3,
        py: 7,
        textAlign: 'center',
        color: 'text.secondary',
      }}
    >
      <Box sx={{ '& svg': { fontSize: 38, opacity: 0.55 }, lineHeight: 0 }}>{icon ?? <InboxIcon />}</Box>
      <Typography variant="subtitle2" sx={{ color: 'text.primary' }}>
        {title}
      </Typography>
      {hint && (
        <Typography variant="body2" sx={{ maxWidth: 460, whiteSpace: 'pre-line' }}>
          {hint}
        </Typography>
      )}
      {action}
    </Box>
  );
}

export function LoadingMessage() {
  const translate = useTranslate();
  return (
    <Box role="status" sx={{ display: 'flex', gap: 1.5, p: 4, justifyContent: 'center', alignItems: 'center' }}>
      <CircularProgress size={18} aria-hidden />
      <Typography variant="body2" color="textSecondary">
        {translate('ra.page.loading')}
      </Typography>
    </Box>
  );
}

/** A failed request in the reader's words, and the way to try it again. */
export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const translate = useTranslate();
  const { title, hint } = useProblemText()(error);
  const icon = error instanceof Problem && error.status === 403 ? <LockIcon /> : <CloudOffIcon />;
  return (
    <Box role="alert">
      <StateMessage
        icon={icon}
        title={title}
        hint={hint}
        action={onRetry && <Button onClick={onRetry}>{translate('app.retry')}</Button>}
      />
    </Box>
  );
}
