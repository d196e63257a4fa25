import UsedDoneIcon from '@mui/icons-material/CheckCircle';
import UsedIcon from '@mui/icons-material/CheckCircleOutlined';
import WrongDoneIcon from '@mui/icons-material/Flag';
import WrongIcon from '@mui/icons-material/FlagOutlined';
import DismissedDoneIcon from '@mui/icons-material/ThumbDownAlt';
import DismissedIcon from '@mui/icons-material/ThumbDownOffAlt';
import { Box, IconButton, type SvgIcon, Tooltip } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Card } from '../../../graph-schema/index.ts';
import { type GivenKind, useCardFeedback, useSaidAsShown } from './card-feedback.ts';
import { WrongComment } from './WrongComment.tsx';

type Icon = typeof SvgIcon;
const buttons: readonly (readonly [GivenKind, open: Icon, sent: Icon, 'success' | 'warning' | 'error'])[] = [
  ['used', UsedIcon, UsedDoneIcon, 'success'],
  ['dismissed', DismissedIcon, DismissedDoneIcon, 'warning'],
  ['wrong', WrongIcon, WrongDoneIcon, 'error'],
];

/** Used, not helpful, wrong: one press each, which stays pressed; of what is wrong, more may be said. */
export function FeedbackButtons({ card }: { card: Card }) {
  const translate = useTranslate();
  const feedback = useCardFeedback();
  const [wrongAt, setWrongAt] = useState<HTMLElement | null>(null);
  useSaidAsShown(card.id);
  if (feedback === null) return null;
  return (
    <Box role="group" aria-label={translate('app.live.feedback.title')} sx={{ display: 'flex', gap: 0.25, ml: 'auto' }}>
      {buttons.map(([kind, OpenIcon, SentIcon, color]) => {
        const standing = feedback.of(card.id, kind);
        const Icon = standing === 'sent' ? SentIcon : OpenIcon;
        const label = translate(
          standing === 'failed'
            ? 'app.live.feedback.failed'
            : `app.live.feedback.${standing === 'sent' ? 'sent_' : ''}${kind}`,
        );
        return (
          <Tooltip key={kind} title={label}>
            <IconButton
              size="small"
              aria-label={label}
              aria-pressed={standing === 'sent'}
              data-testid={`feedback-${kind}`}
              color={standing === 'sent' ? color : 'default'}
              onClick={({ currentTarget }) => {
                feedback.give(card.id, kind);
                if (kind === 'wrong') setWrongAt(currentTarget);
              }}
              sx={{ fontSize: 18, p: 0.5, ...(standing === 'sent' ? { bgcolor: `${color}.light` } : {}) }}
            >
              <Icon fontSize="inherit" />
            </IconButton>
          </Tooltip>
        );
      })}
      <WrongComment
        at={wrongAt}
        onClose={() => setWrongAt(null)}
        onSay={(comment) => feedback.give(card.id, 'wrong', comment)}
      />
    </Box>
  );
}
