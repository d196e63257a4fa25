import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface FormDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly error: unknown;
  readonly pending: boolean;
  readonly disabled?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A short form over the page, with what was refused below its fields. */
export function FormDialog({ title, submit, error, pending, disabled, onSubmit, onClose, children }: FormDialogProps) {
  const translate = useTranslate();
  const problem = useProblemText();
  const refusal = error ? problem(error) : null;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          {children}
          {refusal && (
            <Alert severity="error" sx={{ mt: 1, whiteSpace: 'pre-line' }}>
              {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={pending || disabled === true} data-testid="dialog-submit">
            {submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
