import { Alert, Box, Button, TextField, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { AttestationWords } from '../api/types.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface AttestationFormProps {
  readonly initial?: AttestationWords;
  readonly submitLabel: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (words: AttestationWords) => void;
  /** Beside the button that sends it. */
  readonly children?: ReactNode;
}

/** Where experts write how they handle something. */
export function AttestationForm({ initial, submitLabel, busy, error, onSubmit, children }: AttestationFormProps) {
  const translate = useTranslate();
  const problem = useProblemText();
  const [title, setTitle] = useState(initial?.title ?? '');
  const [text, setText] = useState(initial?.text ?? '');
  const submit = () => onSubmit({ text: text.trim(), ...(title.trim() === '' ? {} : { title: title.trim() }) });
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') submit();
      }}
      sx={{ display: 'grid', gap: 1.5 }}
    >
      <TextField
        fullWidth
        multiline
        autoFocus
        minRows={5}
        maxRows={16}
        margin="none"
        label={translate('app.attestations.text')}
        helperText={translate('app.attestations.text_hint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 20_000, 'data-testid': 'attestation-text' } }}
      />
      <TextField
        fullWidth
        margin="none"
        label={translate('app.attestations.title')}
        helperText={translate('app.attestations.title_hint')}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 300 } }}
      />
      {error ? (
        <Alert severity="error">
          <Typography variant="body2">{problem(error).title}</Typography>
        </Alert>
      ) : null}
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end' }}>
        {children}
        <Button type="submit" variant="contained" disabled={busy || text.trim() === ''}>
          {submitLabel}
        </Button>
      </Box>
    </Box>
  );
}
