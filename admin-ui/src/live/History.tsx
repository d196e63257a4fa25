import { Box, Tooltip, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { PastCard } from './stream-state.ts';

/** The core cards before this one, newest first, in one line that is always there. */
export function History({ past }: { past: readonly PastCard[] }) {
  const translate = useTranslate();
  return (
    <Box sx={{ height: 34, flex: 1, minWidth: 0, display: 'flex', alignItems: 'center', gap: 1, overflow: 'hidden' }}>
      {past.length > 0 && (
        <Typography variant="overline" color="textSecondary" sx={{ flexShrink: 0 }}>
          {translate('app.live.history')}
        </Typography>
      )}
      {past.map(({ cardId, card, reason }) =>
        card ? (
          <Tooltip key={cardId} title={card.say ?? card.body}>
            <Box
              component="span"
              tabIndex={0}
              sx={{
                px: 1,
                py: 0.25,
                bgcolor: '#e6ecee',
                borderRadius: 1,
                fontSize: '.84rem',
                maxWidth: 190,
                overflow: 'hidden',
                textOverflow: 'ellipsis',
                whiteSpace: 'nowrap',
              }}
            >
              {card.headline}
            </Box>
          </Tooltip>
        ) : (
          <Box
            component="span"
            key={cardId}
            sx={{
              px: 1,
              py: 0.25,
              border: '1px dashed',
              borderColor: 'divider',
              borderRadius: 1,
              fontSize: '.84rem',
              color: 'text.secondary',
              whiteSpace: 'nowrap',
            }}
          >
            {translate(`app.live.gone.${reason}`)}
          </Box>
        ),
      )}
    </Box>
  );
}
