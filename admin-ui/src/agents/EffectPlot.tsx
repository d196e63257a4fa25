import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { AgentStanding } from '../api/types.ts';
import { usePoints } from './use-points.ts';

const [width, height] = [170, 20];
const widest = 0.3;
const place = (share: number) => width / 2 + (Math.max(-widest, Math.min(widest, share)) / widest) * (width / 2 - 6);

/** An agent's effect beside the average agent, who is the line in the middle: a dot in its interval, up to 30 points either way. */
export function EffectPlot({ standing, large = false }: { standing: AgentStanding; large?: boolean }) {
  const translate = useTranslate();
  const points = usePoints();
  const { effect, low, high, topAgent } = standing;
  const said = translate('app.agents.effect_is', { effect: points(effect), low: points(low), high: points(high) });
  const colour = topAgent ? '#1c6b3f' : high < 0 ? '#8a5200' : '#14566b';
  const scale = large ? 2 : 1;
  const plot = (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width * scale}
      height={height * scale}
      role="img"
      aria-label={said}
      style={{ display: 'block', maxWidth: '100%' }}
    >
      <title>{said}</title>
      <line x1={width / 2} x2={width / 2} y1={1} y2={height - 1} stroke="#8c9ba2" strokeDasharray="2 2" />
      <line x1={place(low)} x2={place(high)} y1={height / 2} y2={height / 2} stroke={colour} strokeWidth={2} />
      {[low, high].map((end) => (
        <line key={end} x1={place(end)} x2={place(end)} y1={6} y2={height - 6} stroke={colour} strokeWidth={2} />
      ))}
      <circle cx={place(effect)} cy={height / 2} r={3.5} fill={colour} />
    </svg>
  );
  if (!large) return plot;
  return (
    <Box sx={{ width: width * scale, maxWidth: '100%' }}>
      {plot}
      <Box
        aria-hidden
        sx={{
          display: 'grid',
          gridTemplateColumns: '1fr auto 1fr',
          fontSize: '.75rem',
          color: 'text.secondary',
          '& :last-child': { textAlign: 'right' },
        }}
      >
        <span>{points(-widest)}</span>
        <span>{translate('resources.agents.fields.expectedRate')}</span>
        <span>{points(widest)}</span>
      </Box>
    </Box>
  );
}
