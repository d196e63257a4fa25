import { Alert, Autocomplete, Box, Button, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Evaluation, EvaluationRequest } from '../api/types.ts';
import { AnswerCards } from '../evaluations/AnswerCards.tsx';
import { useEvaluationsApi } from '../evaluations/evaluations-api.ts';
import { asTalk } from '../evaluations/talk-text.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';

interface RecipeTrialProps {
  readonly collectionId: string;
  readonly recipe: string;
}

/** Asks one question by the recipe in use and by another, or runs a saved set by both. */
export function RecipeTrial({ collectionId, recipe: name }: RecipeTrialProps) {
  const translate = useTranslate();
  const problem = useProblemText();
  const navigate = useNavigate();
  const api = useEvaluationsApi();
  const [question, setQuestion] = useState('');
  const [set, setSet] = useState<Evaluation | null>(null);
  const { data: sets = [] } = useQuery({ queryKey: ['evaluation-sets'], queryFn: api.sets });
  const recipe = { collectionId, recipe: name } as NonNullable<EvaluationRequest['recipe']>;
  const trial = useMutation({ mutationFn: () => api.trial({ utterances: asTalk(question), recipe }) });
  const run = useMutation({
    mutationFn: (id: string) => api.start(id, { recipe }),
    onSuccess: ({ evaluationId, id }) => navigate(`/evaluations/${evaluationId}/runs/${id}`),
  });
  const refused = trial.error ?? run.error;
  const { before, after, verdict } = trial.data ?? {};
  return (
    <Box sx={{ mt: 2, pt: 2, borderTop: 1, borderColor: 'divider', display: 'grid', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          size="small"
          label={translate('app.evaluations.recipes.try_question')}
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          sx={{ flex: '2 1 280px' }}
          slotProps={{ htmlInput: { 'data-testid': 'trial-question' } }}
        />
        <Button
          variant="outlined"
          disabled={question.trim() === '' || trial.isPending}
          onClick={() => trial.mutate()}
          data-testid="trial-ask"
        >
          {translate('app.evaluations.recipes.try')}
        </Button>
        <Autocomplete
          size="small"
          options={sets}
          value={set}
          onChange={(_, chosen) => setSet(chosen)}
          getOptionLabel={({ name: title }) => title}
          getOptionKey={({ id }) => id}
          isOptionEqualToValue={(a, b) => a.id === b.id}
          sx={{ flex: '1 1 200px' }}
          renderInput={(params) => <TextField {...params} label={translate('app.evaluations.recipes.try_run')} />}
        />
        <Button variant="outlined" disabled={!set || run.isPending} onClick={() => set && run.mutate(set.id)}>
          {translate('app.evaluations.run')}
        </Button>
      </Box>
      {refused && <Alert severity="error">{problem(refused).title}</Alert>}
      {verdict === 'same' && (
        <Typography variant="body2" color="textSecondary">
          {translate('app.evaluations.recipes.same')}
        </Typography>
      )}
      {before && after && (
        <Box
          sx={{
            display: 'grid',
            gap: 1.5,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' },
          }}
        >
          <AnswerCards title={translate('app.evaluations.before')} side={before} judged={false} />
          <AnswerCards
            title={translate('app.evaluations.recipes.with', {
              recipe: translate(`app.evaluations.recipes.${name}`, { _: name }),
            })}
            side={after}
            judged={false}
          />
        </Box>
      )}
    </Box>
  );
}
