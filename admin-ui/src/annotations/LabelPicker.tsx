import { Autocomplete, Dialog, DialogContent, DialogTitle, TextField } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { type AnnotationKind, annotationKinds, annotationValues, otherValue } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { useAnnotationsApi } from './annotations-api.ts';
import type { NewLabel } from './label-edit.ts';

interface LabelPickerProps {
  readonly kind: AnnotationKind;
  readonly onPick: (label: NewLabel, name: string) => void;
  readonly onClose: () => void;
}

interface Option {
  readonly value: string;
  readonly name: string;
}

/** Finds the item that a label names; what the graph does not have is said in words. */
export function LabelPicker({ kind, onPick, onClose }: LabelPickerProps) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  const api = useAnnotationsApi();
  const [words, setWords] = useState('');
  const values = annotationValues[kind];
  const itemKind = 'itemKind' in values ? values.itemKind : null;
  const { data = [], isFetching } = useQuery({
    queryKey: ['annotation-items', kind, words],
    queryFn: async () =>
      itemKind === null ? [] : (await api.items(itemKind, words)).map(({ id, label }) => ({ value: id, name: label })),
    placeholderData: keepPreviousData,
  });
  const typed = words.trim();
  const options: Option[] = [...data, ...(typed === '' ? [] : [{ value: otherValue, name: typed }])];
  const title = vocabulary.of(annotationKinds, kind);
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      slotProps={{ paper: { sx: { alignSelf: 'flex-start', mt: 12 } } }}
    >
      <DialogTitle>{title}</DialogTitle>
      <DialogContent>
        <Autocomplete<Option>
          open
          autoHighlight
          options={options}
          loading={isFetching}
          filterOptions={(all) => all}
          getOptionLabel={({ name }) => name}
          getOptionKey={({ value, name }) => `${value} ${name}`}
          isOptionEqualToValue={(a, b) => a.value === b.value && a.name === b.name}
          onInputChange={(_, text, reason) => reason === 'input' && setWords(text)}
          onChange={(_, option) => {
            if (!option) return;
            onPick({ kind, value: option.value, note: option.value === otherValue ? option.name : '' }, option.name);
          }}
          renderOption={({ key, ...props }, option) => (
            <li key={key} {...props}>
              {option.value === otherValue ? translate('app.annotations.other', { words: option.name }) : option.name}
            </li>
          )}
          noOptionsText={translate('app.annotations.type_words')}
          renderInput={(params) => (
            <TextField {...params} autoFocus label={translate('app.annotations.search')} data-testid="label-search" />
          )}
          slotProps={{ listbox: { sx: { maxHeight: 320 } } }}
        />
      </DialogContent>
    </Dialog>
  );
}
