import CloseIcon from '@mui/icons-material/Close';
import OpenIcon from '@mui/icons-material/OpenInNew';
import { Box, Drawer, IconButton, Tooltip, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Span } from '../../../graph-schema/index.ts';
import { SegmentReader } from './SegmentReader.tsx';
import { sourceLink } from './source-link.ts';

interface SourceDrawerProps {
  readonly sourceId: string;
  readonly title: string;
  readonly span: Span;
  readonly onClose: () => void;
}

/** The source beside what is being read, open at the span. */
export function SourceDrawer({ sourceId, title, span, onClose }: SourceDrawerProps) {
  const translate = useTranslate();
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      slotProps={{ paper: { sx: { width: { xs: 1, sm: 560 } }, 'aria-label': title } }}
    >
      <Box
        sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, borderBottom: 1, borderColor: 'divider' }}
      >
        <Typography variant="subtitle2" component="h2" noWrap sx={{ flex: 1 }}>
          {title}
        </Typography>
        <Tooltip title={translate('app.evidence.open_source')}>
          <IconButton
            size="small"
            component={Link}
            to={sourceLink(sourceId, span)}
            aria-label={translate('app.evidence.open_source')}
          >
            <OpenIcon fontSize="small" />
          </IconButton>
        </Tooltip>
        <IconButton size="small" onClick={onClose} aria-label={translate('ra.action.close')}>
          <CloseIcon fontSize="small" />
        </IconButton>
      </Box>
      <Box sx={{ flex: 1, overflow: 'auto', p: 2 }}>
        <SegmentReader sourceId={sourceId} span={span} />
      </Box>
    </Drawer>
  );
}
