import { Alert, Box, Breadcrumbs, Button, Paper, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useGetIdentity, usePermissions, useTranslate } from 'react-admin';
import { Link, useNavigate } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Attestation, AttestationWords } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { AttestationForm } from './AttestationForm.tsx';

/** An expert's own words: who said them, when, about what; and what can be made of them. */
export function AttestationShow() {
  return (
    <RecordPage<Attestation>>
      {(attestation, reload) => <Reader attestation={attestation} reload={reload} />}
    </RecordPage>
  );
}

interface ReaderProps {
  readonly attestation: Attestation;
  readonly reload: () => void;
}

function Reader({ attestation, reload }: ReaderProps) {
  const translate = useTranslate();
  const times = useTimes();
  const { data: identity } = useGetIdentity();
  const [editing, setEditing] = useState(false);
  const { about, erasedAt } = attestation;
  const own = identity?.id === attestation.authorId && erasedAt === null;
  return (
    <Box sx={{ maxWidth: 860, pb: 4 }}>
      <PageTitle title={attestation.title} />
      <Box component="header" sx={{ pt: 1.5, pb: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/attestations">{translate('resources.attestations.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          <PassageText text={attestation.title} />
        </Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, color: 'text.secondary', fontSize: '.9rem', mt: 0.5 }}>
          <span>{attestation.authorName}</span>
          <span>{times.instant(attestation.createdAt)}</span>
          {attestation.revision > 1 && (
            <span>{translate('app.attestations.revision', { revision: attestation.revision })}</span>
          )}
          {attestation.callId !== null && <span>{translate('app.attestations.in_call')}</span>}
          {about !== null && <span>{translate('app.attestations.about', { label: about.label ?? about.itemId })}</span>}
        </Box>
      </Box>
      {erasedAt !== null && (
        <Alert severity="info" sx={{ mb: 2 }}>
          {translate('app.erased_on', { when: times.instant(erasedAt) })}
        </Alert>
      )}
      {erasedAt === null && (
        <Paper sx={{ border: 1, borderColor: 'divider', p: 2.5, display: 'grid', gap: 2 }}>
          {editing ? (
            <Revision
              attestation={attestation}
              onDone={(changed) => {
                setEditing(false);
                if (changed) reload();
              }}
            />
          ) : (
            <Typography component="div" sx={{ whiteSpace: 'pre-wrap' }}>
              <PassageText text={attestation.text} />
            </Typography>
          )}
          {!editing && <Moves attestation={attestation} own={own} onEdit={() => setEditing(true)} />}
        </Paper>
      )}
    </Box>
  );
}

function Revision({ attestation, onDone }: { attestation: Attestation; onDone: (changed: boolean) => void }) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const revise = useMutation({
    mutationFn: (words: AttestationWords) => api.reviseAttestation(attestation.id, words),
    onSuccess: () => onDone(true),
  });
  return (
    <AttestationForm
      initial={{ title: attestation.title, text: attestation.text }}
      submitLabel={translate('app.attestations.save_revision')}
      busy={revise.isPending}
      error={revise.error}
      onSubmit={(words) => revise.mutate(words)}
    >
      <Button onClick={() => onDone(false)}>{translate('ra.action.cancel')}</Button>
    </AttestationForm>
  );
}

function Moves({ attestation, own, onEdit }: { attestation: Attestation; own: boolean; onEdit: () => void }) {
  const translate = useTranslate();
  const navigate = useNavigate();
  const problem = useProblemText();
  const api = useDataProvider<CoachDataProvider>();
  const { permissions = [] } = usePermissions<Permissions>();
  const propose = useMutation({
    mutationFn: (as: 'script' | 'step') => api.proposeAttestation(attestation.id, as),
    onSuccess: (proposalId) => navigate(`/proposals/${encodeURIComponent(proposalId)}/show`),
  });
  const mayPropose = permissions.includes('proposals:write');
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {propose.error ? <Alert severity="error">{problem(propose.error).title}</Alert> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {mayPropose && (
          <>
            <Button variant="contained" disabled={propose.isPending} onClick={() => propose.mutate('script')}>
              {translate('app.attestations.propose_script')}
            </Button>
            <Button variant="outlined" disabled={propose.isPending} onClick={() => propose.mutate('step')}>
              {translate('app.attestations.propose_step')}
            </Button>
          </>
        )}
        {own && <Button onClick={onEdit}>{translate('app.attestations.revise')}</Button>}
        {permissions.includes('sources:read') && (
          <Button component={Link} to={`/sources/${encodeURIComponent(attestation.id)}/show`}>
            {translate('app.attestations.open_source')}
          </Button>
        )}
      </Box>
    </Box>
  );
}
