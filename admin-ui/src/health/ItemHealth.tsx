import { Box, Chip, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Item } from '../api/types.ts';
import { useHealthApi } from './health-api.ts';
import { VerifiedMark } from './VerifiedMark.tsx';
import { VerifyButton } from './VerifyButton.tsx';

/** Whether an item is still right: who vouches for it, how it is used, what contradicts it. Nothing for what is not in force. */
export function ItemHealth({ item }: { item: Item }) {
  const api = useHealthApi();
  const translate = useTranslate();
  const { data, refetch } = useQuery({
    queryKey: ['items', item.id, 'health', item.version, item.state],
    queryFn: () => api.item(item.id),
  });
  if (!data) return null;
  return (
    <Paper
      component="section"
      aria-label={translate('app.health.panel')}
      data-testid="item-health"
      sx={{ border: 1, borderColor: 'divider', px: 2, py: 1, display: 'grid', gap: 0.75 }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2, rowGap: 0.5 }}>
        <Typography variant="subtitle2" component="h2" sx={{ m: 0 }}>
          {translate('app.health.panel')}
        </Typography>
        <Box sx={{ fontSize: '.9rem', flex: 1, minWidth: 160 }}>
          <VerifiedMark item={data} />
        </Box>
        <Typography variant="body2" color="textSecondary">
          {translate('app.health.column.calls')}: {data.calls} · {translate('app.health.column.feedback')}: {data.used}{' '}
          / {data.dismissed} / {data.wrong}
        </Typography>
        <VerifyButton item={data} onDone={() => void refetch()} />
      </Box>
      {data.conflictsWith.map(({ itemId, label }) => (
        <Box key={itemId} sx={{ fontSize: '.9rem' }}>
          <Chip size="small" color="error" variant="outlined" label={translate('app.health.queue.conflicting')} />{' '}
          <Link to={`/items/${encodeURIComponent(itemId)}/show`}>{label}</Link>
        </Box>
      ))}
    </Paper>
  );
}
