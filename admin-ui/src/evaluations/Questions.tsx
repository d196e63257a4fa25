import DeleteIcon from '@mui/icons-material/DeleteOutlined';
import EditIcon from '@mui/icons-material/EditOutlined';
import { Box, IconButton, Paper, TablePagination, Tooltip, Typography } from '@mui/material';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Evaluation, EvaluationQuestion } from '../api/types.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useEvaluationsApi } from './evaluations-api.ts';
import { QuestionDialog } from './QuestionDialog.tsx';
import { asText } from './talk-text.ts';

const perPage = 20;

interface QuestionsProps {
  readonly evaluation: Evaluation;
  readonly mayWrite: boolean;
  readonly reload: () => void;
}

/** The questions of a set, with the items that answer each. */
export function Questions({ evaluation, mayWrite, reload }: QuestionsProps) {
  const translate = useTranslate();
  const notify = useNotify();
  const api = useEvaluationsApi();
  const [page, setPage] = useState(0);
  const [editing, setEditing] = useState<EvaluationQuestion | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['evaluation-questions', evaluation.id, evaluation.etag, page],
    queryFn: () => api.questions(evaluation.id, page + 1, perPage),
    placeholderData: keepPreviousData,
  });
  const remove = useMutation({
    mutationFn: (questionId: string) => api.removeQuestion(evaluation, questionId),
    onSuccess: () => {
      notify('app.evaluations.removed', { type: 'success' });
      reload();
    },
    onError: (refused) => notify(refused.message, { type: 'error' }),
  });
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider' }}>
      <Typography variant="h6" component="h2" sx={{ px: 2, pt: 1.5, pb: 0.5 }}>
        {translate('app.evaluations.questions')} {data && `(${data.total})`}
      </Typography>
      {!data && (error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />)}
      {data?.total === 0 && <StateMessage title={translate('app.evaluations.no_questions')} />}
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {data?.items.map((question) => (
          <Box
            component="li"
            key={question.id}
            data-testid="question-row"
            sx={{ display: 'flex', gap: 1.5, px: 2, py: 1, borderTop: 1, borderColor: 'divider' }}
          >
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <Typography variant="body2" component="div" sx={{ whiteSpace: 'pre-line' }}>
                <PassageText text={asText(question.utterances)} />
              </Typography>
              <Expected question={question} />
            </Box>
            {mayWrite && (
              <Box sx={{ whiteSpace: 'nowrap' }}>
                <Tooltip title={translate('app.evaluations.change')}>
                  <IconButton size="small" onClick={() => setEditing(question)}>
                    <EditIcon fontSize="small" />
                  </IconButton>
                </Tooltip>
                <Tooltip title={translate('app.evaluations.remove')}>
                  <IconButton size="small" onClick={() => remove.mutate(question.id)}>
                    <DeleteIcon fontSize="small" />
                  </IconButton>
                </Tooltip>
              </Box>
            )}
          </Box>
        ))}
      </Box>
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
      {editing && (
        <QuestionDialog evaluation={evaluation} question={editing} onClose={() => setEditing(null)} onSaved={reload} />
      )}
    </Paper>
  );
}

/** The items of which any answers a question. */
export function Expected({ question }: { question: Pick<EvaluationQuestion, 'expected'> }) {
  const translate = useTranslate();
  if (question.expected.length === 0) {
    return (
      <Typography variant="caption" color="textSecondary">
        {translate('app.evaluations.nothing_expected')}
      </Typography>
    );
  }
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mt: 0.5, alignItems: 'center' }}>
      {question.expected.map(({ itemId, kind, label }) => (
        <Box key={itemId} sx={{ display: 'flex', gap: 0.5, alignItems: 'center', minWidth: 0 }}>
          {kind && <KindChip kind={kind} />}
          <Typography variant="caption" noWrap sx={{ maxWidth: 340 }}>
            {label ?? translate('app.evaluations.gone')}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
