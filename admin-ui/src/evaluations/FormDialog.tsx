import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface FormDialogProps {
  readonly title: string;
  readonly action: string;
  /** Why the last try failed; null: it did not. */
  readonly error: unknown;
  readonly busy: boolean;
  readonly ready: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog with fields, one action, and what the service refuses about them. */
export function FormDialog({ title, action, error, busy, ready, onSubmit, onClose, children }: FormDialogProps) {
  const translate = useTranslate();
  const problem = useProblemText();
  const refusal = error ? problem(error) : null;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSubmit();
        }}
      >
        <DialogTitle>{title}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
          {children}
          {refusal && (
            <Alert severity="error" sx={{ whiteSpace: 'pre-line', maxHeight: 220, overflow: 'auto' }}>
              {[refusal.title, refusal.hint].filter(Boolean).join('\n')}
            </Alert>
          )}
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
          <Button type="submit" variant="contained" disabled={busy || !ready} data-testid="dialog-submit">
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
