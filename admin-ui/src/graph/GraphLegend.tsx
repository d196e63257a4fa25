import { Box, ButtonBase } from '@mui/material';
import { useTranslate } from 'react-admin';
import { type ItemKind, itemKinds } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { markColours } from './kind-marks.ts';
import type { ShownGraph } from './shown-graph.ts';

interface GraphLegendProps {
  readonly graph: ShownGraph;
  readonly hidden: readonly ItemKind[];
  onChange(hidden: readonly ItemKind[]): void;
}

/** What the colours mean, how many there are of each, and a press to leave a kind out or take it in again. */
export function GraphLegend({ graph, hidden, onChange }: GraphLegendProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const counts = new Map<ItemKind, number>();
  for (const { kind } of graph.nodes.values()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const present = itemKinds.filter((kind) => counts.has(kind) || hidden.includes(kind));
  if (present.length === 0) return null;
  const turn = (kind: ItemKind) =>
    onChange(hidden.includes(kind) ? hidden.filter((one) => one !== kind) : [...hidden, kind]);
  return (
    <Box
      role="group"
      aria-label={translate('app.graph.legend')}
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        gap: 0.5,
        p: 0.75,
        borderTop: 1,
        borderColor: 'divider',
      }}
    >
      {present.map((kind) => {
        const off = hidden.includes(kind);
        return (
          <ButtonBase
            key={kind}
            aria-pressed={!off}
            title={translate(off ? 'app.graph.take_in' : 'app.graph.leave_out')}
            onClick={() => turn(kind)}
            sx={{ gap: 0.75, px: 0.9, py: 0.35, borderRadius: 1, fontSize: '.8rem', '&:hover': { bgcolor: '#eef3f4' } }}
          >
            <Box
              sx={{
                width: 11,
                height: 11,
                borderRadius: '50%',
                border: `2px solid ${markColours[kind]}`,
                bgcolor: off ? '#fff' : markColours[kind],
              }}
            />
            <Box component="span" sx={off ? { textDecoration: 'line-through', color: 'text.secondary' } : {}}>
              {labels.kind(kind)}
            </Box>
            <Box component="span" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
              {counts.get(kind) ?? 0}
            </Box>
          </ButtonBase>
        );
      })}
    </Box>
  );
}
