import { Box, Paper, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useDataProvider, useTranslate } from 'react-admin';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { AttestationWords } from '../api/types.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { AttestationForm } from './AttestationForm.tsx';

/** The page on which an expert says how they handle something. */
export function AttestationCreate() {
  const translate = useTranslate();
  const navigate = useNavigate();
  // A question that nothing answered yet is what it is about.
  const title = useSearchParams()[0].get('title');
  const api = useDataProvider<CoachDataProvider>();
  const attest = useMutation({
    mutationFn: (words: AttestationWords) => api.attest(words),
    onSuccess: ({ id }) => navigate(`/attestations/${encodeURIComponent(id)}/show`, { state: { _scrollToTop: true } }),
  });
  return (
    <Box sx={{ maxWidth: 760, pt: 1.5, pb: 4, display: 'grid', gap: 2 }}>
      <PageTitle title={translate('app.attestations.attest')} />
      <Box>
        <Typography variant="h5" component="h1">
          {translate('app.attestations.attest')}
        </Typography>
        <Typography variant="body2" color="textSecondary">
          {translate('app.attestations.attest_hint')}
        </Typography>
      </Box>
      <Paper sx={{ border: 1, borderColor: 'divider', p: 2.5 }}>
        <AttestationForm
          {...(title ? { initial: { title, text: '' } } : {})}
          submitLabel={translate('app.attestations.save')}
          busy={attest.isPending}
          error={attest.error}
          onSubmit={(words) => attest.mutate(words)}
        />
      </Paper>
    </Box>
  );
}
