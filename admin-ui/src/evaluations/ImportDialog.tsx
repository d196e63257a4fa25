import { Button, FormControlLabel, Switch, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Evaluation } from '../api/types.ts';
import { useEvaluationsApi } from './evaluations-api.ts';
import { FormDialog } from './FormDialog.tsx';

interface ImportDialogProps {
  readonly evaluation: Evaluation;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Reads questions from a JSONL or CSV file; says by its line what is wrong with it. */
export function ImportDialog({ evaluation, onClose, onSaved }: ImportDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const api = useEvaluationsApi();
  const [file, setFile] = useState<File | null>(null);
  const [replace, setReplace] = useState(false);
  const read = useMutation({
    mutationFn: async () => {
      const text = (await file?.text()) ?? '';
      const format = /\.(csv|tsv)$/i.test(file?.name ?? '') ? 'csv' : 'jsonl';
      return api.importFile(evaluation, { format, text, replace });
    },
    onSuccess: ({ questions }) => {
      notify('app.evaluations.imported', { type: 'success', messageArgs: { smart_count: questions } });
      onClose();
      onSaved();
    },
  });
  return (
    <FormDialog
      title={translate('app.evaluations.import')}
      action={translate('app.evaluations.import')}
      error={read.error}
      busy={read.isPending}
      ready={file !== null}
      onSubmit={() => read.mutate()}
      onClose={onClose}
    >
      <Typography variant="body2" color="textSecondary">
        {translate('app.evaluations.import_hint')}
      </Typography>
      <Button component="label" variant="outlined" sx={{ justifySelf: 'start' }}>
        {file?.name ?? translate('app.evaluations.choose_file')}
        <input
          type="file"
          hidden
          accept=".csv,.tsv,.jsonl,.ndjson"
          data-testid="import-file"
          onChange={({ target }) => {
            setFile(target.files?.[0] ?? null);
            read.reset();
          }}
        />
      </Button>
      <FormControlLabel
        control={<Switch checked={replace} onChange={(_, on) => setReplace(on)} />}
        label={translate('app.evaluations.replace')}
      />
    </FormDialog>
  );
}
