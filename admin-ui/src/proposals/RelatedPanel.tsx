import { Box, Button, Chip, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { Proposal, RelatedThing } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { useReviewApi } from './review-api.ts';

/** Likely duplicates and contradictions of a proposal, each with the way to it. */
export function RelatedPanel({ proposal, reload }: { proposal: Proposal; reload: () => void }) {
  const api = useReviewApi();
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [merging, setMerging] = useState<RelatedThing | null>(null);
  const related = useQuery({
    queryKey: ['proposals', proposal.id, 'related', proposal.etag],
    queryFn: () => api.related(proposal.id),
  });
  const open = proposal.status === 'in_review' || proposal.status === 'changes_requested';
  const mayMerge = open && proposal.changesetId === null && permissions.includes('proposals:write');
  if (!related.data) return null;
  return (
    <Paper
      component="section"
      data-testid="related"
      aria-label={translate('app.triage.related.title')}
      sx={{ border: 1, borderColor: 'divider', p: 2, mt: 1.5 }}
    >
      <Typography variant="subtitle2" component="h2" sx={{ mb: 0.75 }}>
        {translate('app.triage.related.title')}
      </Typography>
      {related.data.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {translate('app.triage.related.none')}
        </Typography>
      )}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1.25 }}>
        {related.data.map((thing) => (
          <RelatedLine
            key={`${thing.target}:${thing.id}`}
            thing={thing}
            onMerge={
              mayMerge && thing.target === 'proposal' && thing.why !== 'conflict' ? () => setMerging(thing) : null
            }
          />
        ))}
      </Box>
      {merging && <MergeDialog proposal={proposal} other={merging} reload={reload} onClose={() => setMerging(null)} />}
    </Paper>
  );
}

function RelatedLine({ thing, onMerge }: { thing: RelatedThing; onMerge: (() => void) | null }) {
  const translate = useTranslate();
  const path = thing.target === 'proposal' ? 'proposals' : 'items';
  return (
    <Box component="li" data-testid="related-line" sx={{ fontSize: '.88rem', display: 'grid', gap: 0.25 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, alignItems: 'center' }}>
        <Chip
          size="small"
          color={thing.why === 'conflict' ? 'error' : 'warning'}
          variant="outlined"
          sx={{ height: 20, fontSize: '.74rem' }}
          label={translate(`app.triage.related.${thing.why}`, { percent: Math.round((thing.likeness ?? 0) * 100) })}
        />
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '.8rem' }}>
          {translate(thing.target === 'proposal' ? 'app.triage.related.proposed' : 'app.triage.related.in_force')}
        </Box>
        <KindChip kind={thing.kind} />
      </Box>
      <Link to={`/${path}/${encodeURIComponent(thing.id)}/show`}>{thing.title}</Link>
      {thing.partLabel !== thing.title && (
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '.8rem' }}>
          {translate('app.triage.related.about', { part: thing.partLabel })}
        </Box>
      )}
      {onMerge && (
        <Button size="small" sx={{ justifySelf: 'start', py: 0 }} onClick={onMerge} data-testid="merge-button">
          {translate('app.triage.merge.open')}
        </Button>
      )}
    </Box>
  );
}
