import { Alert, Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { GraphControls } from './GraphControls.tsx';
import { GraphLegend } from './GraphLegend.tsx';
import { GraphList } from './GraphList.tsx';
import { addressOf, beginAt, type GraphView, viewIn } from './graph-address.ts';
import { ItemDetails } from './ItemDetails.tsx';
import { type ShownGraph, without } from './shown-graph.ts';
import { type ShownGraphQuery, useShownGraph } from './use-shown-graph.ts';

// The drawing library is large, and only this page needs it.
const GraphCanvas = lazy(() => import('./GraphCanvas.tsx'));

/** The published graph to look through: as a picture, and beside it as a list that says the same in words. */
export function GraphPage() {
  const translate = useTranslate();
  const [address, setAddress] = useSearchParams();
  const view = useMemo(() => viewIn(address), [address]);
  const change = (next: Partial<GraphView>) => setAddress(addressOf({ ...view, ...next }), { replace: true });
  const go = (next: GraphView) => setAddress(addressOf(next));
  const query = useShownGraph(view);
  const shown = useMemo(() => without(query.graph, view.hidden, [view.item, view.to]), [query.graph, view]);
  const open = (id: string) => {
    if (!view.opened.includes(id)) change({ opened: [...view.opened, id], chosen: id });
  };
  const title = translate('app.graph.title');
  const waits = view.mode === 'path' && view.to === '';
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: 'calc(100vh - 64px)', minHeight: 480, pt: 1, gap: 1 }}>
      <PageTitle title={title} />
      <HeardOnly>{title}</HeardOnly>
      <GraphControls view={view} graph={query.graph} onChange={change} onGo={go} />
      <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gap: 1.25, gridTemplateColumns: 'minmax(0, 1fr) 340px' }}>
        <Paper sx={{ border: 1, borderColor: 'divider', overflow: 'hidden', display: 'flex', flexDirection: 'column' }}>
          <Box sx={{ position: 'relative', flex: 1, minHeight: 0 }}>
            <Picture view={view} query={query} shown={shown} waits={waits} onChange={change} onOpen={open} />
          </Box>
          <GraphLegend graph={query.graph} hidden={view.hidden} onChange={(hidden) => change({ hidden })} />
        </Paper>
        <Paper
          component="section"
          aria-label={translate('app.graph.list')}
          sx={{ border: 1, borderColor: 'divider', overflow: 'auto', minHeight: 0 }}
        >
          {view.chosen !== '' && query.graph.nodes.has(view.chosen) ? (
            <ItemDetails
              key={view.chosen}
              view={view}
              graph={shown}
              onChoose={(chosen) => change({ chosen })}
              onOpen={open}
              onBegin={(mode) => go(beginAt(view, view.chosen, mode))}
              onPathTo={() => change({ to: view.chosen })}
            />
          ) : (
            <GraphList graph={shown} ways={query.found?.ways ?? null} onChoose={(chosen) => change({ chosen })} />
          )}
        </Paper>
      </Box>
    </Box>
  );
}

interface PictureProps {
  readonly view: GraphView;
  readonly query: ShownGraphQuery;
  readonly shown: ShownGraph;
  readonly waits: boolean;
  onChange(next: Partial<GraphView>): void;
  onOpen(id: string): void;
}

function Picture({ view, query, shown, waits, onChange, onOpen }: PictureProps) {
  const translate = useTranslate();
  const { found } = query;
  const marked = useMemo(
    () => (found?.ways && view.chosen === '' ? new Set(found.ways.flat()) : new Set<string>()),
    [found, view.chosen],
  );
  if (waits)
    return <StateMessage title={translate('app.graph.pick_end')} hint={translate('app.graph.pick_end_hint')} />;
  if (query.error) return <ErrorMessage error={query.error} onRetry={query.retry} />;
  if (query.isPending || !found) return <LoadingMessage />;
  if (query.graph.nodes.size === 0)
    return (
      <StateMessage
        title={translate(view.mode === 'path' ? 'app.graph.no_path' : 'app.graph.empty')}
        hint={translate(view.mode === 'path' ? 'app.graph.no_path_hint' : 'app.graph.empty_hint')}
      />
    );
  return (
    <>
      {query.isFetching && <LinearProgress sx={{ position: 'absolute', inset: '0 0 auto', zIndex: 2, height: 2 }} />}
      <Suspense fallback={<LoadingMessage />}>
        <GraphCanvas
          graph={shown}
          chosen={view.chosen}
          marked={marked}
          onChoose={(chosen) => onChange({ chosen })}
          onOpen={onOpen}
        />
      </Suspense>
      <Notes view={view} query={query} onChange={onChange} />
    </>
  );
}

function Notes({ view, query, onChange }: Pick<PictureProps, 'view' | 'query' | 'onChange'>) {
  const translate = useTranslate();
  const { found, graph } = query;
  return (
    <Box sx={{ position: 'absolute', top: 8, left: 10, display: 'grid', gap: 0.75, maxWidth: '70%' }}>
      <Typography variant="caption" role="status" sx={{ color: 'text.secondary', bgcolor: '#ffffffd9', px: 0.5 }}>
        {translate('app.graph.counts', { items: graph.nodes.size, relations: graph.edges.size })}
        {found?.ways ? ` · ${translate('app.graph.ways', { smart_count: found.ways.length })}` : ''}
      </Typography>
      {found?.truncated && (
        <Alert severity="info" icon={false} sx={{ py: 0, px: 1, fontSize: '.8rem' }}>
          {found.total === null
            ? translate('app.graph.cut')
            : translate('app.graph.cut_of', { shown: found.part.nodes.length, total: found.total })}
        </Alert>
      )}
      {view.opened.length > 0 && (
        <Button
          size="small"
          sx={{ justifySelf: 'start' }}
          onClick={() => onChange({ opened: view.opened.slice(0, -1) })}
        >
          {translate('app.graph.close_last')}
        </Button>
      )}
    </Box>
  );
}
