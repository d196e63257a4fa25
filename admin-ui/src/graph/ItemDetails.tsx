import BackIcon from '@mui/icons-material/ArrowBackOutlined';
import { Box, Button, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useInstitution } from '../access/use-institution.ts';
import { useHttp } from '../api/http-context.ts';
import type { Item } from '../api/types.ts';
import { ContentView } from '../content/ContentView.tsx';
import { useLabels } from '../i18n/use-labels.ts';
import { ApprovedBy } from '../widgets/ApprovedBy.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { VersionStateChip } from '../widgets/StateChip.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { ItemLine } from './GraphList.tsx';
import { type GraphMode, type GraphView, timesOf } from './graph-address.ts';
import { linksOf, type ShownGraph } from './shown-graph.ts';

interface ItemDetailsProps {
  readonly view: GraphView;
  readonly graph: ShownGraph;
  onChoose(id: string): void;
  onOpen(id: string): void;
  onBegin(mode: GraphMode): void;
  /** Makes it the end of the path that is looked for. */
  onPathTo(): void;
}

/** One item of the picture: what it says, who approved it and since when, what it hangs together with, where to go on. */
export function ItemDetails({ view, graph, onChoose, onOpen, onBegin, onPathTo }: ItemDetailsProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const http = useHttp();
  const id = view.chosen;
  const times = timesOf(view, useInstitution()?.timeZone ?? 'UTC');
  const {
    data: item,
    error,
    refetch,
  } = useQuery({
    queryKey: ['items', id, times],
    queryFn: async () =>
      (await http.json('GET', `items/${encodeURIComponent(id)}`, {
        query: new URLSearchParams(times).toString(),
      })) as Item,
  });
  const links = linksOf(graph, id);
  return (
    <Box sx={{ p: 1.5, display: 'grid', gap: 1.25 }} data-testid="graph-item">
      <Button
        size="small"
        startIcon={<BackIcon />}
        sx={{ justifySelf: 'start', ml: -0.5 }}
        onClick={() => onChoose('')}
      >
        {translate('app.graph.back_to_list')}
      </Button>
      {error && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {!item && !error && <LoadingMessage />}
      {item && (
        <>
          <Box>
            <Box sx={{ display: 'flex', gap: 0.75, mb: 0.5 }}>
              <KindChip kind={item.kind} />
              <VersionStateChip state={item.state} />
            </Box>
            <Typography variant="h6" component="h2" sx={{ overflowWrap: 'anywhere' }}>
              {item.label}
            </Typography>
            <ApprovedBy of={item} />
          </Box>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
            <Button
              size="small"
              variant="contained"
              component={Link}
              to={`/items/${encodeURIComponent(id)}/show`}
              data-testid="graph-open-item"
            >
              {translate('app.graph.open_item')}
            </Button>
            <Button size="small" variant="outlined" disabled={view.opened.includes(id)} onClick={() => onOpen(id)}>
              {translate('app.graph.expand')}
            </Button>
            {view.item !== id && (
              <Button size="small" variant="outlined" onClick={() => onBegin('around')}>
                {translate('app.graph.centre')}
              </Button>
            )}
            <Button size="small" variant="outlined" onClick={() => onBegin('impact')}>
              {translate('app.graph.mode.impact')}
            </Button>
            {view.mode === 'path' && view.item !== id ? (
              <Button size="small" variant="outlined" onClick={onPathTo}>
                {translate('app.graph.path_to')}
              </Button>
            ) : (
              <Button size="small" variant="outlined" onClick={() => onBegin('path')}>
                {translate('app.graph.path_from')}
              </Button>
            )}
          </Box>
          {item.content && <ContentView kind={item.kind} content={item.content} />}
        </>
      )}
      {links.length > 0 && (
        <Box>
          <Typography variant="overline" component="h3" sx={{ m: 0, color: 'text.secondary' }}>
            {translate('app.items.relations')}
          </Typography>
          {links.map(({ edge, other, outward }) => (
            <ItemLine
              key={edge.id}
              node={other}
              before={outward ? `${labels.kind(edge.type)} →` : `← ${labels.kind(edge.type)}`}
              onChoose={onChoose}
            />
          ))}
        </Box>
      )}
    </Box>
  );
}
