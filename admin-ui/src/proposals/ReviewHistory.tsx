import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { roles } from '../../../graph-schema/index.ts';
import type { Review, ReviewDecision } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';

const tones = { approve: 'good', reject: 'bad', request_changes: 'wait' } as const satisfies Record<
  ReviewDecision,
  string
>;

/** Who decided what, when; a review of earlier content says that it no longer counts. */
export function ReviewHistory({ reviews }: { reviews: readonly Review[] }) {
  const translate = useTranslate();
  const labels = useLabels();
  if (reviews.length === 0) return null;
  return (
    <Box
      component="ul"
      sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1, borderTop: 1, borderColor: 'divider', pt: 1.25 }}
    >
      {reviews.map((review) => (
        <Box component="li" key={review.id} sx={{ opacity: review.current ? 1 : 0.75 }}>
          <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, alignItems: 'center', fontSize: '.88rem' }}>
            <ToneChip tone={tones[review.decision]} label={translate(`app.review.decision.${review.decision}`)} />
            <b>{review.reviewerName}</b>
            <Box component="span" sx={{ color: 'text.secondary' }}>
              {labels.of(roles, review.actingRole)} · <When at={review.createdAt} />
            </Box>
          </Box>
          {review.comment && (
            <Typography variant="body2" sx={{ mt: 0.25, whiteSpace: 'pre-line' }}>
              {review.comment}
            </Typography>
          )}
          {!review.current && review.decision === 'approve' && (
            <Typography variant="caption" color="textSecondary">
              {translate('app.review.outdated')}
            </Typography>
          )}
        </Box>
      ))}
    </Box>
  );
}
