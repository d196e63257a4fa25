import { Box, Chip, Tooltip } from '@mui/material';
import { useTranslate } from 'react-admin';
import {
  type Analysis,
  type Emotion,
  emotions,
  type RiskLevel,
  riskKinds,
  riskLevels,
} from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';

const quiet = { bgcolor: '#e6ecee', color: '#37464d' };
const raised = { bgcolor: 'warning.light', color: 'warning.dark' };
const severe = { bgcolor: 'error.light', color: 'error.dark' };

const emotionTones: Readonly<Record<Emotion, object>> = {
  calm: quiet,
  grateful: { bgcolor: 'success.light', color: 'success.dark' },
  confused: quiet,
  anxious: raised,
  disappointed: raised,
  frustrated: raised,
  angry: severe,
};
const riskTones: Readonly<Record<RiskLevel, object>> = { low: quiet, medium: raised, high: severe };

/** What was understood from the last words: situation, products, emotion, risk. */
export function AnalysisStrip({ analysis }: { analysis: Analysis | null }) {
  const translate = useTranslate();
  const labels = useLabels();
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2.5,
        minHeight: 40,
        px: 2,
        bgcolor: 'background.paper',
        borderBottom: 1,
        borderColor: 'divider',
        overflow: 'hidden',
        whiteSpace: 'nowrap',
      }}
    >
      <Reading label={translate('app.live.scenario')}>
        {analysis?.scenario ? (
          <Tooltip title={`${translate('app.live.confidence')} ${Math.round(analysis.scenario.confidence * 100)}%`}>
            <Box component="span" sx={{ fontWeight: 650, overflow: 'hidden', textOverflow: 'ellipsis' }}>
              {analysis.scenario.name}
            </Box>
          </Tooltip>
        ) : (
          '—'
        )}
      </Reading>
      <Reading label={translate('app.live.products')}>
        {analysis && analysis.products.length > 0
          ? analysis.products
              .slice(0, 3)
              .map((product) => (
                <Chip key={product.itemId} size="small" label={product.name} sx={{ height: 22, mr: 0.5 }} />
              ))
          : '—'}
      </Reading>
      <Box sx={{ flex: 1 }} />
      <Reading label={translate('app.live.emotion')}>
        <Mark
          tone={analysis ? emotionTones[analysis.emotion.value] : quiet}
          label={analysis ? labels.of(emotions, analysis.emotion.value) : '—'}
          cues={analysis?.emotion.cues ?? []}
        />
      </Reading>
      <Reading label={translate('app.live.risk')}>
        <Mark
          tone={analysis ? riskTones[analysis.risk.level] : quiet}
          label={
            analysis
              ? [
                  labels.of(riskLevels, analysis.risk.level),
                  ...analysis.risk.kinds.map((kind) => labels.of(riskKinds, kind)),
                ].join(' · ')
              : '—'
          }
          cues={analysis?.risk.cues ?? []}
        />
      </Reading>
    </Box>
  );
}

function Reading({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, minWidth: 0, fontSize: '.9rem' }}>
      <Box component="span" sx={{ color: 'text.secondary', fontSize: '.82rem' }}>
        {label}
      </Box>
      {children}
    </Box>
  );
}

function Mark({ tone, label, cues }: { tone: object; label: string; cues: readonly string[] }) {
  const translate = useTranslate();
  const chip = <Chip size="small" label={label} sx={{ height: 22, fontWeight: 650, ...tone }} />;
  if (cues.length === 0) return chip;
  return <Tooltip title={`${translate('app.live.heard')} ${cues.map((cue) => `“${cue}”`).join(' ')}`}>{chip}</Tooltip>;
}
