import { Autocomplete, Box, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { PracticeCall } from '../api/types.ts';
import { clock } from '../i18n/times.ts';

const onDark = {
  width: 330,
  '& .MuiOutlinedInput-root': { bgcolor: '#1b4150', color: '#ffffff', py: '1px !important' },
  '& fieldset': { borderColor: '#456270' },
  '& .MuiSvgIcon-root': { color: '#cfe0e6' },
  '& input::placeholder': { color: '#cfe0e6', opacity: 1 },
};

/** Past calls to play, found by words of their titles. */
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
  const asked = useDeferredValue(words === chosen?.title ? '' : words.trim());
  const calls = useQuery({
    queryKey: ['practice-calls', 'found', asked],
    queryFn: () => api.practiceCalls(asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const label = translate('app.live.choose');
  return (
    <Autocomplete
      size="small"
      sx={onDark}
      disableClearable={chosen !== null}
      options={[...(calls.data ?? [])]}
      loading={calls.isPending}
      value={chosen}
      inputValue={words}
      onInputChange={(_, next) => setWords(next)}
      onChange={(_, next) => next && onChoose(next)}
      getOptionLabel={(call) => call.title}
      getOptionKey={(call) => call.id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
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
        <Box component="li" key={key} {...props} sx={{ display: 'flex', gap: 1.5 }}>
          <Box component="span" sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {call.title}
          </Box>
          {call.durationMs !== null && (
            <Box component="span" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
              {clock(call.durationMs)}
            </Box>
          )}
        </Box>
      )}
    />
  );
}
