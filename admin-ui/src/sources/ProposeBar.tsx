import ProposeIcon from '@mui/icons-material/PostAddOutlined';
import { Box, Button, IconButton, Tooltip, Typography } from '@mui/material';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Span } from '../../../graph-schema/index.ts';
import type { Segment } from '../api/types.ts';
import { selectedPieces, spansOf } from '../passage/selected-spans.ts';
import { proposeLink } from './propose-link.ts';

interface ProposeBarProps {
  readonly sourceId: string;
  readonly segments: readonly Segment[];
  readonly reader: RefObject<HTMLElement | null>;
}

/** While words of the source are selected: the way to propose something that stands on them. */
export function ProposeBar({ sourceId, segments, reader }: ProposeBarProps) {
  const translate = useTranslate();
  const spans = useSelectedSpans(segments, reader);
  if (spans.length === 0) return null;
  const length = spans.reduce((sum, { start, end }) => sum + end - start, 0);
  return (
    <Box sx={{ position: 'sticky', bottom: 16, display: 'flex', justifyContent: 'center', mt: 1, zIndex: 2 }}>
      <Box
        role="status"
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 1.5,
          pl: 2,
          pr: 1,
          py: 0.75,
          bgcolor: 'secondary.main',
          color: '#ffffff',
          borderRadius: 2,
          boxShadow: 6,
        }}
      >
        <Typography variant="body2">{translate('app.propose.selected', { smart_count: length })}</Typography>
        <Button
          component={Link}
          to={proposeLink(sourceId, spans)}
          size="small"
          variant="contained"
          startIcon={<ProposeIcon />}
          data-testid="propose-selected"
          // Pressing the button would otherwise take the selection away with it.
          onMouseDown={(event) => event.preventDefault()}
          sx={{ bgcolor: '#8fd0dd', color: '#0b2c38', '&:hover': { bgcolor: '#a8dde7' } }}
        >
          {translate('app.propose.from_selection')}
        </Button>
      </Box>
    </Box>
  );
}

/** The same for one whole segment, for whoever reads by keyboard. */
export function ProposeFromSegment({ sourceId, segment }: { sourceId: string; segment: Segment }) {
  const translate = useTranslate();
  const [span] = spansOf([{ segmentId: segment.id, start: 0, end: segment.text.length }], () => segment.text);
  if (!span) return null;
  const label = translate('app.propose.from_segment');
  return (
    <Tooltip title={label}>
      <IconButton
        className="segment-action"
        component={Link}
        to={proposeLink(sourceId, [span])}
        size="small"
        aria-label={label}
        sx={{
          position: 'absolute',
          top: 2,
          right: segment.role === 'agent' ? 'auto' : 0,
          left: segment.role === 'agent' ? 0 : 'auto',
        }}
      >
        <ProposeIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}

function useSelectedSpans(segments: readonly Segment[], reader: RefObject<HTMLElement | null>): readonly Span[] {
  const [spans, setSpans] = useState<readonly Span[]>([]);
  useEffect(() => {
    const texts = new Map(segments.map(({ id, text }) => [id, text]));
    const read = () => {
      const selection = document.getSelection();
      const root = reader.current;
      const range = selection && !selection.isCollapsed && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
      setSpans(range && root ? spansOf(selectedPieces(range, root), (id) => texts.get(id) ?? '') : []);
    };
    document.addEventListener('selectionchange', read);
    return () => document.removeEventListener('selectionchange', read);
  }, [segments, reader]);
  return spans;
}
