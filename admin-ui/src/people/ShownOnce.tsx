import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

interface ShownOnceProps {
  readonly title: string;
  readonly hint: string;
  readonly label: string;
  readonly text: string;
  readonly onClose: () => void;
}

/** A secret that nobody is told a second time, to be copied and passed on. */
export function ShownOnce({ title, hint, label, text, onClose }: ShownOnceProps) {
  const translate = useTranslate();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  return (
    <Dialog open fullWidth maxWidth="sm" data-testid="shown-once">
      <DialogTitle>{title}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {hint}
        </Alert>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <TextField
            fullWidth
            label={label}
            value={text}
            onFocus={(event) => event.target.select()}
            slotProps={{ htmlInput: { readOnly: true, 'data-testid': 'secret', style: { fontFamily: 'monospace' } } }}
          />
          {'clipboard' in navigator && (
            <Button startIcon={<CopyIcon />} onClick={() => void copy()}>
              {translate(copied ? 'app.people.copied' : 'app.people.copy')}
            </Button>
          )}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="contained" onClick={onClose} data-testid="close-secret">
          {translate('app.people.noted')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
