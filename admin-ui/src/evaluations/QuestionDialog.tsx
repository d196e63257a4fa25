import { Autocomplete, FormControlLabel, Switch, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Evaluation, EvaluationQuestion, Gap, HeardCall } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { When } from '../widgets/When.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { FormDialog } from './FormDialog.tsx';
import { asTalk, asText } from './talk-text.ts';

interface QuestionDialogProps {
  readonly evaluation: Evaluation;
  /** Absent: a new one. */
  readonly question?: EvaluationQuestion;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

type Named = EvaluationQuestion['expected'][number];

/** What a customer asks, and what should come of it; typed, or taken from a gap or a call. */
export function QuestionDialog({ evaluation, question, onClose, onSaved }: QuestionDialogProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const api = useEvaluationsApi();
  const [text, setText] = useState(question ? asText(question.utterances) : '');
  const [expected, setExpected] = useState<readonly Named[]>(question?.expected ?? []);
  const [nothing, setNothing] = useState(question ? question.expected.length === 0 : false);
  const [gap, setGap] = useState<Gap | null>(null);
  const [call, setCall] = useState<HeardCall | null>(null);
  const save = useMutation({
    mutationFn: async () => {
      const gapId = gap?.id ?? question?.gapId;
      const callId = call?.id ?? question?.callId;
      const said = {
        utterances: asTalk(text),
        expected: nothing ? [] : expected.map(({ itemId }) => itemId),
        nothingRelevant: nothing,
        ...(gapId ? { gapId } : {}),
        ...(callId ? { callId } : {}),
        ...(question ? { context: question.context } : {}),
      };
      await (question ? api.changeQuestion(evaluation, question.id, said) : api.addQuestion(evaluation, said));
    },
    onSuccess: () => {
      notify('app.evaluations.saved', { type: 'success' });
      onClose();
      onSaved();
    },
  });
  return (
    <FormDialog
      title={translate(question ? 'app.evaluations.change' : 'app.evaluations.add')}
      action={translate('ra.action.save')}
      error={save.error}
      busy={save.isPending}
      ready={text.trim() !== '' && (nothing || expected.length > 0)}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {!question && (
        <>
          <GapField
            gap={gap}
            onChange={(chosen) => {
              setGap(chosen);
              setCall(null);
              if (chosen) setText(chosen.question);
            }}
          />
          <CallField
            call={call}
            onChange={(chosen) => {
              setCall(chosen);
              setGap(null);
              if (chosen) setText(asText(chosen.utterances));
            }}
          />
        </>
      )}
      <TextField
        required
        multiline
        minRows={3}
        maxRows={10}
        label={translate('app.evaluations.question')}
        helperText={translate('app.evaluations.question_hint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        slotProps={{ htmlInput: { 'data-testid': 'question-text' } }}
      />
      <FormControlLabel
        control={<Switch checked={nothing} onChange={(_, on) => setNothing(on)} data-testid="question-nothing" />}
        label={translate('app.evaluations.nothing')}
      />
      {!nothing && <ExpectedField expected={expected} onChange={setExpected} />}
    </FormDialog>
  );
}

function GapField({ gap, onChange }: { gap: Gap | null; onChange: (gap: Gap | null) => void }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const { data = [] } = useQuery({ queryKey: ['evaluation-gaps'], queryFn: api.gaps });
  return (
    <Autocomplete
      sx={{ mt: 1 }}
      options={data}
      value={gap}
      onChange={(_, chosen) => onChange(chosen)}
      getOptionLabel={({ question }) => question}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      renderInput={(params) => <TextField {...params} label={translate('app.evaluations.from_gap')} />}
    />
  );
}

/** A call by what its customer said last: that is what is asked; the talk before it comes along. */
function CallField({ call, onChange }: { call: HeardCall | null; onChange: (call: HeardCall | null) => void }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const [words, setWords] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['evaluation-calls', words],
    queryFn: () => api.calls(words.trim()),
  });
  return (
    <Autocomplete
      options={data}
      loading={isFetching}
      value={call}
      onInputChange={(_, typed, reason) => setWords(reason === 'input' ? typed : '')}
      onChange={(_, chosen) => onChange(chosen)}
      // The service searches.
      filterOptions={(options) => options}
      getOptionLabel={({ utterances }) => utterances.at(-1)?.text ?? ''}
      getOptionKey={({ id }) => id}
      isOptionEqualToValue={(a, b) => a.id === b.id}
      renderOption={({ key, ...props }, { createdAt, utterances }) => (
        <li key={key} {...props} style={{ display: 'block' }}>
          {utterances.at(-1)?.text}
          <Typography variant="caption" color="textSecondary" component="div">
            <When at={createdAt} />
          </Typography>
        </li>
      )}
      renderInput={(params) => (
        <TextField {...params} label={translate('app.evaluations.from_call')} data-testid="question-call" />
      )}
    />
  );
}

function ExpectedField({ expected, onChange }: { expected: readonly Named[]; onChange: (items: Named[]) => void }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const [words, setWords] = useState('');
  const { data = [], isFetching } = useQuery({
    queryKey: ['evaluation-items', words],
    queryFn: async () =>
      (await api.items(words.trim())).map(({ id, kind, label }) => ({ itemId: id, kind, label }) as Named),
  });
  return (
    <Autocomplete
      multiple
      filterSelectedOptions
      options={data}
      loading={isFetching}
      value={[...expected]}
      inputValue={words}
      onInputChange={(_, typed) => setWords(typed)}
      onChange={(_, chosen) => onChange(chosen)}
      // The service searches.
      filterOptions={(options) => options}
      getOptionLabel={({ label, itemId }) => label ?? itemId}
      getOptionKey={({ itemId }) => itemId}
      isOptionEqualToValue={(a, b) => a.itemId === b.itemId}
      renderOption={({ key, ...props }, { kind, label, itemId }) => (
        <li key={key} {...props} style={{ gap: 8 }}>
          {kind && <KindChip kind={kind} />}
          {label ?? itemId}
        </li>
      )}
      renderInput={(params) => (
        <TextField
          {...params}
          label={translate('app.evaluations.expected')}
          helperText={translate('app.evaluations.expected_hint')}
        />
      )}
    />
  );
}
