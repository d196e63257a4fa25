import { Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { useHttp } from '../api/http-context.ts';
import type { MiningLogLine, MiningRun, Page } from '../api/types.ts';
import { When } from '../widgets/When.tsx';

/** What happened in a mining, in order. */
export function MiningLog({ runId, status }: { runId: string; status: MiningRun['status'] }) {
  const translate = useTranslate();
  const http = useHttp();
  const { data } = useQuery({
    queryKey: ['mining-log', runId, status],
    queryFn: async () =>
      (await http.json('GET', `mining-runs/${encodeURIComponent(runId)}/log`, {})) as Page<MiningLogLine>,
  });
  if (!data) return null;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 650, mb: 1 }}>
        {translate('app.mining_runs.log')}
      </Typography>
      <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: '.88rem', display: 'grid', gap: 0.5 }}>
        {data.items.map(({ id, at, event, data: told }) => (
          <Box component="li" key={id} sx={{ display: 'flex', gap: 2 }}>
            <Box sx={{ color: 'text.secondary', minWidth: 170 }}>
              <When at={at} exact />
            </Box>
            <span>
              {translate(`app.mining_runs.event.${event}`, {
                n: told['calls'] ?? told['scenarios'] ?? told['proposals'] ?? 0,
              })}
            </span>
          </Box>
        ))}
      </Box>
    </Paper>
  );
}
