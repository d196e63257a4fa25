import LiveIcon from '@mui/icons-material/HeadsetMicOutlined';
import DoneIcon from '@mui/icons-material/TaskAltOutlined';
import { Box, Button, Paper, Skeleton, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useGetIdentity, usePermissions, useTranslate } from 'react-admin';
import { Link, Navigate } from 'react-router-dom';
import { landingPage, mayPlayCalls, type Permissions } from '../access/permissions.ts';
import { useHttp } from '../api/http-context.ts';
import type { Page } from '../api/types.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { When } from '../widgets/When.tsx';
import { rowName, type Waiting, type WaitingRow, waitingFor } from './waiting.ts';

const shownRows = 4;

/** What waits today for whoever signed in; those whose work is the calls begin on their own page. */
export function TodayPage() {
  const translate = useTranslate();
  const { permissions } = usePermissions<Permissions>();
  const { data: identity } = useGetIdentity();
  if (!permissions) return <LoadingMessage />;
  if (landingPage(permissions) === '/live') return <Navigate to="/live" replace />;
  const title = translate('app.today.title');
  return (
    <Box sx={{ pt: 2, pb: 4, maxWidth: 1120 }} data-testid="today">
      <PageTitle title={title} />
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', mb: 2 }}>
        <Typography variant="h5" component="h1" sx={{ flex: 1 }}>
          {translate('app.today.hello', { name: identity?.fullName ?? '' })}
        </Typography>
        {mayPlayCalls(permissions) && (
          <Button component={Link} to="/live" startIcon={<LiveIcon />} variant="outlined">
            {translate('app.live.title')}
          </Button>
        )}
        <Button component={Link} to={landingPage(permissions)} variant="contained">
          {translate('app.today.begin')}
        </Button>
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: 'repeat(2, minmax(0, 1fr))' } }}>
        {waitingFor(permissions).map((waiting) => (
          <WaitingCard key={waiting.name} waiting={waiting} />
        ))}
      </Box>
    </Box>
  );
}

function WaitingCard({ waiting }: { waiting: Waiting }) {
  const translate = useTranslate();
  const http = useHttp();
  const { name, path, query, page } = waiting;
  const found = useQuery({
    queryKey: ['today', name],
    queryFn: async () => {
      const params = new URLSearchParams({ ...query, perPage: String(shownRows) });
      return (await http.json('GET', path, { query: params.toString() })) as Page<WaitingRow>;
    },
  });
  const total = found.data?.total;
  return (
    <Paper component="section" aria-labelledby={`today-${name}`} sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, mb: 1 }}>
        <Typography variant="subtitle2" component="h2" id={`today-${name}`} sx={{ m: 0, flex: 1 }}>
          {translate(`app.today.${name}`)}
        </Typography>
        {total !== undefined && (
          <Typography component="span" sx={{ fontSize: '1.3rem', fontWeight: 650 }} data-testid={`today-${name}-total`}>
            {total}
          </Typography>
        )}
      </Box>
      {found.isPending && <Skeleton variant="rounded" height={72} aria-label={translate('ra.page.loading')} />}
      {found.error && <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />}
      {total === 0 && (
        <Typography variant="body2" sx={{ display: 'flex', gap: 1, alignItems: 'center', color: 'success.main' }}>
          <DoneIcon fontSize="small" /> {translate('app.today.nothing')}
        </Typography>
      )}
      {found.data && found.data.items.length > 0 && (
        <>
          <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {found.data.items.map((row) => (
              <Row key={String(row.id ?? rowName(row))} waiting={waiting} row={row} />
            ))}
          </Box>
          <Button size="small" component={Link} to={page} sx={{ mt: 0.5, ml: -0.5 }}>
            {translate('app.today.all')}
          </Button>
        </>
      )}
    </Paper>
  );
}

function Row({ waiting, row }: { waiting: Waiting; row: WaitingRow }) {
  const at = row.createdAt ?? row.updatedAt;
  const name = <PassageText text={rowName(row)} />;
  return (
    <Box component="li" sx={{ display: 'flex', gap: 2, py: 0.4, fontSize: '.9rem', alignItems: 'baseline' }}>
      <Box sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {waiting.rowPage ? <Link to={waiting.rowPage(row)}>{name}</Link> : name}
      </Box>
      {at && (
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '.82rem' }}>
          <When at={at} />
        </Box>
      )}
    </Box>
  );
}
