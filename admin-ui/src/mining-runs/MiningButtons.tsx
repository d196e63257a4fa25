import { Alert, Box, Button } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import { useHttp } from '../api/http-context.ts';
import type { MiningRun } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

type Move = 'pause' | 'resume' | 'cancel';

const offered: Readonly<Partial<Record<MiningRun['status'], readonly Move[]>>> = {
  queued: ['pause', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
};

/** To have a mining wait, go on, or end. */
export function MiningButtons({ run, onChanged }: { run: MiningRun; onChanged: () => void }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const http = useHttp();
  const { permissions = [] } = usePermissions<Permissions>();
  const move = useMutation({
    mutationFn: (what: Move) => http.json('POST', `mining-runs/${encodeURIComponent(run.id)}/${what}`, { json: {} }),
    onSettled: onChanged,
  });
  if (!permissions.includes('ingest:run')) return null;
  const refusal = move.error ? problem(move.error) : null;
  return (
    <Box sx={{ ml: 'auto', display: 'flex', gap: 1, alignItems: 'center' }}>
      {refusal && <Alert severity="error">{[refusal.title, refusal.hint].filter(Boolean).join(' ')}</Alert>}
      {(offered[run.status] ?? []).map((what) => (
        <Button
          key={what}
          size="small"
          variant="outlined"
          color={what === 'cancel' ? 'error' : 'primary'}
          disabled={move.isPending}
          onClick={() => move.mutate(what)}
        >
          {translate(`app.mining_runs.${what}`)}
        </Button>
      ))}
    </Box>
  );
}
