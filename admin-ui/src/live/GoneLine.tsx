import RemovedIcon from '@mui/icons-material/RemoveCircleOutlineOutlined';
import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Slot } from './stream-state.ts';

/** The quiet line where a card was: that it left and why, never what it said. */
export function GoneLine({ slot }: { slot: Extract<Slot, { state: 'gone' }> }) {
  const translate = useTranslate();
  return (
    <Box
      data-testid="card-gone"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 1, color: 'text.secondary', fontSize: '.9rem' }}
    >
      <RemovedIcon sx={{ fontSize: 18 }} aria-hidden />
      <span>
        {translate(`app.live.gone.${slot.reason}`)}
        {slot.replacedBy && ` ${translate('app.live.replaced_by', { n: slot.replacedBy.version })}`}
      </span>
    </Box>
  );
}
