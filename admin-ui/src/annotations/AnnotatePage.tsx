import { Alert, Box, Button } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useNotify, useTranslate } from 'react-admin';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { AnnotateCall } from './AnnotateCall.tsx';
import { useAnnotationsApi } from './annotations-api.ts';

/** The work screen: one call after the other, the one that tells most first. */
export function AnnotatePage() {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const api = useAnnotationsApi();
  const next = useQuery({
    queryKey: ['annotations', 'next'],
    queryFn: api.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const done = useQuery({ queryKey: ['annotations', 'handed-in'], queryFn: api.handedIn });
  const goOn = () => {
    void next.refetch();
    void done.refetch();
  };
  const reopen = async (id: string, etag: number) => {
    try {
      await api.reopen(id, etag);
      goOn();
    } catch (error) {
      notify(problem(error).title, { type: 'error' });
    }
  };
  const title = translate('resources.annotations.name', { smart_count: 2 });
  const last = done.data?.items[0];
  return (
    <Box sx={{ pt: 1.5, pb: 3 }}>
      <PageTitle title={title} />
      <HeardOnly>{title}</HeardOnly>
      {last?.reopens && (
        <Alert
          severity="success"
          sx={{ mb: 1, py: 0 }}
          data-testid="handed-in"
          action={
            <Button size="small" color="inherit" onClick={() => void reopen(last.id, last.etag)}>
              {translate('app.annotations.reopen')}
            </Button>
          }
        >
          {translate('app.annotations.handed_in', { title: last.title, smart_count: done.data?.total ?? 0 })}
        </Alert>
      )}
      {next.isPending || (next.isFetching && !next.data) ? (
        <LoadingMessage />
      ) : next.error ? (
        <ErrorMessage error={next.error} onRetry={() => void next.refetch()} />
      ) : next.data ? (
        <AnnotateCall key={`${next.data.id} ${next.data.etag}`} annotation={next.data} onDone={goOn} />
      ) : (
        <StateMessage title={translate('app.empty.annotations')} hint={translate('app.empty_hint.annotations')} />
      )}
    </Box>
  );
}
