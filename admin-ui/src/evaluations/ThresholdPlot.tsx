import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { usePercent } from '../agents/use-points.ts';
import type { SideSummary } from '../api/types.ts';

const [width, height] = [380, 190];
const [left, bottom, top] = [34, 24, 8];
const x = (threshold: number) => left + threshold * (width - left - 8);
const y = (share: number) => top + (1 - share) * (height - top - bottom);
const colours = { coverage: '#14566b', precision: '#b06a00' } as const;

/** How many questions get cards, and how many of these the right one, by the threshold on the confidence. */
export function ThresholdPlot({ side }: { side: SideSummary }) {
  const translate = useTranslate();
  const percent = usePercent();
  const { thresholds, suggested } = side;
  const line = (of: 'coverage' | 'precision') =>
    thresholds
      // Nothing is right or wrong where nothing is shown.
      .filter(({ coverage }) => of === 'coverage' || coverage > 0)
      .map((at, n) => `${n === 0 ? 'M' : 'L'}${x(at.threshold).toFixed(1)} ${y(at[of]).toFixed(1)}`)
      .join('');
  return (
    <>
      <Typography variant="h6" component="h2">
        {translate('app.evaluations.threshold_title')}
      </Typography>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1 }}>
        {translate('app.evaluations.threshold_hint')}
      </Typography>
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" style={{ maxWidth: 460, display: 'block' }} role="img">
        <title>{translate('app.evaluations.threshold_title')}</title>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line x1={left} x2={width - 8} y1={y(share)} y2={y(share)} stroke="#dde4e7" />
            <text x={left - 5} y={y(share) + 4} textAnchor="end" fontSize={11} fill="#4c5e67">
              {percent(share)}
            </text>
          </g>
        ))}
        {[0, 0.25, 0.5, 0.75, 1].map((threshold) => (
          <text key={threshold} x={x(threshold)} y={height - 7} textAnchor="middle" fontSize={11} fill="#4c5e67">
            {threshold}
          </text>
        ))}
        {suggested && (
          <line
            x1={x(suggested.threshold)}
            x2={x(suggested.threshold)}
            y1={top}
            y2={y(0)}
            stroke="#2f8f5b"
            strokeDasharray="4 3"
            strokeWidth={1.5}
          />
        )}
        <path d={line('coverage')} fill="none" stroke={colours.coverage} strokeWidth={2} />
        <path d={line('precision')} fill="none" stroke={colours.precision} strokeWidth={2} strokeDasharray="6 2" />
      </svg>
      <Box aria-hidden sx={{ display: 'flex', gap: 2, mb: 1 }}>
        {(['coverage', 'precision'] as const).map((of) => (
          <Typography key={of} variant="caption" sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
            <Box
              component="span"
              sx={{ width: 16, borderTop: `2px ${of === 'precision' ? 'dashed' : 'solid'} ${colours[of]}` }}
            />
            {translate(`app.evaluations.${of}`)}
          </Typography>
        ))}
      </Box>
      <Typography variant="body2">
        {suggested
          ? translate('app.evaluations.suggested', {
              threshold: suggested.threshold.toFixed(2),
              chosen: suggested.chosenOn,
              checked: suggested.checkedOn,
              coverage: percent(suggested.coverage),
              precision: percent(suggested.precision),
            })
          : translate('app.evaluations.too_few')}
      </Typography>
    </>
  );
}
