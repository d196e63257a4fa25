import AutoIcon from '@mui/icons-material/AutoModeOutlined';
import WhyIcon from '@mui/icons-material/HelpOutlineOutlined';
import ExpertIcon from '@mui/icons-material/HowToRegOutlined';
import SystemIcon from '@mui/icons-material/SettingsSuggestOutlined';
import { Box, IconButton, Popover, Tooltip, Typography } from '@mui/material';
import { type ReactElement, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Approval, Card } from '../../../graph-schema/index.ts';
import { useTimes } from '../i18n/use-times.ts';

const icons: Readonly<Record<Approval, ReactElement>> = {
  expert: <ExpertIcon fontSize="inherit" />,
  auto: <AutoIcon fontSize="inherit" />,
  system: <SystemIcon fontSize="inherit" />,
};

/** Who let the card through, how sure the service is, and why it chose it (on hover, focus or click). */
export function CardMarks({ card, compact = false }: { card: Card; compact?: boolean }) {
  const translate = useTranslate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const times = useTimes();
  const { approvedBy, since } = card;
  const approval = translate(`app.live.approval.${card.approval}`);
  const by = approvedBy ? translate('app.live.approved_by', { names: approvedBy.join(', ') }) : approval;
  const standing = since ? `${by} · ${translate('app.live.since', { at: times.instant(since) })}` : by;
  const confidence = `${Math.round(card.confidence * 100)}%`;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, color: 'text.secondary', fontSize: '.8rem' }}>
      <Tooltip title={standing}>
        <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, minWidth: 0 }}>
          <Box
            component="span"
            sx={{ fontSize: 16, lineHeight: 0, color: card.approval === 'expert' ? 'success.main' : 'info.main' }}
          >
            {icons[card.approval]}
          </Box>
          {!compact && <span>{approval}</span>}
        </Box>
      </Tooltip>
      <Tooltip title={translate('app.live.confidence')}>
        <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {confidence}
        </Box>
      </Tooltip>
      <Tooltip title={card.why}>
        <IconButton
          size="small"
          aria-label={translate('app.live.why')}
          sx={{ p: 0.25 }}
          onClick={(event) => {
            event.stopPropagation();
            setAnchor(event.currentTarget);
          }}
        >
          <WhyIcon sx={{ fontSize: 16 }} />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        onClick={(event) => event.stopPropagation()}
      >
        <Box sx={{ p: 2, maxWidth: 420 }}>
          <Typography variant="overline" color="textSecondary">
            {translate('app.live.why')}
          </Typography>
          <Typography variant="body2">{card.why}</Typography>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
            {standing}
          </Typography>
        </Box>
      </Popover>
    </Box>
  );
}
