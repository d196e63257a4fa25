import SourceIcon from '@mui/icons-material/FormatQuoteOutlined';
import { Alert, Box, Breadcrumbs, Button, MenuItem, Paper, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDataProvider, useNotify, useTranslate } from 'react-admin';
import { Link, useNavigate } from 'react-router-dom';
import { type EvidenceKind, evidenceKinds } from '../../../graph-schema/index.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { withEdits } from '../content/content-edit.ts';
import { type ContentField, contentFields } from '../content/content-fields.ts';
import { FieldInput } from '../content/FieldInput.tsx';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { useLabels } from '../i18n/use-labels.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import {
  type Certainty,
  certainties,
  type HandMadeKind,
  handMadeKinds,
  mainField,
  newProposal,
} from './new-proposal.ts';
import { type ChosenEvidence, useChosenEvidence } from './use-chosen-evidence.ts';

/** Something new, proposed by a person on words of a source. */
export function ProposalCreate() {
  const translate = useTranslate();
  const evidence = useChosenEvidence();
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={translate('app.propose.title')} />
      <Box component="header" sx={{ pt: 1.5, pb: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/proposals">{translate('resources.proposals.name', { smart_count: 2 })}</Link>
        </Breadcrumbs>
        <Typography variant="h5" component="h1">
          {translate('app.propose.title')}
        </Typography>
      </Box>
      {evidence.isPending && <LoadingMessage />}
      {evidence.error && <ErrorMessage error={evidence.error} onRetry={() => void evidence.refetch()} />}
      {evidence.data === null && <NoEvidence />}
      {evidence.data && <NewItemForm evidence={evidence.data} />}
    </Box>
  );
}

function NoEvidence() {
  const translate = useTranslate();
  return (
    <StateMessage
      icon={<SourceIcon />}
      title={translate('app.propose.choose_first')}
      hint={translate('app.propose.choose_hint')}
      action={
        <Button component={Link} to="/sources" variant="outlined">
          {translate('resources.sources.name', { smart_count: 2 })}
        </Button>
      }
    />
  );
}

// The source tells the language, and what is measured is not typed in.
const offered = (kind: HandMadeKind) =>
  contentFields(kind).filter(({ name, form }) => name !== 'language' && name !== 'order' && form !== 'effect');

function NewItemForm({ evidence }: { evidence: ChosenEvidence }) {
  const translate = useTranslate();
  const labels = useLabels();
  const words = evidence.quotes.map(({ quote }) => quote).join('\n');
  const [kind, setKind] = useState<HandMadeKind>('script');
  // By name, so that what two kinds have in common is not lost when the kind changes.
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const [evidenceKind, setEvidenceKind] = useState<EvidenceKind>('supports');
  const [certainty, setCertainty] = useState<Certainty>('medium');
  const [rationale, setRationale] = useState('');
  const textOf = ({ name }: ContentField) => texts.get(name) ?? (name === mainField[kind] ? words : '');
  const { send, sending, refusal } = useSendProposal();
  const submit = () => {
    const content = withEdits({}, new Map(offered(kind).map((field) => [field, textOf(field)])));
    const { language, spans } = evidence;
    send(newProposal({ kind, content, language, rationale, certainty, evidenceKind, spans }));
  };
  return (
    <Box
      component="form"
      data-testid="propose-form"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        submit();
      }}
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 380px' },
        gap: 2,
        alignItems: 'start',
      }}
    >
      <Paper sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 0.5 }}>
        <TextField
          select
          autoFocus
          label={translate('resources.items.fields.kind')}
          value={kind}
          onChange={(event) => setKind(event.target.value as HandMadeKind)}
        >
          {handMadeKinds.map((one) => (
            <MenuItem key={one} value={one}>
              {labels.kind(one)}
            </MenuItem>
          ))}
        </TextField>
        {offered(kind).map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            text={textOf(field)}
            onChange={(text) => setTexts(new Map(texts).set(field.name, text))}
          />
        ))}
      </Paper>
      <Paper sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1 }}>
        <Typography variant="subtitle2" component="h2">
          {translate('app.evidence.title')}
        </Typography>
        <EvidenceList evidence={evidence.quotes.map((quote) => ({ ...quote, kind: evidenceKind }))} />
        <TextField
          select
          label={translate('app.propose.evidence_kind')}
          value={evidenceKind}
          onChange={(event) => setEvidenceKind(event.target.value as EvidenceKind)}
        >
          {labels.choices(evidenceKinds).map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={translate('app.confidence')}
          value={certainty}
          onChange={(event) => setCertainty(event.target.value as Certainty)}
        >
          {(Object.keys(certainties) as Certainty[]).map((one) => (
            <MenuItem key={one} value={one}>
              {translate(`app.propose.certainty.${one}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          multiline
          minRows={2}
          label={translate('app.propose.rationale')}
          value={rationale}
          onChange={(event) => setRationale(event.target.value)}
          slotProps={{ htmlInput: { maxLength: 4_000 } }}
        />
        {refusal && (
          <Alert severity="error" sx={{ whiteSpace: 'pre-line' }}>
            {refusal}
          </Alert>
        )}
        <Button type="submit" variant="contained" size="large" disabled={sending} data-testid="propose-send">
          {translate('app.propose.send')}
        </Button>
        <Typography variant="caption" color="textSecondary">
          {translate('app.propose.review_hint')}
        </Typography>
      </Paper>
    </Box>
  );
}

function useSendProposal() {
  const api = useDataProvider<CoachDataProvider>();
  const navigate = useNavigate();
  const notify = useNotify();
  const problem = useProblemText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: api.propose,
    onSuccess: ({ id }) => {
      notify('app.propose.done', { type: 'success' });
      navigate(`/proposals/${encodeURIComponent(id)}/show`, { replace: true });
    },
  });
  const text = error ? problem(error) : null;
  return { send: mutate, sending: isPending, refusal: text && [text.title, text.hint].filter(Boolean).join('\n') };
}
