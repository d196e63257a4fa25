import { Chip } from '@mui/material';
import { type ItemKind, itemKinds } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { kindColours } from '../theme.ts';

function isItemKind(kind: string): kind is ItemKind {
  return (itemKinds as readonly string[]).includes(kind);
}

/** The kind of an item in its colour; a relation in grey. */
export function KindChip({ kind, count }: { kind: string; count?: number }) {
  const labels = useLabels();
  const [background, text] = isItemKind(kind) ? kindColours[kind] : ['#eceff1', '#44545c'];
  const label = count !== undefined && count > 1 ? `${labels.kind(kind)} ×${count}` : labels.kind(kind);
  return <Chip size="small" label={label} sx={{ height: 21, fontSize: '.77rem', bgcolor: background, color: text }} />;
}
