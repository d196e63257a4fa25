import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { HealthRow } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';

/** Who vouches for an item and until when. */
export function VerifiedMark({ item }: { item: HealthRow }) {
  const translate = useTranslate();
  const times = useTimes();
  if (item.verifiedUntil === null) {
    return (
      <Box component="span" sx={{ color: 'warning.dark' }}>
        {translate('app.health.never')}
      </Box>
    );
  }
  const lapsed = new Date(item.verifiedUntil) <= new Date();
  const until = times.dayOf(item.verifiedUntil);
  return (
    <Box component="span" data-testid="verified-mark" sx={{ color: lapsed ? 'error.dark' : 'inherit' }}>
      {lapsed
        ? `${item.verifiedByName ?? ''} · ${translate('app.health.lapsed_on', { until })}`
        : translate('app.health.by_until', { name: item.verifiedByName ?? '', until })}
    </Box>
  );
}
