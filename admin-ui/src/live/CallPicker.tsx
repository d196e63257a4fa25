import { Autocomplete, Box, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import { languages } from '../../../graph-schema/index.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { PracticeCall } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';

const onDark = {
  width: 330,
  '& .MuiOutlinedInput-root': { bgcolor: '#1b4150', color: '#ffffff', py: '1px !important' },
  '& fieldset': { borderColor: '#456270' },
  '& .MuiSvgIcon-root': { color: '#cfe0e6' },
  '& input::placeholder': { color: '#cfe0e6', opacity: 1 },
};

/** Past calls to play, found by their titles or by anything that was said in them. */
export function CallPicker({
  chosen,
  onChoose,
}: {
  chosen: PracticeCall | null;
  onChoose: (call: PracticeCall) => void;
}) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const [words, setWords] = useState('');
  const wanted = words === chosen?.title ? '' : words.trim();
  const asked = useDeferredValue(wanted);
  const calls = useQuery({
    queryKey: ['practice-calls', 'found', asked],
    queryFn: () => api.practiceCalls(asked),
    staleTime: 60_000,
  });
  const label = translate('app.live.choose');
  return (
    <Autocomplete
      size="small"
      sx={onDark}
      disableClearable={chosen !== null}
      // What was found for other words must not slip under the pointer.
      options={asked === wanted ? [...(calls.data ?? [])] : []}
      loading={calls.isPending || asked !== wanted}
      value={chosen}
      inputValue={words}
      onInputChange={(_, next) => setWords(next)}
      onChange={(_, next) => next && onChoose(next)}
      getOptionLabel={(call) => call.title}
      getOptionKey={(call) => call.id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      slotProps={{
        popper: { placement: 'bottom-start', sx: { minWidth: 520 } },
        paper: { sx: { mt: 0.5, border: 1, borderColor: 'divider', boxShadow: 8 } },
      }}
      filterOptions={(options) => options}
      noOptionsText={translate(asked === '' ? 'app.live.no_calls' : 'app.empty.filtered')}
      loadingText={translate('ra.page.loading')}
      data-testid="live-call"
      renderInput={({ slotProps, ...params }) => (
        <TextField
          {...params}
          margin="none"
          placeholder={label}
          slotProps={{ ...slotProps, htmlInput: { ...slotProps.htmlInput, 'aria-label': label } }}
        />
      )}
      renderOption={({ key, ...props }, call) => (
        <Box component="li" key={key} {...props}>
          <CallOption call={call} />
        </Box>
      )}
    />
  );
}

/** A call in two lines: which one, and how the customer begins. */
function CallOption({ call }: { call: PracticeCall }) {
  const labels = useLabels();
  const about = [
    call.language && labels.of(languages, call.language),
    call.durationMs !== null && clock(call.durationMs),
  ].filter((part) => typeof part === 'string');
  return (
    <Box sx={{ minWidth: 0, flex: 1 }} data-testid="call-option">
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'baseline' }}>
        <Typography component="span" variant="body2" noWrap sx={{ flex: 1, fontWeight: 650 }}>
          {call.title}
        </Typography>
        <Typography
          component="span"
          variant="caption"
          color="textSecondary"
          sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}
        >
          {about.join(' · ')}
        </Typography>
      </Box>
      <Typography variant="body2" color="textSecondary" noWrap>
        <PassageText text={call.opening} />
      </Typography>
    </Box>
  );
}
