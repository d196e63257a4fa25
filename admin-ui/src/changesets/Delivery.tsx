import { Alert, Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { ChangesetDetail } from '../api/types.ts';
import { When } from '../widgets/When.tsx';
import { useChangesetApi } from './changeset-api.ts';
import { useZonedTime } from './use-zoned-time.ts';

const pollMs = 2_000;

/** That it is live, and which calls received it, as it goes on. */
export function Delivery({ changeset }: { changeset: ChangesetDetail }) {
  const translate = useTranslate();
  const zoned = useZonedTime();
  const api = useChangesetApi();
  const { data } = useQuery({
    queryKey: ['changeset-delivery', changeset.id],
    queryFn: () => api.delivery(changeset.id),
    refetchInterval: pollMs,
  });
  const at = zoned(changeset.effectiveAt, changeset.zone);
  const waits = changeset.effectiveAt !== null && new Date(changeset.effectiveAt) > new Date();
  const open = data?.items.filter((call) => call.open).length ?? 0;
  return (
    <Box sx={{ display: 'grid', gap: 1.25 }}>
      <Alert severity={waits ? 'info' : 'success'} data-testid="changeset-live">
        {waits
          ? translate('app.changesets.waits', { at, position: changeset.position ?? 0 })
          : translate('app.changesets.live', {
              position: changeset.position ?? 0,
              name: changeset.publishedByName ?? '',
            })}
      </Alert>
      {data && !waits && (
        <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1 }}>
          <Typography variant="h6" component="h2">
            {translate('app.changesets.delivered')}
          </Typography>
          <Typography variant="body2" data-testid="delivered">
            {translate('app.changesets.delivered_to', { open, all: data.openCalls })}
          </Typography>
          {data.items.length > 0 && (
            <Table size="small">
              <TableHead>
                <TableRow>
                  <TableCell>{translate('app.changesets.column.call')}</TableCell>
                  <TableCell>{translate('app.changesets.column.retracted')}</TableCell>
                  <TableCell>{translate('app.changesets.column.shown')}</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {data.items.map((call) => (
                  <TableRow key={call.callId} data-testid="delivered-call">
                    <TableCell>
                      {call.externalRef ?? call.callId}
                      {call.agentName ? ` · ${call.agentName}` : ''}
                      {call.open ? '' : ` · ${translate('app.changesets.ended')}`}
                    </TableCell>
                    <TableCell>{call.retractedAt ? <When at={call.retractedAt} exact /> : '—'}</TableCell>
                    <TableCell>{call.shownAt ? <When at={call.shownAt} exact /> : '—'}</TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          )}
        </Paper>
      )}
    </Box>
  );
}
