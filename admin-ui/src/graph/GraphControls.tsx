import { Box, Button, MenuItem, TextField, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useTranslate } from 'react-admin';
import { beginAt, depthsOf, type GraphMode, type GraphView, graphModes } from './graph-address.ts';
import { ItemPicker } from './ItemPicker.tsx';
import type { ShownGraph } from './shown-graph.ts';

interface GraphControlsProps {
  readonly view: GraphView;
  readonly graph: ShownGraph;
  onChange(next: Partial<GraphView>): void;
  onGo(next: GraphView): void;
}

/** Where it begins, what is asked of it, how far, and at which points of both times. */
export function GraphControls({ view, graph, onChange, onGo }: GraphControlsProps) {
  const translate = useTranslate();
  const modes: readonly GraphMode[] = graphModes.filter((mode) => mode !== 'whole');
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', pt: 0.5 }}>
      <ItemPicker
        label={translate('app.graph.begin')}
        value={view.item}
        known={graph}
        onPick={(item) => onGo(beginAt(view, item, view.mode === 'whole' ? 'around' : view.mode))}
      />
      {view.item !== '' && (
        <>
          <ToggleButtonGroup
            exclusive
            size="small"
            value={view.mode}
            aria-label={translate('app.graph.what')}
            onChange={(_, mode: GraphMode | null) => mode && onGo(beginAt(view, view.item, mode))}
          >
            {modes.map((mode) => (
              <ToggleButton key={mode} value={mode} sx={{ px: 1.25, py: 0.6, textTransform: 'none' }}>
                {translate(`app.graph.mode.${mode}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          {view.mode === 'path' && (
            <ItemPicker
              label={translate('app.graph.end')}
              value={view.to}
              known={graph}
              onPick={(to) => onChange({ to, chosen: '' })}
            />
          )}
          <TextField
            select
            margin="none"
            label={translate('app.graph.depth')}
            value={view.depth}
            onChange={(event) => onChange({ depth: Number(event.target.value) })}
            sx={{ width: 92 }}
          >
            {depthsOf(view.mode).map((depth) => (
              <MenuItem key={depth} value={depth}>
                {depth}
              </MenuItem>
            ))}
          </TextField>
        </>
      )}
      {(['asOf', 'knownAt'] as const).map((name) => (
        <TextField
          key={name}
          type="datetime-local"
          margin="none"
          label={translate(`app.graph.${name}`)}
          value={view[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
          slotProps={{ inputLabel: { shrink: true } }}
          sx={{ width: 196 }}
        />
      ))}
      {view.item !== '' && (
        <Button size="small" onClick={() => onGo(beginAt(view, ''))}>
          {translate('app.graph.whole')}
        </Button>
      )}
    </Box>
  );
}
