import { Button, Dialog, DialogContent, DialogTitle, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useDataProvider, useNotify, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { AttestationWords } from '../api/types.ts';
import { AttestationForm } from '../attestations/AttestationForm.tsx';

interface AttestDialogProps {
  /** The scenario that the call was labelled with, if it was. */
  readonly about: { readonly itemId: string; readonly name: string } | null;
  readonly onClose: () => void;
}

/** "Here is how I do it": the expert's own words, about the scenario of the call. */
export function AttestDialog({ about, onClose }: AttestDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const api = useDataProvider<CoachDataProvider>();
  const attest = useMutation({
    mutationFn: (words: AttestationWords) =>
      api.attest({ ...words, ...(about ? { about: { itemId: about.itemId } } : {}) }),
    onSuccess: () => {
      notify('app.attestations.saved', { type: 'success' });
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>{translate('app.annotations.how_i_do_it')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 2 }}>
          {about
            ? translate('app.attestations.about', { label: about.name })
            : translate('app.attestations.attest_hint')}
        </Typography>
        <AttestationForm
          submitLabel={translate('app.attestations.save')}
          busy={attest.isPending}
          error={attest.error}
          onSubmit={(words) => attest.mutate(words)}
        >
          <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
        </AttestationForm>
      </DialogContent>
    </Dialog>
  );
}
