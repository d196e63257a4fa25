import { Autocomplete, Box, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { useHttp } from '../api/http-context.ts';
import type { Item, Page } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import type { ShownGraph } from './shown-graph.ts';

interface ItemPickerProps {
  readonly label: string;
  /** An item's id; empty: none. */
  readonly value: string;
  /** Names the item without a question to the service. */
  readonly known: ShownGraph;
  onPick(id: string): void;
}

type Choice = Pick<Item, 'id' | 'kind'> & { readonly label: string | null };

/** Finds an item by words of its name. */
export function ItemPicker({ label, value, known, onPick }: ItemPickerProps) {
  const translate = useTranslate();
  const http = useHttp();
  const [words, setWords] = useState('');
  const found = useQuery({
    queryKey: ['graph', 'search', words],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const params = new URLSearchParams({ perPage: '30', sort: 'label', order: 'asc' });
      if (words.trim() !== '') params.set('q', words.trim());
      return ((await http.json('GET', 'items', { query: params.toString() })) as Page<Item>).items;
    },
  });
  const named = known.nodes.get(value);
  const lookedUp = useQuery({
    queryKey: ['graph', 'named', value],
    enabled: value !== '' && !named,
    queryFn: async () => (await http.json('GET', `items/${encodeURIComponent(value)}`)) as Item,
  });
  const picked: Choice | null = value === '' ? null : (named ?? lookedUp.data ?? null);
  return (
    <Autocomplete<Choice>
      size="small"
      sx={{ width: 225 }}
      options={[...(found.data ?? [])]}
      value={picked}
      inputValue={words}
      onInputChange={(_, text) => setWords(text)}
      onChange={(_, choice) => onPick(choice?.id ?? '')}
      filterOptions={(options) => options}
      getOptionKey={({ id }) => id}
      getOptionLabel={(choice) => choice.label ?? choice.id}
      isOptionEqualToValue={(one, other) => one.id === other.id}
      noOptionsText={translate('app.graph.none_found')}
      renderInput={(params) => <TextField {...params} margin="none" label={label} />}
      renderOption={({ key, ...props }, choice) => (
        <Box component="li" key={key} {...props} sx={{ display: 'flex', gap: 1, fontSize: '.9rem' }}>
          <KindChip kind={choice.kind} />
          <span>{choice.label}</span>
        </Box>
      )}
    />
  );
}
