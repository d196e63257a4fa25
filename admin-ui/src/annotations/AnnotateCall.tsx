import RedoIcon from '@mui/icons-material/Redo';
import UndoIcon from '@mui/icons-material/Undo';
import { Alert, Box, Button, Chip, IconButton, Paper, Tooltip, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import {
  type AnnotationKind,
  annotationKinds,
  annotationReasons,
  annotationValues,
  otherValue,
  type Span,
} from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { RecordingPlayer } from '../sources/RecordingPlayer.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { AttestDialog } from './AttestDialog.tsx';
import { type Annotation, useAnnotationsApi } from './annotations-api.ts';
import { Conversation } from './Conversation.tsx';
import { Key, LabelPanel } from './LabelPanel.tsx';
import { LabelPicker } from './LabelPicker.tsx';
import { beginWith, change, type NewLabel, redo, toggle, undo, without } from './label-edit.ts';
import { keyOf, kindKeys } from './label-looks.ts';
import { keptLabels, type SaveState, useAutosave } from './use-autosave.ts';
import { useLabelKeys } from './use-label-keys.ts';
import { useMarkedWords } from './use-marked-words.ts';

interface AnnotateCallProps {
  readonly annotation: Annotation;
  readonly onDone: () => void;
}

const newId = () => crypto.randomUUID().slice(0, 13);
const noTurns: never[] = [];

/** One call to annotate: the talk at the left, the labels at the right, everything by mouse or keys. */
export function AnnotateCall({ annotation, onDone }: AnnotateCallProps) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useAnnotationsApi();
  const reader = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState(() => beginWith(keptLabels(annotation.id)?.labels ?? annotation.labels));
  const [names, setNames] = useState<Readonly<Record<string, string>>>(annotation.names);
  const [picking, setPicking] = useState<{ readonly kind: AnnotationKind; readonly spans: readonly Span[] } | null>(
    null,
  );
  const [attesting, setAttesting] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const {
    data: turns = noTurns,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: ['sources', annotation.sourceId, 'turns', annotation.revision],
    queryFn: () => api.turns(annotation.sourceId, annotation.revision),
  });
  const words = useMarkedWords(turns, reader);
  const saving = useAutosave(annotation, editing.labels);
  const { labels } = editing;

  const set = (label: NewLabel, name?: string, spans = words.spans) => {
    if (name !== undefined && label.value !== otherValue) setNames((before) => ({ ...before, [label.value]: name }));
    setEditing((before) => change(before, toggle(before.labels, label, spans, newId)));
    words.clear();
  };
  // The search takes the selection away with the focus.
  const search = (kind: AnnotationKind) => setPicking({ kind, spans: words.spans });
  const leave = async (how: 'submit' | 'skip') => {
    setBusy(true);
    try {
      if (how === 'submit' && !(await saving.flush())) return;
      await (how === 'submit' ? api.submit : api.skip)(annotation.id, saving.currentEtag());
      saving.forget();
      onDone();
    } catch (failure) {
      notify(problem(failure).title, { type: 'error' });
    } finally {
      setBusy(false);
    }
  };

  useLabelKeys((event) => {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === 'enter') void leave('submit');
      else if (key === 'z') setEditing(event.shiftKey ? redo : undo);
      else if (key === 'y') setEditing(redo);
      else return false;
      return true;
    }
    if (key === 'j' || key === 'arrowdown') words.step(1);
    else if (key === 'k' || key === 'arrowup') words.step(-1);
    else if ((key === 'arrowright' || key === 'arrowleft') && words.active)
      words.mark(key === 'arrowright' ? 1 : -1, event.shiftKey);
    else if (key === 'escape') words.clear();
    else if (key === 'z') setEditing(undo);
    else {
      const kind = annotationKinds.values.find((one) => kindKeys[one] === key);
      if (kind) search(kind);
      else {
        const found = listed.find(({ key: own }) => own === key);
        if (!found) return false;
        set(found);
      }
    }
    return true;
  });

  const scenario = labels.find(({ kind, value }) => kind === 'scenario' && value !== otherValue);
  if (isPending) return <LoadingMessage />;
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  return (
    <Box
      sx={{
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 340px' },
        gap: 2,
        alignItems: 'start',
      }}
    >
      <Box sx={{ minWidth: 0 }}>
        <Box component="header" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 1 }}>
          <Typography variant="h6" component="h2" sx={{ mr: 1 }} data-testid="call-title">
            <PassageText text={annotation.title} />
          </Typography>
          {annotation.reasons.map(({ reason }) => (
            <Chip
              key={reason}
              size="small"
              label={vocabulary.of(annotationReasons, reason)}
              data-testid="reason"
              sx={{ bgcolor: 'primary.light', color: 'primary.dark' }}
            />
          ))}
        </Box>
        <RecordingPlayer sourceId={annotation.sourceId}>
          <Paper sx={{ border: 1, borderColor: 'divider', p: 2 }}>
            <Conversation
              turns={turns}
              labels={labels}
              names={names}
              pending={picking ? picking.spans : words.byKeys}
              active={words.active}
              onActive={words.go}
              shown={shown}
              reader={reader}
            />
          </Paper>
        </RecordingPlayer>
      </Box>
      <Paper
        component="aside"
        aria-label={translate('app.annotations.labels')}
        sx={{
          border: 1,
          borderColor: 'divider',
          position: 'sticky',
          top: 56,
          maxHeight: 'calc(100vh - 72px)',
          display: 'flex',
          flexDirection: 'column',
        }}
      >
        <Box sx={{ display: 'flex', alignItems: 'center', px: 1.5, py: 0.5, borderBottom: 1, borderColor: 'divider' }}>
          <SaveNote state={saving.state} />
          <Tooltip title={`${translate('app.annotations.undo')} (Ctrl+Z)`}>
            <span>
              <IconButton
                size="small"
                disabled={editing.past.length === 0}
                onClick={() => setEditing(undo)}
                aria-label={translate('app.annotations.undo')}
                data-testid="undo"
              >
                <UndoIcon fontSize="small" />
              </IconButton>
            </span>
          </Tooltip>
          <Tooltip title={`${translate('app.annotations.redo')} (Ctrl+Y)`}>
            <span>
              <IconButton
                size="small"
                disabled={editing.future.length === 0}
                onClick={() => setEditing(redo)}
                aria-label={translate('app.annotations.redo')}
                data-testid="redo"
              >
                <RedoIcon fontSize="small" />
              </IconButton>
            </span>
          </Tooltip>
        </Box>
        {saving.state === 'refused' && (
          <Alert severity="error">{problem(saving.error).hint ?? problem(saving.error).title}</Alert>
        )}
        {saving.state === 'moved' && (
          <Alert
            severity="warning"
            action={
              <>
                <Button size="small" color="inherit" onClick={() => void saving.overwrite().catch(() => undefined)}>
                  {translate('app.annotations.keep_mine')}
                </Button>
                <Button
                  size="small"
                  color="inherit"
                  onClick={() => {
                    saving.forget();
                    onDone();
                  }}
                >
                  {translate('app.annotations.take_theirs')}
                </Button>
              </>
            }
          >
            {translate('app.annotations.moved')}
          </Alert>
        )}
        <Typography variant="caption" color="textSecondary" sx={{ px: 1.5, pt: 0.75 }}>
          {words.spans.length > 0
            ? translate('app.annotations.marked', {
                smart_count: words.spans.reduce((sum, { start, end }) => sum + end - start, 0),
              })
            : translate('app.annotations.mark_hint')}
        </Typography>
        <Box sx={{ px: 1.5, py: 1, overflow: 'auto', flex: 1, minHeight: 0 }}>
          <LabelPanel
            labels={labels}
            names={names}
            disabled={busy}
            onValue={(kind, value) => set({ kind, value })}
            onSearch={search}
            onRemove={(id) => setEditing((before) => change(before, without(before.labels, id)))}
            onShow={setShown}
          />
        </Box>
        <Box sx={{ display: 'flex', gap: 1, p: 1, borderTop: 1, borderColor: 'divider', flexWrap: 'wrap' }}>
          <Button size="small" onClick={() => setAttesting(true)} data-testid="how-i-do-it">
            {translate('app.annotations.how_i_do_it')}
          </Button>
          <Box sx={{ flex: 1 }} />
          <Button size="small" disabled={busy} onClick={() => void leave('skip')} data-testid="skip-call">
            {translate('app.annotations.skip')}
          </Button>
          <Button
            size="small"
            variant="contained"
            disabled={busy}
            onClick={() => void leave('submit')}
            data-testid="hand-in"
            endIcon={<Key>Ctrl ↵</Key>}
          >
            {translate('app.annotations.hand_in')}
          </Button>
        </Box>
      </Paper>
      {picking && (
        <LabelPicker
          kind={picking.kind}
          onClose={() => setPicking(null)}
          onPick={(label, name) => {
            setPicking(null);
            set(label, name, picking.spans);
          }}
        />
      )}
      {attesting && (
        <AttestDialog
          about={scenario ? { itemId: scenario.value, name: names[scenario.value] ?? '' } : null}
          onClose={() => setAttesting(false)}
        />
      )}
    </Box>
  );
}

/** Labels of the closed lists, with their keys. */
const listed = annotationKinds.values.flatMap((kind) => {
  const values = annotationValues[kind];
  return 'list' in values ? values.list.values.map((value) => ({ kind, value, key: keyOf(kind, value) })) : [];
});

function SaveNote({ state }: { state: SaveState }) {
  const translate = useTranslate();
  return (
    <Typography
      variant="caption"
      role="status"
      data-testid="save-state"
      data-state={state}
      color={state === 'offline' || state === 'refused' ? 'error' : 'textSecondary'}
      sx={{ flex: 1 }}
    >
      {translate(`app.annotations.save.${state}`)}
    </Typography>
  );
}
