import { Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useRedirect, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useHttp } from '../api/http-context.ts';
import type { ItemFlow as Flow, Item } from '../api/types.ts';
import { ErrorMessage } from '../widgets/StateMessage.tsx';
import { FlowDiagram } from './FlowDiagram.tsx';
import type { FlowStep, FlowWay } from './step-flow.ts';

/** The steps of a scenario or procedure as they are in force: drawn with the ways between them, or listed if there are none. */
export function ItemFlow({ item }: { item: Item }) {
  const http = useHttp();
  const translate = useTranslate();
  const redirect = useRedirect();
  const hasSteps = (item.relations ?? []).some(({ type, direction }) => type === 'HAS_STEP' && direction === 'out');
  const { data, error, refetch } = useQuery({
    queryKey: ['items', item.id, 'flow', item.version, item.state],
    queryFn: async () => (await http.json('GET', `items/${encodeURIComponent(item.id)}/flow`, {})) as Flow,
    select: flowOf,
    enabled: hasSteps,
  });
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (!data || data.steps.length === 0) return null;
  if (data.ways.length > 0) return <FlowDiagram {...data} onOpen={(stepId) => redirect('show', 'items', stepId)} />;
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Typography variant="subtitle2" component="h2" sx={{ m: 0, mb: 1 }}>
        {translate('app.flow.parts.steps')}
      </Typography>
      <Box component="ol" sx={{ m: 0, pl: 3, display: 'grid', gap: 0.5 }}>
        {data.steps.map(({ id, label }) => (
          <li key={id}>
            <Link to={`/items/${encodeURIComponent(id)}/show`}>{label}</Link>
          </li>
        ))}
      </Box>
    </Paper>
  );
}

function flowOf({ steps, ways }: Flow): { readonly steps: readonly FlowStep[]; readonly ways: readonly FlowWay[] } {
  return {
    steps: steps.map(({ share, calls, solvedShare, ...step }) => ({ ...step, counts: { share, calls, solvedShare } })),
    ways: ways.map(({ share, calls, solvedShare, ...way }) => ({ ...way, counts: { share, calls, solvedShare } })),
  };
}
