import AttestIcon from '@mui/icons-material/RecordVoiceOverOutlined';
import { Button, Dialog, DialogContent, DialogTitle, Snackbar, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { AttestationWords } from '../api/types.ts';
import { AttestationForm } from './AttestationForm.tsx';

interface HowIHandledItProps {
  /** The call that is under way; null: none. */
  readonly callId: string | null;
  /** What stands on the screen at the moment. */
  readonly about: { readonly itemId: string; readonly headline: string } | null;
}

/** Lets an agent say in a call how they handled it; what was on the screen when they began goes with it. */
export function HowIHandledIt({ callId, about }: HowIHandledItProps) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const { permissions = [] } = usePermissions<Permissions>();
  // What it is about is what stood there when the agent began to write, whatever comes meanwhile.
  const [open, setOpen] = useState<HowIHandledItProps | null>(null);
  const [saved, setSaved] = useState(false);
  const attest = useMutation({
    mutationFn: (words: AttestationWords) =>
      api.attest({
        ...words,
        ...(open?.callId ? { callId: open.callId } : {}),
        ...(open?.about ? { about: { itemId: open.about.itemId } } : {}),
      }),
    onSuccess: () => {
      setOpen(null);
      setSaved(true);
    },
  });
  if (callId === null || !permissions.includes('attestations:write')) return null;
  return (
    <>
      <Button
        size="small"
        sx={{ flexShrink: 0 }}
        startIcon={<AttestIcon />}
        onClick={() => {
          attest.reset();
          setOpen({ callId, about });
        }}
        data-testid="how-i-handled-it"
      >
        {translate('app.attestations.how_i_handled_it')}
      </Button>
      <Dialog open={open !== null} onClose={() => setOpen(null)} fullWidth maxWidth="sm">
        <DialogTitle>{translate('app.attestations.how_i_handled_it')}</DialogTitle>
        <DialogContent>
          <Typography variant="body2" color="textSecondary" sx={{ mb: 2 }}>
            {open?.about
              ? translate('app.attestations.about', { label: open.about.headline })
              : translate('app.attestations.attest_hint')}
          </Typography>
          <AttestationForm
            submitLabel={translate('app.attestations.save')}
            busy={attest.isPending}
            error={attest.error}
            onSubmit={(words) => attest.mutate(words)}
          >
            <Button onClick={() => setOpen(null)}>{translate('ra.action.cancel')}</Button>
          </AttestationForm>
        </DialogContent>
      </Dialog>
      <Snackbar
        open={saved}
        anchorOrigin={{ vertical: 'top', horizontal: 'center' }}
        autoHideDuration={4_000}
        onClose={() => setSaved(false)}
        message={translate('app.attestations.saved')}
      />
    </>
  );
}
