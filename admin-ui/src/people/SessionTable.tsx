import { Alert, Box, Button, Chip, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { ShownSession } from '../api/types.ts';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { When } from '../widgets/When.tsx';
import { deviceName } from './device-name.ts';
import { usePeople } from './use-people.ts';

/** Where a person is signed in, and the way to end it; with null, one's own. */
export function SessionTable({ userId }: { userId: string | null }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const people = usePeople();
  const client = useQueryClient();
  const queryKey = ['sessions', userId];
  const { data, error, refetch } = useQuery({ queryKey, queryFn: () => people.sessions(userId) });
  const onSuccess = () => client.invalidateQueries({ queryKey });
  const end = useMutation({ mutationFn: (id: string) => people.endSession(userId, id), onSuccess });
  const endAll = useMutation({ mutationFn: () => people.endSessions(userId), onSuccess });
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingMessage />;
  const others = data.filter(({ current }) => !current);
  const refusal = end.error ?? endAll.error;
  if (data.length === 0)
    return (
      <Typography variant="body2" color="textSecondary">
        {translate('app.people.signed_in_nowhere')}
      </Typography>
    );
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small" data-testid="sessions">
        <TableHead>
          <TableRow>
            <TableCell>{translate('app.people.device')}</TableCell>
            <TableCell>{translate('app.people.address')}</TableCell>
            <TableCell>{translate('app.people.signed_in_at')}</TableCell>
            <TableCell>{translate('app.people.last_seen')}</TableCell>
            <TableCell align="right">{translate('app.people.actions')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {data.map((session) => (
            <SessionRow key={session.id} session={session} busy={end.isPending} onEnd={() => end.mutate(session.id)} />
          ))}
        </TableBody>
      </Table>
      {refusal && (
        <Alert severity="error" sx={{ mt: 1.5 }}>
          {problem(refusal).title}
        </Alert>
      )}
      {others.length > 0 && (
        <Button
          size="small"
          variant="outlined"
          color="error"
          sx={{ mt: 1.5 }}
          disabled={endAll.isPending}
          onClick={() => endAll.mutate()}
          data-testid="end-all-sessions"
        >
          {translate(data.length > others.length ? 'app.people.end_others' : 'app.people.end_all')}
        </Button>
      )}
    </Box>
  );
}

function SessionRow({ session, busy, onEnd }: { session: ShownSession; busy: boolean; onEnd: () => void }) {
  const translate = useTranslate();
  const device = deviceName(session.device) ?? translate('app.people.unknown_device');
  return (
    <TableRow>
      <TableCell title={session.device ?? ''}>
        {device} {session.current && <Chip size="small" color="success" label={translate('app.people.this_one')} />}
      </TableCell>
      <TableCell>{session.address ?? '—'}</TableCell>
      <TableCell>
        <When at={session.createdAt} />
      </TableCell>
      <TableCell>
        <When at={session.lastSeenAt} />
      </TableCell>
      <TableCell align="right">
        {!session.current && (
          <Button
            size="small"
            color="error"
            disabled={busy}
            onClick={onEnd}
            aria-label={`${translate('app.people.end')}: ${device}`}
          >
            {translate('app.people.end')}
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}
