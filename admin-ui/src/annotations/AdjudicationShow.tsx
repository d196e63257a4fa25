import {
  Alert,
  Box,
  Breadcrumbs,
  Button,
  Paper,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, usePermissions, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import {
  type AnnotationLabel,
  annotationKinds,
  annotationTaskStatuses,
  otherValue,
} from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { RecordingPlayer } from '../sources/RecordingPlayer.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { type AnnotationTask, type ProposedAs, useAnnotationsApi } from './annotations-api.ts';
import { Conversation } from './Conversation.tsx';
import { type Choices, type DifferingLabel, decisionOf, labelsBeside } from './differing-labels.ts';
import { labelColours, labelText } from './label-looks.ts';

/** What two experts say of a call, beside each other, for a third to settle. */
export function AdjudicationShow() {
  const { id = '' } = useParams();
  const api = useAnnotationsApi();
  const { data, error, refetch } = useQuery({ queryKey: ['annotation-tasks', id], queryFn: () => api.task(id) });
  if (!data) return error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />;
  return <Adjudication key={data.etag} task={data} reload={() => void refetch()} />;
}

function Adjudication({ task, reload }: { task: AnnotationTask; reload: () => void }) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useAnnotationsApi();
  const [choices, setChoices] = useState<Choices>({});
  const [note, setNote] = useState('');
  const [seen, setSeen] = useState(0);
  const [busy, setBusy] = useState(false);
  const settled = task.decided !== null;
  const rows = labelsBeside(task.annotations.map(({ labels }) => labels));
  const decision = decisionOf(rows, choices);
  const { data: turns = [] } = useQuery({
    queryKey: ['sources', task.sourceId, 'turns'],
    queryFn: () => api.turns(task.sourceId),
  });
  const decide = async () => {
    if (!decision) return;
    setBusy(true);
    try {
      await api.decide(task.id, task.etag, decision, note);
      notify('app.annotations.settled', { type: 'success' });
      reload();
    } catch (failure) {
      notify(problem(failure).title, { type: 'error' });
    } finally {
      setBusy(false);
    }
  };
  const shown = settled ? (task.decided ?? []) : (task.annotations[seen]?.labels ?? []);
  return (
    <Box sx={{ pt: 1.5, pb: 3 }}>
      <PageTitle title={task.title} />
      <Breadcrumbs sx={{ fontSize: '.85rem' }}>
        <Link to="/annotation-tasks">{translate('resources.annotation-tasks.name', { smart_count: 2 })}</Link>
        <span>{vocabulary.of(annotationTaskStatuses, task.status)}</span>
      </Breadcrumbs>
      <Typography variant="h5" component="h1" sx={{ mb: 1 }}>
        <PassageText text={task.title} />
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 420px' },
          gap: 2,
          alignItems: 'start',
        }}
      >
        <Box sx={{ minWidth: 0 }}>
          {!settled && (
            <ToggleButtonGroup
              size="small"
              exclusive
              value={seen}
              onChange={(_, expert: number | null) => expert !== null && setSeen(expert)}
              sx={{ mb: 1 }}
              aria-label={translate('app.annotations.whose')}
            >
              {task.annotations.map(({ expert }, n) => (
                <ToggleButton key={expert} value={n} data-testid={`expert-${expert}`}>
                  {translate('app.annotations.expert', { expert })}
                </ToggleButton>
              ))}
            </ToggleButtonGroup>
          )}
          <RecordingPlayer sourceId={task.sourceId}>
            <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }}>
              <Conversation turns={turns} labels={shown} names={task.names} />
            </Paper>
          </RecordingPlayer>
        </Box>
        <Paper
          sx={{
            border: 1,
            borderColor: 'divider',
            p: 1.5,
            position: 'sticky',
            top: 56,
            maxHeight: 'calc(100vh - 72px)',
            overflow: 'auto',
          }}
        >
          {settled ? (
            <Settled task={task} />
          ) : (
            <>
              <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
                {translate('app.annotations.settle_hint')}
              </Typography>
              {rows.map((row) => (
                <Choice
                  key={row.key}
                  row={row}
                  task={task}
                  chosen={choices[row.key]}
                  onChoose={(choice) => setChoices((before) => ({ ...before, [row.key]: choice }))}
                />
              ))}
              <TextField
                fullWidth
                multiline
                maxRows={4}
                label={translate('app.annotations.note')}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <Button
                fullWidth
                variant="contained"
                disabled={!decision || busy}
                onClick={() => void decide()}
                data-testid="settle"
              >
                {translate('app.annotations.settle')}
              </Button>
            </>
          )}
        </Paper>
      </Box>
    </Box>
  );
}

