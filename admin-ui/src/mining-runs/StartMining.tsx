import { Checkbox, FormControlLabel, MenuItem, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { useHttp } from '../api/http-context.ts';
import type { Collections, MiningRun } from '../api/types.ts';
import { FormDialog } from '../evaluations/FormDialog.tsx';

const finenesses = ['coarse', 'normal', 'fine'] as const;

interface StartMiningProps {
  readonly onClose: () => void;
  readonly onStarted: (run: MiningRun) => void;
}

/** Which calls are mined, and how finely. */
export function StartMining({ onClose, onStarted }: StartMiningProps) {
  const translate = useTranslate();
  const http = useHttp();
  const { data } = useQuery({
    queryKey: ['collections'],
    queryFn: async () => (await http.json('GET', 'collections', {})) as Collections,
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [fineness, setFineness] = useState<(typeof finenesses)[number]>('normal');
  const [since, setSince] = useState('');
  const [dryRun, setDryRun] = useState(false);
  const collectionId = chosen ?? data?.items[0]?.id ?? '';
  const start = useMutation({
    mutationFn: async () =>
      (await http.json('POST', 'mining-runs', {
        json: { collectionId, fineness, dryRun, since: since === '' ? null : new Date(since).toISOString() },
      })) as MiningRun,
    onSuccess: (run) => {
      onClose();
      onStarted(run);
    },
  });
  return (
    <FormDialog
      title={translate('app.mining_runs.start')}
      action={translate('app.mining_runs.begin')}
      error={start.error}
      busy={start.isPending}
      ready={collectionId !== ''}
      onSubmit={() => start.mutate()}
      onClose={onClose}
    >
      <Typography variant="body2" color="textSecondary">
        {translate('app.mining_runs.hint')}
      </Typography>
      <TextField
        select
        margin="dense"
        label={translate('app.mining_runs.collection')}
        value={collectionId}
        onChange={(event) => setChosen(event.target.value)}
      >
        {(data?.items ?? []).map(({ id, name }) => (
          <MenuItem key={id} value={id}>
            {name}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        label={translate('app.mining_runs.fineness')}
        value={fineness}
        onChange={(event) => setFineness(event.target.value as typeof fineness)}
      >
        {finenesses.map((each) => (
          <MenuItem key={each} value={each}>
            {translate(`app.mining_runs.finenesses.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        type="datetime-local"
        label={translate('app.mining_runs.since')}
        value={since}
        onChange={(event) => setSince(event.target.value)}
        slotProps={{ inputLabel: { shrink: true } }}
      />
      <FormControlLabel
        control={<Checkbox checked={dryRun} onChange={(event) => setDryRun(event.target.checked)} />}
        label={translate('app.mining_runs.dry_run')}
      />
    </FormDialog>
  );
}
