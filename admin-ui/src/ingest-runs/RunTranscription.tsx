import { Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDataProvider, useLocale, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';

/** What transcribing the recordings of a run took; nothing where it had none. */
export function RunTranscription({ runId, progress }: { runId: string; progress: string | number }) {
  const translate = useTranslate();
  const locale = useLocale();
  const api = useDataProvider<CoachDataProvider>();
  const found = useQuery({
    queryKey: ['ingest-runs', runId, 'transcription', progress],
    queryFn: () => api.runTranscription(runId),
    placeholderData: (before) => before,
  });
  const { items = [], budgetMinutes = null } = found.data ?? {};
  if (items.length === 0) return null;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', px: 2, py: 1.5 }} data-testid="run-transcription">
      <Typography variant="subtitle2" component="h2">
        {translate('app.recording.transcribed')}
      </Typography>
      {items.map(({ model, currency, requests, minutes, cost, files }) => (
        <Box
          key={`${model} ${currency}`}
          sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, fontSize: '.9rem', fontVariantNumeric: 'tabular-nums' }}
        >
          <span>{model}</span>
          <span>{translate('app.recording.files', { smart_count: files })}</span>
          <span>
            {translate(budgetMinutes === null ? 'app.recording.minutes' : 'app.recording.minutes_of', {
              minutes: minutes.toLocaleString(locale),
              budget: (budgetMinutes ?? 0).toLocaleString(locale),
            })}
          </span>
          <span>{translate('app.recording.requests', { smart_count: requests })}</span>
          {cost !== null && <span>{cost.toLocaleString(locale, { style: 'currency', currency })}</span>}
        </Box>
      ))}
    </Paper>
  );
}
