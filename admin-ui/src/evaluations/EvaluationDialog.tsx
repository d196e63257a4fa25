import { MenuItem, TextField } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { type Language, languages } from '../../../graph-schema/index.ts';
import type { Evaluation } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { useEvaluationsApi } from './evaluations-api.ts';
import { FormDialog } from './FormDialog.tsx';

interface EvaluationDialogProps {
  /** Absent: a new one. */
  readonly evaluation?: Evaluation;
  readonly onClose: () => void;
  readonly onSaved: (saved: Evaluation) => void;
}

/** Names and describes a question set. */
export function EvaluationDialog({ evaluation, onClose, onSaved }: EvaluationDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const labels = useLabels();
  const api = useEvaluationsApi();
  const [said, setSaid] = useState({
    name: evaluation?.name ?? '',
    description: evaluation?.description ?? '',
    language: (evaluation?.language ?? null) as Language | null,
  });
  const save = useMutation({
    mutationFn: () => (evaluation ? api.change(evaluation, said) : api.create(said)),
    onSuccess: (saved) => {
      notify('app.evaluations.saved', { type: 'success' });
      onClose();
      onSaved(saved);
    },
  });
  return (
    <FormDialog
      title={translate(evaluation ? 'app.evaluations.edit' : 'app.evaluations.create')}
      action={translate('ra.action.save')}
      error={save.error}
      busy={save.isPending}
      ready={said.name.trim() !== ''}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField
        autoFocus
        required
        margin="dense"
        label={translate('resources.evaluations.fields.name')}
        value={said.name}
        onChange={(event) => setSaid({ ...said, name: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 200, 'data-testid': 'evaluation-name' } }}
      />
      <TextField
        select
        label={translate('resources.evaluations.fields.language')}
        value={said.language ?? ''}
        onChange={({ target }) =>
          setSaid({ ...said, language: target.value === '' ? null : (target.value as Language) })
        }
      >
        <MenuItem value="">{translate('app.evaluations.any_language')}</MenuItem>
        {languages.values.map((language) => (
          <MenuItem key={language} value={language}>
            {labels.of(languages, language)}
          </MenuItem>
        ))}
      </TextField>
    </FormDialog>
  );
}
