import { Box, Paper, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { ItemRelation } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { KindChip } from '../widgets/KindChip.tsx';

/** Relations both ways, each a link to the other end. */
export function ItemRelations({ relations }: { relations: readonly ItemRelation[] }) {
  const translate = useTranslate();
  const labels = useLabels();
  if (relations.length === 0) return null;
  const groups = Map.groupBy(
    relations,
    ({ direction, type }) => `${direction === 'out' ? '' : '← '}${labels.kind(type)}${direction === 'out' ? ' →' : ''}`,
  );
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Typography variant="subtitle2" component="h2" sx={{ m: 0, mb: 1 }}>
        {translate('app.items.relations')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: 2, rowGap: 0.75 }}>
        {[...groups].map(([label, ends]) => (
          <Box key={label} sx={{ display: 'contents' }}>
            <Typography variant="body2" color="textSecondary">
              {label}
            </Typography>
            <Box sx={{ display: 'grid', gap: 0.5 }}>
              {ends.map((end) => (
                <Box key={end.edgeId} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
                  <KindChip kind={end.otherKind} />
                  <Link to={`/items/${encodeURIComponent(end.otherId)}/show`}>{end.otherLabel}</Link>
                </Box>
              ))}
            </Box>
          </Box>
        ))}
      </Box>
    </Paper>
  );
}
