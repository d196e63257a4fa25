import { Box, Button, Paper, Typography } from '@mui/material';
import { useMemo, useState } from 'react';
import { useTranslate } from 'react-admin';
import { FlowLines } from './FlowLines.tsx';
import { boxWidth, type FlowGrid, gridOf } from './flow-grid.ts';
import { type DrawnStep, type DrawnWay, drawFlow, type FlowStep, type FlowWay } from './step-flow.ts';
import { useCountText } from './use-count-text.ts';

interface FlowDiagramProps {
  readonly steps: readonly FlowStep[];
  readonly ways: readonly FlowWay[];
  readonly onOpen: (stepId: string) => void;
}

const shownAtFirst = 8;

/**
 * Steps in order as boxes, the ways between them as lines, and beside each step where it leads in words. To a screen
 * reader it is a list of steps with lists of ways.
 */
export function FlowDiagram({ steps, ways, onOpen }: FlowDiagramProps) {
  const translate = useTranslate();
  const [all, setAll] = useState(false);
  const [near, setNear] = useState<string | null>(null);
  const flow = useMemo(() => drawFlow(steps, ways), [steps, ways]);
  const grid = useMemo(() => gridOf(flow), [flow]);
  const hints = [
    'order',
    ...(flow.lanesPast > 0 ? ['past'] : []),
    ...(flow.lanesBack > 0 ? ['back'] : []),
    ...(ways.some(({ condition }) => condition !== null) ? ['condition'] : []),
  ];
  const folds = flow.steps.length > shownAtFirst + 2;
  const shown = folds && !all ? flow.steps.slice(0, shownAtFirst) : flow.steps;
  const height = grid.tops[shown.length] ?? grid.height;
  return (
    <Paper component="section" data-testid="flow" sx={{ border: 1, borderColor: 'divider', p: 2, minWidth: 0 }}>
      <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 650 }}>
        {translate('app.flow.title')}
      </Typography>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1.5 }}>
        {hints.map((hint) => (
          <Box key={hint} component="span" sx={{ mr: 0.75 }}>
            {translate(`app.flow.hint.${hint}`)}
          </Box>
        ))}
      </Typography>
      <Box sx={{ position: 'relative', height, overflow: 'hidden' }}>
        <FlowLines flow={flow} grid={grid} near={near} />
        <Box component="ol" aria-label={translate('app.flow.list')} sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {shown.map((step, row) => (
            <StepRow
              key={step.id}
              step={step}
              flowSteps={flow.steps}
              row={row}
              grid={grid}
              onOpen={onOpen}
              onNear={setNear}
            />
          ))}
        </Box>
      </Box>
      {folds && (
        <Button size="small" aria-expanded={all} onClick={() => setAll(!all)} sx={{ mt: 0.5 }}>
          {translate(all ? 'app.flow.fewer' : 'app.flow.all', { n: flow.steps.length })}
        </Button>
      )}
    </Paper>
  );
}

interface StepRowProps {
  readonly step: DrawnStep;
  readonly flowSteps: readonly DrawnStep[];
  readonly row: number;
  readonly grid: FlowGrid;
  readonly onOpen: (stepId: string) => void;
  readonly onNear: (wayId: string | null) => void;
}

function StepRow({ step, flowSteps, row, grid, onOpen, onNear }: StepRowProps) {
  const translate = useTranslate();
  const countText = useCountText();
  return (
    <Box
      component="li"
      sx={{ position: 'absolute', left: 0, right: 0, top: grid.tops[row], height: grid.heights[row], display: 'flex' }}
    >
      <Box
        component="button"
        type="button"
        onClick={() => onOpen(step.id)}
        title={translate('app.flow.open_step', { number: step.number, name: step.label })}
        sx={{
          ml: `${grid.left}px`,
          width: boxWidth,
          height: grid.boxHeight,
          flex: 'none',
          display: 'grid',
          gridTemplateColumns: '24px minmax(0, 1fr)',
          columnGap: 1,
          alignItems: 'center',
          px: 1,
          py: 0,
          border: 1,
          borderColor: 'primary.main',
          borderRadius: '6px',
          bgcolor: 'primary.light',
          color: 'text.primary',
          font: 'inherit',
          textAlign: 'left',
          cursor: 'pointer',
          '&:hover': { bgcolor: '#d3e7ec' },
        }}
      >
        <Box
          component="span"
          sx={{ fontWeight: 700, color: 'primary.main', textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
        >
          {step.number}
        </Box>
        <Box component="span" sx={{ minWidth: 0, lineHeight: 1.3 }}>
          <Box component="span" sx={{ ...oneLine, fontSize: '.88rem', fontWeight: 600 }}>
            {step.label}
          </Box>
          <Box component="span" sx={{ ...oneLine, fontSize: '.76rem', color: 'text.secondary' }}>
            {countText(step.counts)}
          </Box>
        </Box>
      </Box>
      <Box
        component="ul"
        sx={{ m: 0, p: 0, pt: '3px', ml: `${grid.right}px`, flex: 1, minWidth: 0, listStyle: 'none' }}
      >
        {step.ways.map((way) => (
          <WayLine key={way.id} way={way} step={step} to={flowSteps[way.toRow]} onNear={onNear} />
        ))}
      </Box>
    </Box>
  );
}

const oneLine = { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

interface WayLineProps {
  readonly way: DrawnWay;
  readonly step: DrawnStep;
  readonly to: DrawnStep | undefined;
  readonly onNear: (wayId: string | null) => void;
}

function WayLine({ way, step, to, onNear }: WayLineProps) {
  const translate = useTranslate();
  const countText = useCountText();
  const number = to?.number ?? way.toRow + 1;
  const counted = countText(way.counts, step.counts.calls);
  const when = way.condition === null ? '' : translate('app.flow.when', { condition: way.condition });
  const where = translate(way.sort === 'back' ? 'app.flow.back_to' : 'app.flow.to', { number });
  return (
    <Box
      component="li"
      onMouseEnter={() => onNear(way.id)}
      onMouseLeave={() => onNear(null)}
      title={[`${where} ${to?.label ?? ''}`, counted, when].filter((part) => part !== '').join('\n')}
      sx={{ ...oneLine, fontSize: '.82rem', lineHeight: '19px', height: 19 }}
    >
      <Box component="span" sx={{ fontWeight: 600, mr: 1 }}>
        <span aria-hidden>
          {way.sort === 'back' ? '↩' : '→'} {number}
        </span>
        <Box component="span" sx={unseen}>
          {where}
        </Box>
      </Box>
      {counted}
      {when !== '' && (
        <Box component="span" sx={{ color: 'warning.dark', ml: 1 }}>
          {when}
        </Box>
      )}
    </Box>
  );
}

const unseen = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } as const;
