import { Box, ButtonBase, TextField, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslate } from 'react-admin';
import { itemKinds } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { markColours } from './kind-marks.ts';
import { degreesOf, type ShownGraph, type ShownNode } from './shown-graph.ts';

const shownOfKind = 50;

interface GraphListProps {
  readonly graph: ShownGraph;
  /** Ways between two items, where they were asked for. */
  readonly ways: readonly (readonly string[])[] | null;
  onChoose(id: string): void;
}

/** What the picture shows, by kind and the best connected first; ways between two items step by step. */
export function GraphList({ graph, ways, onChoose }: GraphListProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const [words, setWords] = useState('');
  const degrees = useMemo(() => degreesOf(graph), [graph]);
  const wanted = words.trim().toLowerCase();
  const found = [...graph.nodes.values()]
    .filter(({ label, id }) => wanted === '' || (label ?? id).toLowerCase().includes(wanted))
    .sort((a, b) => (degrees.get(b.id) ?? 0) - (degrees.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
  return (
    <Box sx={{ p: 1.5, display: 'grid', gap: 1.25 }} data-testid="graph-list">
      {ways?.map((way, index) => (
        <Box key={way.join(' ')}>
          <Typography variant="overline" component="h2" sx={{ m: 0 }}>
            {translate('app.graph.way', { n: index + 1, steps: way.length - 1 })}
          </Typography>
          {way.map((id) => {
            const node = graph.nodes.get(id);
            return node && <ItemLine key={id} node={node} onChoose={onChoose} />;
          })}
        </Box>
      ))}
      {!ways && (
        <>
          <TextField
            type="search"
            margin="none"
            label={translate('app.graph.find_here')}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          {itemKinds.map((kind) => {
            const ofKind = found.filter((node) => node.kind === kind);
            if (ofKind.length === 0) return null;
            return (
              <Box key={kind}>
                <Typography variant="overline" component="h2" sx={{ m: 0, color: 'text.secondary' }}>
                  {labels.kind(kind)} · {ofKind.length}
                </Typography>
                {ofKind.slice(0, shownOfKind).map((node) => (
                  <ItemLine key={node.id} node={node} degree={degrees.get(node.id) ?? 0} onChoose={onChoose} />
                ))}
                {ofKind.length > shownOfKind && (
                  <Typography variant="caption" color="textSecondary">
                    {translate('app.graph.more_of_kind', { n: ofKind.length - shownOfKind })}
                  </Typography>
                )}
              </Box>
            );
          })}
        </>
      )}
    </Box>
  );
}

interface ItemLineProps {
  readonly node: ShownNode;
  readonly degree?: number;
  /** What stands before the name. */
  readonly before?: string;
  onChoose(id: string): void;
}

/** An item's name in a row that is pressed to see its details. */
export function ItemLine({ node, degree, before, onChoose }: ItemLineProps) {
  return (
    <ButtonBase
      onClick={() => onChoose(node.id)}
      data-item-id={node.id}
      sx={{
        width: '100%',
        minHeight: 24,
        justifyContent: 'flex-start',
        alignItems: 'baseline',
        gap: 1,
        px: 0.75,
        py: 0.4,
        borderRadius: 1,
        textAlign: 'left',
        fontSize: '.88rem',
        '&:hover': { bgcolor: '#eef3f4' },
      }}
    >
      <Box
        sx={{ width: 9, height: 9, borderRadius: '50%', bgcolor: markColours[node.kind], flexShrink: 0 }}
        aria-hidden
      />
      {before && (
        <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
          {before}
        </Box>
      )}
      <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        {node.label ?? node.id}
      </Box>
      {degree !== undefined && degree > 0 && (
        <Box component="span" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
          {degree}
        </Box>
      )}
    </ButtonBase>
  );
}
