import { Box, Paper, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { ConnectionState } from '../api/event-stream.ts';
import { CoreCard } from './CoreCard.tsx';
import { GoneLine } from './GoneLine.tsx';
import { type Composed, isConfirmed, type Slot } from './stream-state.ts';
import { useNow } from './use-now.ts';

const enter = {
  '@keyframes enter': { from: { opacity: 0, transform: 'translateY(6px)' }, to: { opacity: 1, transform: 'none' } },
};

interface CoreSlotProps {
  readonly slot: Slot | null;
  readonly composed: Composed | null;
  readonly idle: boolean;
  readonly started: boolean;
  readonly connection: ConnectionState | null;
}

/** The place of the core card. It keeps its size whatever comes or goes. */
export function CoreSlot({ slot, composed, idle, started, connection }: CoreSlotProps) {
  const translate = useTranslate();
  const now = useNow(250);
  const confirmed = slot?.state === 'shown' && isConfirmed(slot.shown, now) && connection !== 'refused';
  return (
    <Paper
      sx={{
        flex: 1,
        minHeight: 0,
        border: 1,
        borderColor: 'divider',
        position: 'relative',
        display: 'flex',
        flexDirection: 'column',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ flex: 1, minHeight: 0 }} aria-live="polite" aria-atomic="true">
        {slot?.state === 'shown' && (
          <Box
            key={slot.shown.card.id}
            sx={{
              height: 1,
              ...enter,
              animation: 'enter 160ms ease-out',
              transition: 'opacity 150ms, filter 150ms',
              ...(confirmed ? {} : { opacity: 0.62, filter: 'grayscale(.7)' }),
            }}
          >
            <CoreCard card={slot.shown.card} confirmed={confirmed} composed={composed} />
          </Box>
        )}
        {slot?.state === 'gone' && (
          <Box sx={{ height: 1, display: 'grid', placeItems: 'center', ...enter, animation: 'enter 160ms ease-out' }}>
            <GoneLine slot={slot} />
          </Box>
        )}
        {slot === null && <EmptyCore started={started} idle={idle} />}
      </Box>
      <Box
        role="status"
        sx={{
          height: 26,
          px: 3,
          display: 'flex',
          alignItems: 'center',
          gap: 1,
          fontSize: '.8rem',
          borderTop: 1,
          borderColor: 'divider',
          bgcolor: '#fafcfc',
          color: 'text.secondary',
        }}
      >
        {slot?.state === 'shown' && !confirmed && (
          <Box component="span" sx={{ color: 'warning.dark', fontWeight: 650 }} data-testid="unconfirmed">
            {translate('app.live.unconfirmed')}
          </Box>
        )}
        {slot?.state === 'shown' && confirmed && translate('app.live.confirmed')}
        {idle && slot !== null && <span>{translate('app.live.idle')}</span>}
      </Box>
    </Paper>
  );
}

function EmptyCore({ started, idle }: { started: boolean; idle: boolean }) {
  const translate = useTranslate();
  const [title, hint] = !started
    ? ['app.live.empty_title', 'app.live.empty_hint']
    : idle
      ? ['app.live.idle_title', 'app.live.idle_hint']
      : ['app.live.listening_title', 'app.live.listening_hint'];
  return (
    <Box sx={{ height: 1, display: 'grid', placeContent: 'center', textAlign: 'center', gap: 0.75, px: 4 }}>
      <Typography variant="h6" component="p">
        {translate(title)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 420 }}>
        {translate(hint)}
      </Typography>
    </Box>
  );
}
