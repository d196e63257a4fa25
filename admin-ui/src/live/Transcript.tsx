import { Box, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useTranslate } from 'react-admin';
import { speakerRoles } from '../../../graph-schema/index.ts';
import type { PracticeTurn } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import type { Playhead } from './call-player.ts';

/** What has been said so far, the words being said last; follows the talk unless the reader scrolled away. */
export function Transcript({ turns, playhead }: { turns: readonly PracticeTurn[]; playhead: Playhead }) {
  const translate = useTranslate();
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const { said, speaking } = playhead;
  const shown = turns.slice(0, said + (speaking ? 1 : 0));

  useEffect(() => {
    const element = box.current;
    if (element && following.current && shown.length > 0) element.scrollTop = element.scrollHeight;
  });

  return (
    <Box
      ref={box}
      component="section"
      tabIndex={0}
      aria-label={translate('app.live.transcript')}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        following.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
      sx={{ minHeight: 0, overflow: 'auto', display: 'grid', gap: 1, alignContent: 'start', pr: 0.5 }}
    >
      <Typography variant="overline" component="h3" color="textSecondary" sx={{ m: 0 }}>
        {translate('app.live.transcript')}
      </Typography>
      {shown.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {translate('app.live.no_transcript')}
        </Typography>
      )}
      {shown.map((turn, index) => (
        <Turn key={`${turn.startMs}-${turn.role}`} turn={turn} share={speaking?.index === index ? speaking.share : 1} />
      ))}
    </Box>
  );
}

function Turn({ turn, share }: { turn: PracticeTurn; share: number }) {
  const labels = useLabels();
  const customer = turn.role === 'customer';
  const upTo = Math.max(1, Math.ceil(turn.text.length * share));
  return (
    <Box
      sx={{
        bgcolor: customer ? 'background.paper' : 'transparent',
        border: 1,
        borderColor: customer ? 'divider' : 'transparent',
        borderRadius: 1,
        px: 1.25,
        py: 0.75,
        ml: customer ? 0 : 1.5,
      }}
    >
      <Typography variant="caption" component="div" color="textSecondary" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        <Box component="span" sx={{ fontWeight: 650, color: customer ? 'primary.main' : 'text.secondary' }}>
          {labels.of(speakerRoles, turn.role)}
        </Box>{' '}
        {clock(turn.startMs)}
      </Typography>
      <Typography variant="body2" sx={{ lineHeight: 1.55 }}>
        <PassageText text={turn.text} upTo={upTo} />
        {share < 1 && (
          <Box component="span" aria-hidden sx={{ color: 'primary.main' }}>
            ▍
          </Box>
        )}
      </Typography>
    </Box>
  );
}