interface ChoiceProps {
  readonly row: DifferingLabel;
  readonly task: AnnotationTask;
  readonly chosen: number | null | undefined;
  readonly onChoose: (choice: number | null) => void;
}

function Choice({ row, task, chosen, onChoose }: ChoiceProps) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  const label = row.forms.find((form) => form !== null);
  if (!label) return null;
  const name = labelText(vocabulary, label, task.names);
  const value = row.same && chosen === undefined ? 0 : chosen;
  return (
    <Box
      data-testid={row.same ? 'same-label' : 'differing-label'}
      sx={{ borderTop: 1, borderColor: 'divider', py: 0.75 }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
        <Typography variant="caption" color="textSecondary">
          {vocabulary.of(annotationKinds, label.kind)}
        </Typography>
        <Box
          component="span"
          sx={{
            bgcolor: labelColours[label.kind][0],
            color: labelColours[label.kind][1],
            px: 0.75,
            borderRadius: 1,
            fontWeight: 600,
            overflowWrap: 'anywhere',
          }}
        >
          {name}
        </Box>
        {row.same && (
          <Typography variant="caption" color="textSecondary">
            {translate('app.annotations.same')}
          </Typography>
        )}
      </Box>
      <ToggleButtonGroup
        size="small"
        exclusive
        fullWidth
        value={value === null ? 'none' : value}
        onChange={(_, choice: number | 'none' | null) => choice !== null && onChoose(choice === 'none' ? null : choice)}
        aria-label={name}
        sx={{ mt: 0.5 }}
      >
        {row.forms.map((form, n) =>
          form ? (
            <ToggleButton
              key={task.annotations[n]?.expert}
              value={n}
              data-testid={`take-${task.annotations[n]?.expert}`}
              sx={{ py: 0.25 }}
            >
              {translate('app.annotations.as_expert', { expert: task.annotations[n]?.expert })} ·{' '}
              {placesOf(form, translate)}
            </ToggleButton>
          ) : null,
        )}
        <ToggleButton value="none" data-testid="take-none" sx={{ py: 0.25 }}>
          {translate('app.annotations.does_not_hold')}
        </ToggleButton>
      </ToggleButtonGroup>
    </Box>
  );
}

function placesOf({ spans }: AnnotationLabel, translate: ReturnType<typeof useTranslate>): string {
  if (spans.length === 0) return translate('app.annotations.whole_call');
  return translate('app.annotations.characters', {
    smart_count: spans.reduce((sum, { start, end }) => sum + end - start, 0),
  });
}

/** As what a label may be proposed. */
function proposableAs({ kind, value, spans }: AnnotationLabel): readonly ProposedAs[] {
  if (spans.length === 0) return [];
  if (kind === 'scenario') return ['scenario', 'script'];
  if (kind === 'step') return value === otherValue ? ['step', 'script'] : ['script'];
  if (kind === 'practice') return value === otherValue ? ['practice', 'script'] : ['script'];
  return [];
}

function Settled({ task }: { task: AnnotationTask }) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useAnnotationsApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const [proposed, setProposed] = useState<string | null>(null);
  const propose = async (label: AnnotationLabel, as: ProposedAs) => {
    try {
      setProposed((await api.propose(task.id, label.id, as)).proposalId);
    } catch (failure) {
      const { title, hint } = problem(failure);
      notify(hint ?? title, { type: 'error' });
    }
  };
  return (
    <Box data-testid="settled">
      <Typography variant="subtitle2" component="h2">
        {vocabulary.of(annotationTaskStatuses, task.status)}
      </Typography>
      {task.decidedNote && (
        <Typography variant="body2" sx={{ mb: 1 }}>
          {task.decidedNote}
        </Typography>
      )}
      {(task.decided ?? []).map((label) => (
        <Box key={label.id} sx={{ borderTop: 1, borderColor: 'divider', py: 0.75 }}>
          <Typography variant="caption" color="textSecondary">
            {vocabulary.of(annotationKinds, label.kind)}
          </Typography>{' '}
          <strong>{labelText(vocabulary, label, task.names)}</strong>
          {permissions.includes('proposals:write') &&
            proposableAs(label).map((as) => (
              <Button key={as} size="small" onClick={() => void propose(label, as)} data-testid={`propose-${as}`}>
                {translate(`app.annotations.propose.${as}`)}
              </Button>
            ))}
        </Box>
      ))}
      {proposed && (
        <Alert severity="success" sx={{ mt: 1 }}>
          <Link to={`/proposals/${proposed}/show`}>{translate('app.annotations.proposed')}</Link>
        </Alert>
      )}
    </Box>
  );
}
