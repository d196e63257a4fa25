import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import {
  Autocomplete,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  MenuItem,
  TextField,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { Item } from '../api/types.ts';
import { useAnnotationsApi } from './annotations-api.ts';

const formats = ['chat', 'classifier'] as const;
const splits = ['all', 'train', 'test'] as const;
const mostHeldOut = 90;

/** Lets those who may take what was annotated away, as JSON lines to train with. */
export function ExportAnnotations() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [open, setOpen] = useState(false);
  if (!permissions.includes('annotations:export')) return null;
  return (
    <>
      <Button startIcon={<DownloadIcon />} onClick={() => setOpen(true)} data-testid="export-annotations">
        {translate('app.annotations.export.open')}
      </Button>
      {open && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ onClose }: { onClose: () => void }) {
  const translate = useTranslate();
  const [format, setFormat] = useState<(typeof formats)[number]>('chat');
  const [split, setSplit] = useState<(typeof splits)[number]>('all');
  const [heldOut, setHeldOut] = useState('20');
  const [scenario, setScenario] = useState<Item | null>(null);
  const percent = Number(heldOut);
  const valid = heldOut.trim() !== '' && percent >= 0 && percent <= mostHeldOut;
  const query = new URLSearchParams({
    format,
    heldOut: String(percent / 100),
    ...(split === 'all' ? {} : { split }),
    ...(scenario ? { scenarioId: scenario.id } : {}),
  });
  const choice = <V extends string>(name: string, values: readonly V[], value: V, onChange: (value: V) => void) => (
    <TextField
      select
      fullWidth
      label={translate(`app.annotations.export.${name}`)}
      value={value}
      onChange={(event) => onChange(event.target.value as V)}
    >
      {values.map((one) => (
        <MenuItem key={one} value={one}>
          {translate(`app.annotations.export.${name}_${one}`)}
        </MenuItem>
      ))}
    </TextField>
  );
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="export-title">
      <DialogTitle id="export-title">{translate('app.annotations.export.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 0.5 }}>
        <Typography variant="body2" color="textSecondary">
          {translate('app.annotations.export.hint')}
        </Typography>
        {choice('format', formats, format, setFormat)}
        <ScenarioChoice value={scenario} onChange={setScenario} />
        <TextField
          fullWidth
          type="number"
          label={translate('app.annotations.export.held_out')}
          helperText={translate('app.annotations.export.held_out_hint')}
          value={heldOut}
          error={!valid}
          onChange={(event) => setHeldOut(event.target.value)}
          slotProps={{ htmlInput: { min: 0, max: mostHeldOut, 'data-testid': 'held-out' } }}
        />
        {choice('split', splits, split, setSplit)}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        <Button
          variant="contained"
          component="a"
          href={`/v1/annotation-export?${query}`}
          download
          disabled={!valid}
          onClick={onClose}
          startIcon={<DownloadIcon />}
          data-testid="export-download"
        >
          {translate('app.annotations.export.download')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function ScenarioChoice({ value, onChange }: { value: Item | null; onChange: (scenario: Item | null) => void }) {
  const translate = useTranslate();
  const api = useAnnotationsApi();
  const [words, setWords] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['export-scenarios', words],
    queryFn: () => api.items('scenario', words),
    placeholderData: (before) => before,
  });
  return (
    <Autocomplete
      options={data}
      loading={isFetching}
      value={value}
      getOptionLabel={({ label }) => label}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      filterOptions={(options) => options}
      onChange={(_event, chosen) => onChange(chosen)}
      onInputChange={(_event, typed, why) => {
        if (why !== 'reset') setWords(typed.trim());
      }}
      renderInput={(params) => (
        <TextField
          {...params}
          label={translate('app.annotations.export.scenario')}
          placeholder={translate('app.annotations.export.scenario_all')}
        />
      )}
    />
  );
}
