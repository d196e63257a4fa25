import { Box, Chip, Paper, TablePagination, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { EvaluationAnswer, EvaluationRun } from '../api/types.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { AnswerCards } from './AnswerCards.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { Expected } from './Questions.tsx';
import { asText } from './talk-text.ts';
import { type Verdict, verdictColours } from './VerdictBar.tsx';

const perPage = 10;
const verdicts: readonly Verdict[] = ['worse', 'better', 'changed', 'same'];
const grades = ['wrong', 'silent', 'beside', 'right'] as const;

/** Question by question, what agents would see before and after; what gets worse first. */
export function Answers({ run }: { run: EvaluationRun }) {
  const translate = useTranslate();
  const api = useEvaluationsApi();
  const [page, setPage] = useState(0);
  const [only, setOnly] = useState<string>('');
  const compared = run.summary ? run.summary.verdicts !== null : true;
  const filter = only === '' ? '' : `&${compared ? 'verdict' : 'grade'}=${only}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['evaluation-answers', run.id, run.answered, page, only],
    queryFn: () => api.answers(run.evaluationId, run.id, `page=${page + 1}&perPage=${perPage}${filter}`),
    placeholderData: keepPreviousData,
  });
  const choices = ['', ...(compared ? verdicts : grades)];
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap', px: 2, py: 1.25 }}>
        <Typography variant="h6" component="h2" sx={{ mr: 1 }}>
          {translate('app.evaluations.questions')}
        </Typography>
        {choices.map((choice) => (
          <Chip
            key={choice}
            size="small"
            clickable
            color={choice === only ? 'primary' : 'default'}
            variant={choice === only ? 'filled' : 'outlined'}
            label={translate(
              choice === '' ? 'app.evaluations.all' : `app.evaluations.${compared ? 'verdicts' : 'grades'}.${choice}`,
            )}
            onClick={() => {
              setOnly(choice);
              setPage(0);
            }}
          />
        ))}
      </Box>
      {!data && (error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />)}
      {data?.total === 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ px: 2, pb: 2 }}>
          {translate('app.evaluations.no_match')}
        </Typography>
      )}
      {data?.items.map((answer) => (
        <AnswerRow key={answer.ordinal} answer={answer} compared={compared} />
      ))}
      {data && data.total > perPage && (
        <TablePagination
          component="div"
          count={data.total}
          page={page}
          rowsPerPage={perPage}
          rowsPerPageOptions={[perPage]}
          onPageChange={(_, next) => setPage(next)}
        />
      )}
    </Paper>
  );
}

function AnswerRow({ answer, compared }: { answer: EvaluationAnswer; compared: boolean }) {
  const translate = useTranslate();
  const { verdict, before, after, utterances } = answer;
  return (
    <Box
      data-testid="answer-row"
      sx={{
        borderTop: 1,
        borderColor: 'divider',
        borderLeft: `4px solid ${verdict ? verdictColours[verdict] : 'transparent'}`,
        px: 2,
        py: 1.5,
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, mb: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography component="div" sx={{ fontWeight: 600, whiteSpace: 'pre-line' }}>
            <PassageText text={asText(utterances)} />
          </Typography>
          <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
            <Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
              {translate('app.evaluations.expected_is')}
            </Typography>
            <Expected question={answer} />
          </Box>
        </Box>
        {verdict && (
          <Chip
            size="small"
            label={translate(`app.evaluations.verdicts.${verdict}`)}
            sx={{
              color: verdict === 'same' || verdict === 'changed' ? '#17262d' : '#fff',
              bgcolor: verdictColours[verdict],
            }}
          />
        )}
      </Box>
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: compared ? { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } : 'minmax(0, 1fr)',
        }}
      >
        {before && <AnswerCards title={compared ? translate('app.evaluations.before') : null} side={before} />}
        {after && <AnswerCards title={translate('app.evaluations.after')} side={after} />}
      </Box>
    </Box>
  );
}
