import EditIcon from '@mui/icons-material/EditOutlined';
import StrikeIcon from '@mui/icons-material/RemoveCircleOutlineOutlined';
import RestoreIcon from '@mui/icons-material/RestoreOutlined';
import { Box, Button, Chip, Paper, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { MovedPart, ProposalPart } from '../api/types.ts';
import { ContentEditor } from '../content/ContentEditor.tsx';
import { ContentView } from '../content/ContentView.tsx';
import { PartTerms } from '../content/PartTerms.tsx';
import { SideBySide } from '../content/SideBySide.tsx';
import { EvidenceList } from '../evidence/EvidenceList.tsx';
import { KindChip } from '../widgets/KindChip.tsx';
import { MovedMark } from './MovedMark.tsx';
import { useEditLock } from './use-edit-lock.ts';
import type { SavePart } from './use-proposal-edit.ts';

interface NodeCardProps {
  readonly proposalId: string;
  readonly part: ProposalPart;
  readonly moved: MovedPart | null;
  readonly editable: boolean;
  readonly saving: boolean;
  readonly onPatch: SavePart;
}

/** One proposed item: what it says, what it changes, and the words behind it. */
export function NodeCard({ proposalId, part, moved, editable, saving, onPatch }: NodeCardProps) {
  const translate = useTranslate();
  const [editing, setEditing] = useState(false);
  const [inline, setInline] = useState(false);
  useEditLock(proposalId, editing);
  return (
    <Paper
      component="section"
      data-testid="proposal-part"
      data-item-id={part.itemId}
      sx={{ border: 1, borderColor: moved ? 'warning.main' : 'divider', opacity: part.struck ? 0.62 : 1 }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, px: 2, pt: 1.25 }}>
        <KindChip kind={part.kind} />
        <Typography
          variant="h6"
          component="h2"
          sx={{ flex: '1 1 220px', minWidth: 0, textDecoration: part.struck ? 'line-through' : 'none' }}
        >
          {part.label}
        </Typography>
        <BaseMark part={part} />
        {part.base?.content && !editing && !part.struck && (
          <Button size="small" onClick={() => setInline(!inline)}>
            {translate(inline ? 'app.triage.side_by_side' : 'app.triage.inline')}
          </Button>
        )}
        {editable && !editing && (
          <>
            {!part.struck && (
              <Button size="small" startIcon={<EditIcon />} onClick={() => setEditing(true)} data-testid="edit-part">
                {translate('ra.action.edit')}
              </Button>
            )}
            <Button
              size="small"
              color={part.struck ? 'primary' : 'error'}
              disabled={saving}
              startIcon={part.struck ? <RestoreIcon /> : <StrikeIcon />}
              onClick={() => onPatch({ ordinal: part.ordinal, struck: !part.struck })}
            >
              {translate(part.struck ? 'app.proposals.restore' : 'app.proposals.strike')}
            </Button>
          </>
        )}
      </Box>
      {!part.struck && (
        <Box sx={{ px: 2, pb: 2, pt: 1, display: 'grid', gap: 1.5 }}>
          {moved && <MovedMark moved={moved} />}
          {editing ? (
            <ContentEditor
              kind={part.kind}
              content={part.content}
              saving={saving}
              onCancel={() => setEditing(false)}
              onSave={(content) => onPatch({ ordinal: part.ordinal, content }, () => setEditing(false))}
            />
          ) : part.base?.content && !inline ? (
            <SideBySide
              kind={part.kind}
              left={{ title: translate('app.proposals.latest', { n: part.base.version }), content: part.base.content }}
              right={{ title: translate('app.proposals.proposed'), content: part.content }}
            />
          ) : (
            <ContentView kind={part.kind} content={part.content} base={part.base?.content ?? null} />
          )}
          <PartTerms part={part} />
          <Labelled label={translate('app.evidence.title')}>
            <EvidenceList evidence={part.evidence} />
          </Labelled>
        </Box>
      )}
    </Paper>
  );
}

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box>
      <Typography variant="overline" component="h3" color="textSecondary" sx={{ m: 0, mb: 0.25 }}>
        {label}
      </Typography>
      {children}
    </Box>
  );
}

function BaseMark({ part }: { part: ProposalPart }) {
  const translate = useTranslate();
  if (!part.base)
    return <Chip size="small" variant="outlined" label={translate('app.proposals.new')} sx={{ height: 21 }} />;
  return (
    <Chip
      size="small"
      variant="outlined"
      clickable
      component={Link}
      to={`/items/${encodeURIComponent(part.itemId)}/show`}
      label={translate('app.proposals.changes', { n: part.base.version })}
      sx={{ height: 21 }}
    />
  );
}
