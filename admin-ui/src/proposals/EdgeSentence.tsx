import { Box, Button, Tooltip, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { MovedPart, ProposalPart } from '../api/types.ts';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { countsOf } from '../flow/step-flow.ts';
import { useCountText } from '../flow/use-count-text.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { MovedMark } from './MovedMark.tsx';
import type { SavePart } from './use-proposal-edit.ts';

interface EdgeSentenceProps {
  readonly part: ProposalPart;
  /** Calls at the relation's beginning, that its own are part of; null: not known. */
  readonly total: number | null;
  readonly moved: MovedPart | null;
  readonly editable: boolean;
  readonly saving: boolean;
  readonly onPatch: SavePart;
}

/** A relation said as a sentence, with how many calls took it and how they ended: 场景 —包含步骤→ 步骤, 23 of 45 calls. */
export function EdgeSentence({ part, total, moved, editable, saving, onPatch }: EdgeSentenceProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const [open, setOpen] = useState(false);
  const countText = useCountText();
  const { condition } = part.content;
  const counted = countText(countsOf(part.content), total);
  return (
    <Box component="li" sx={{ py: 0.4, borderTop: 1, borderColor: '#eef2f3', '&:first-of-type': { borderTop: 0 } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography
          variant="body2"
          sx={{
            flex: 1,
            textDecoration: part.struck ? 'line-through' : 'none',
            color: part.struck ? 'text.secondary' : 'text.primary',
          }}
        >
          {part.fromLabel ?? part.fromId}
          <Box component="span" sx={{ color: 'primary.main', mx: 0.75, whiteSpace: 'nowrap' }}>
            —{labels.kind(part.kind)}→
          </Box>
          {part.toLabel ?? part.toId}
          {counted !== '' && (
            <Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>
              {counted}
            </Box>
          )}
          {typeof condition === 'string' && (
            <Box component="span" sx={{ color: 'warning.dark', ml: 1 }}>
              {translate('app.proposals.when', { condition })}
            </Box>
          )}
        </Typography>
        <Tooltip title={translate('app.confidence')}>
          <Typography variant="caption" color="textSecondary">
            {Math.round(part.confidence * 100)}%
          </Typography>
        </Tooltip>
        {part.evidence.length > 0 && (
          <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)} sx={{ py: 0 }}>
            {translate('app.evidence.count', { smart_count: part.evidence.length })}
          </Button>
        )}
        {editable && (
          <Button
            size="small"
            color={part.struck ? 'primary' : 'error'}
            disabled={saving}
            onClick={() => onPatch({ ordinal: part.ordinal, struck: !part.struck })}
            sx={{ py: 0 }}
          >
            {translate(part.struck ? 'app.proposals.restore' : 'app.proposals.strike')}
          </Button>
        )}
      </Box>
      {moved && <MovedMark moved={moved} />}
      {open && (
        <Box sx={{ py: 1, pl: 1 }}>
          <EvidenceList evidence={part.evidence} />
        </Box>
      )}
    </Box>
  );
}
