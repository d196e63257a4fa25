import OpenIcon from '@mui/icons-material/ChevronRight';
import { Box, ButtonBase, Chip, Paper } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { ProposalPart } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';

interface FoldedPartProps {
  readonly part: ProposalPart;
  /** As a step is called by; absent: its kind is shown. */
  readonly number?: number;
  /** What is told of it while it is folded. */
  readonly notes: readonly string[];
  readonly moved: boolean;
  readonly open: boolean;
  readonly onTurn: () => void;
  readonly children: ReactNode;
}

/** A part in one line, which opens to all of it. What was opened once stays as it is when it is folded again. */
export function FoldedPart({ part, number, notes, moved, open, onTurn, children }: FoldedPartProps) {
  const translate = useTranslate();
  const marks = [
    ...(part.struck ? [translate('app.flow.parts.struck')] : []),
    ...(part.base ? [translate('app.proposals.changes', { n: part.base.version })] : []),
  ];
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  return (
    <Paper
      component="section"
      id={`part-${part.itemId}`}
      data-testid="folded-part"
      sx={{ border: 1, borderColor: moved ? 'warning.main' : 'divider', minWidth: 0, scrollMarginTop: 64 }}
    >
      <ButtonBase
        aria-expanded={open}
        title={translate(`app.flow.parts.${open ? 'less' : 'more'}`, { name: part.label })}
        onClick={onTurn}
        sx={{
          typography: 'body2',
          width: '100%',
          display: 'flex',
          gap: 1,
          px: 1.25,
          py: 0.75,
          textAlign: 'left',
          justifyContent: 'start',
        }}
      >
        <OpenIcon fontSize="small" sx={{ color: 'text.secondary', transform: open ? 'rotate(90deg)' : 'none' }} />
        {number === undefined ? (
          <KindChip kind={part.kind} />
        ) : (
          <Box component="span" sx={{ fontWeight: 700, color: 'primary.main', minWidth: 20, textAlign: 'right' }}>
            {number}
          </Box>
        )}
        <Box
          component="span"
          sx={{
            flex: '0 1 auto',
            minWidth: 0,
            fontWeight: 600,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
            textDecoration: part.struck ? 'line-through' : 'none',
          }}
        >
          {part.label}
        </Box>
        {marks.map((text) => (
          <Chip
            key={text}
            component="span"
            size="small"
            variant="outlined"
            label={text}
            sx={{ height: 20, flex: 'none' }}
          />
        ))}
        <Box
          component="span"
          sx={{ ml: 'auto', pl: 1, flex: 'none', color: 'text.secondary', fontSize: '.82rem', whiteSpace: 'nowrap' }}
        >
          {notes.join(' · ')}
        </Box>
      </ButtonBase>
      {wasOpen && (
        <Box sx={{ display: open ? 'grid' : 'none', gap: 1.5, px: 1.25, pb: 1.25, minWidth: 0 }}>{children}</Box>
      )}
    </Paper>
  );
}
