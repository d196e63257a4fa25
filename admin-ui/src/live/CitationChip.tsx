import QuoteIcon from '@mui/icons-material/FormatQuote';
import { Box, Button, Chip, Popover, Typography } from '@mui/material';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Citation } from '../../../graph-schema/index.ts';
import { mayOpen, type Permissions } from '../access/permissions.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { sourceLink } from '../sources/source-link.ts';

const dialogPaper = { border: 1, borderColor: 'divider', boxShadow: 6 };

/** A place in a source that the card stands on; opens the words themselves. All its citations are of that place. */
export function CitationChip({ label, citations }: { label: string; citations: readonly Citation[] }) {
  const translate = useTranslate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const counted = citations.length > 1 ? translate('app.live.quotes', { label, n: citations.length }) : label;
  return (
    <>
      <Chip
        size="small"
        variant="outlined"
        clickable
        icon={<QuoteIcon />}
        label={counted}
        data-testid="card-citation"
        data-item-id={citations.map((citation) => citation.itemId).join(' ')}
        aria-haspopup="dialog"
        sx={{ maxWidth: 320, bgcolor: 'background.paper' }}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'top', horizontal: 'left' }}
        transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': label, sx: dialogPaper } }}
      >
        <Box sx={{ p: 2, maxWidth: 480, maxHeight: 360, overflow: 'auto' }}>
          <Typography variant="subtitle2">{label}</Typography>
          {citations.map((citation) => (
            <Quoted key={`${citation.itemId}:${citation.span.start}`} citation={citation} />
          ))}
        </Box>
      </Popover>
    </>
  );
}

function Quoted({ citation }: { citation: Citation }) {
  const translate = useTranslate();
  const { permissions } = usePermissions<Permissions>();
  return (
    <Box sx={{ mt: 1 }}>
      <Box
        component="blockquote"
        sx={{ m: 0, pl: 1.5, borderLeft: 3, borderColor: 'primary.main', whiteSpace: 'pre-line' }}
      >
        <PassageText text={citation.quote} />
      </Box>
      <Typography variant="caption" color="textSecondary">
        {translate('app.version_n', { n: citation.version })}
      </Typography>
      {permissions && mayOpen('sources', permissions) && (
        <Button size="small" component={Link} to={sourceLink(citation.sourceId, citation.span)} target="_blank">
          {translate('app.evidence.open_source')}
        </Button>
      )}
    </Box>
  );
}
