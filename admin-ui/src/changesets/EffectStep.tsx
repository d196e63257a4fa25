import { Alert, Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import type { ChangesetDetail } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';
import { LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { type QuestionRun, type QuestionSet, useChangesetApi } from './changeset-api.ts';
import type { StepProps } from './step-props.ts';
import { useChangesetAction } from './use-changeset-action.ts';

const verdicts = ['worse', 'better', 'changed', 'same'] as const;
const tones = { worse: 'bad', better: 'good', changed: 'info', same: 'quiet' } as const;
const pollMs = 1_500;

/** What saved questions are answered with once the changeset is in force. */
export function EffectStep({ changeset, onNext }: StepProps) {
  const translate = useTranslate();
  const api = useChangesetApi();
  const { data, isPending, isError } = useQuery({
    queryKey: ['question-sets'],
    queryFn: () => api.questionSets(),
    retry: false,
  });
  return (
    <Box sx={{ display: 'grid', gap: 1.25, maxWidth: 980 }}>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
        <Typography variant="body2">{translate('app.changesets.effect_hint')}</Typography>
        <Box sx={{ flex: 1 }} />
        <Button variant="contained" onClick={onNext} data-testid="next-step" sx={{ whiteSpace: 'nowrap' }}>
          {translate('app.changesets.to_publish')}
        </Button>
      </Box>
      {isPending && <LoadingMessage />}
      {(isError || data?.length === 0) && <StateMessage title={translate('app.changesets.no_questions')} />}
      {data?.map((set) => (
        <SetRow key={set.id} set={set} changeset={changeset} />
      ))}
    </Box>
  );
}

const going = (run: QuestionRun | undefined) => run?.status === 'queued' || run?.status === 'running';

function SetRow({ set, changeset }: { set: QuestionSet; changeset: ChangesetDetail }) {
  const translate = useTranslate();
  const api = useChangesetApi();
  const { data, refetch } = useQuery({
    queryKey: ['question-runs', set.id, changeset.id],
    queryFn: async () =>
      (await api.questionRuns(set.id)).find(({ changesetId }) => changesetId === changeset.id) ?? null,
    refetchInterval: ({ state }) => (going(state.data ?? undefined) ? pollMs : false),
  });
  const { act, acting, problem } = useChangesetAction(() => void refetch());
  const run = data ?? undefined;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 1.5, display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="subtitle2">{set.name}</Typography>
        {run?.summary?.verdicts &&
          verdicts.map((verdict) => (
            <ToneChip
              key={verdict}
              tone={tones[verdict]}
              label={`${translate(`app.changesets.verdict.${verdict}`)} ${run.summary?.verdicts?.[verdict] ?? 0}`}
            />
          ))}
        <Box sx={{ flex: 1 }} />
        <Button
          size="small"
          variant="outlined"
          disabled={acting || going(run)}
          onClick={() => act((to) => to.evaluate(set.id, changeset.id))}
        >
          {translate(run ? 'app.changesets.ask_again' : 'app.changesets.ask')}
        </Button>
      </Box>
      {going(run) && (
        <LinearProgress
          variant="determinate"
          value={run && run.questions > 0 ? (run.answered / run.questions) * 100 : 0}
          aria-label={translate('app.changesets.asking')}
        />
      )}
      {(problem ?? run?.error) && <Alert severity="error">{problem ?? run?.error}</Alert>}
    </Paper>
  );
}
