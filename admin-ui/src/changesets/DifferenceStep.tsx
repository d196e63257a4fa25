import { Box, Button, Chip, Paper, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { DifferenceLine } from '../api/types.ts';
import { type DiffPart, wordDiff } from '../content/word-diff.ts';
import { ToneChip } from '../widgets/StateChip.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { useChangesetApi } from './changeset-api.ts';
import type { StepProps } from './step-props.ts';

type Change = DifferenceLine['change'];
const changes: readonly Change[] = ['added', 'changed', 'renumbered', 'removed', 'unchanged'];
const tones = { added: 'good', changed: 'wait', renumbered: 'info', removed: 'bad', unchanged: 'quiet' } as const;

/** The two versions clause by clause, with the words that changed marked. */
export function DifferenceStep({ changeset, onNext }: StepProps) {
  const translate = useTranslate();
  const api = useChangesetApi();
  const { data, error, refetch } = useQuery({
    queryKey: ['changeset-comparison', changeset.id, changeset.etag],
    queryFn: () => api.comparison(changeset.id),
    placeholderData: (before) => before,
  });
  const [shown, setShown] = useState<readonly Change[]>(['added', 'changed', 'renumbered', 'removed']);
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingMessage />;
  if (data.length === 0) return <StateMessage title={translate('app.changesets.no_comparison')} />;
  const count = (change: Change) => data.filter((line) => line.change === change).length;
  const lines = data.filter(({ change }) => shown.includes(change));
  return (
    <Box sx={{ display: 'grid', gap: 1.25 }}>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', flexWrap: 'wrap' }}>
        <ToggleButtonGroup
          size="small"
          value={shown}
          onChange={(_event, value: readonly Change[]) => setShown(value)}
          aria-label={translate('app.changesets.filter')}
        >
          {changes.map((change) => (
            <ToggleButton key={change} value={change} data-testid={`count-${change}`}>
              {translate(`app.changesets.change.${change}`)} {count(change)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Box sx={{ flex: 1 }} />
        <Button variant="contained" onClick={onNext} data-testid="next-step">
          {translate('app.changesets.to_impact', { smart_count: changeset.itemsCount })}
        </Button>
      </Box>
      {lines.length === 0 && <StateMessage title={translate('app.changesets.nothing_shown')} />}
      {lines.map((line) => (
        <Line key={`${line.before?.itemId ?? ''} ${line.after?.label ?? ''}`} line={line} />
      ))}
    </Box>
  );
}

function Line({ line }: { line: DifferenceLine }) {
  const translate = useTranslate();
  const { change, before, after } = line;
  const diff = wordDiff(before?.text ?? '', after?.text ?? '');
  const moved = change === 'renumbered' && before && after;
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 1.5 }} data-testid={`line-${change}`}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', mb: 0.5 }}>
        <ToneChip tone={tones[change]} label={translate(`app.changesets.change.${change}`)} />
        <Typography variant="subtitle2" component="h3">
          {moved ? `${before.label} → ${after.label}` : (after?.label ?? before?.label)}
        </Typography>
        {line.other && (
          <Typography variant="caption" color="textSecondary">
            {translate(change === 'added' ? 'app.changesets.split_from' : 'app.changesets.merged_into', {
              name: line.other,
            })}
          </Typography>
        )}
        <Box sx={{ flex: 1 }} />
        <UseChips callsPerWeek={line.callsPerWeek} openCalls={line.openCalls} />
      </Box>
      {before && after && before.text !== after.text ? (
        <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}>
          <Words parts={diff} without="added" />
          <Words parts={diff} without="removed" />
        </Box>
      ) : (
        <Typography variant="body2" sx={{ whiteSpace: 'pre-line', lineHeight: 1.6 }}>
          {after?.text ?? before?.text}
        </Typography>
      )}
    </Paper>
  );
}

const marks = {
  added: { backgroundColor: '#d5efdd', color: '#0f4325', textDecoration: 'none' },
  removed: { backgroundColor: '#fbe0dd', color: '#7f1d16', textDecoration: 'none' },
};

function Words({ parts, without }: { parts: readonly DiffPart[]; without: 'added' | 'removed' }) {
  return (
    <Typography
      variant="body2"
      component="div"
      sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', lineHeight: 1.6 }}
    >
      {parts.map(({ change, text }, index) => {
        if (change === without) return null;
        const key = `${index}-${change}`;
        if (change === 'same') return <span key={key}>{text}</span>;
        const Mark = change === 'added' ? 'ins' : 'del';
        return (
          <Mark key={key} style={marks[change]}>
            {text}
          </Mark>
        );
      })}
    </Typography>
  );
}

/** How much calls use something: over a week, and right now. */
export function UseChips({ callsPerWeek, openCalls }: { callsPerWeek: number; openCalls: number }) {
  const translate = useTranslate();
  if (callsPerWeek === 0 && openCalls === 0) return null;
  return (
    <>
      <Typography variant="caption" color="textSecondary">
        {translate('app.changesets.calls_per_week', { n: Math.round(callsPerWeek * 10) / 10 })}
      </Typography>
      {openCalls > 0 && (
        <Chip size="small" color="warning" label={translate('app.changesets.open_calls', { smart_count: openCalls })} />
      )}
    </>
  );
}
