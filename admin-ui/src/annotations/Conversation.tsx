import { Box, ButtonBase, Typography } from '@mui/material';
import { Fragment, type RefObject, useEffect, useRef } from 'react';
import { useTranslate } from 'react-admin';
import { type AnnotationLabel, type Span, speakerRoles } from '../../../graph-schema/index.ts';
import type { Segment } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { segmentAt, usePlayback } from '../sources/playback.ts';
import { labelColours, labelText } from './label-looks.ts';

interface ConversationProps {
  readonly turns: readonly Segment[];
  readonly labels: readonly AnnotationLabel[];
  readonly names: Readonly<Record<string, string>>;
  /** What is marked and not labelled yet. */
  readonly pending?: readonly Span[];
  /** The turn that the keyboard is at. */
  readonly active?: string | null;
  readonly onActive?: (segmentId: string) => void;
  /** Labels to point out, by id. */
  readonly shown?: string | null;
  readonly reader?: RefObject<HTMLDivElement | null>;
}

/** A call in turns, with what was marked in it underlined in the colour of its label and named below the turn. */
export function Conversation({
  turns,
  labels,
  names,
  pending = [],
  active = null,
  onActive,
  shown = null,
  reader,
}: ConversationProps) {
  const playback = usePlayback();
  const played = playback?.atMs == null ? null : segmentAt(turns, playback.atMs);
  return (
    <Box ref={reader} sx={{ display: 'grid', gap: 1 }} data-testid="conversation">
      {turns.map((turn) => (
        <Turn
          key={turn.id}
          turn={turn}
          names={names}
          labels={labels.filter(({ spans }) => spans.some(({ segmentId }) => segmentId === turn.id))}
          pending={pending.filter(({ segmentId }) => segmentId === turn.id)}
          active={active === turn.id}
          played={played === turn.id}
          shown={shown}
          onActive={onActive}
        />
      ))}
    </Box>
  );
}

interface TurnProps extends Required<Pick<ConversationProps, 'labels' | 'names' | 'pending' | 'shown'>> {
  readonly turn: Segment;
  readonly active: boolean;
  readonly played: boolean;
  readonly onActive: ConversationProps['onActive'];
}

function Turn({ turn, labels, names, pending, active, played, shown, onActive }: TurnProps) {
  const vocabulary = useLabels();
  const translate = useTranslate();
  const playback = usePlayback();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) box.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const customer = turn.role !== 'agent';
  return (
    <Box
      ref={box}
      data-segment-id={turn.id}
      data-testid="turn"
      aria-current={active ? 'true' : undefined}
      onMouseDown={() => onActive?.(turn.id)}
      sx={{
        maxWidth: '90%',
        width: 'fit-content',
        ml: customer ? 0 : 'auto',
        bgcolor: customer ? 'background.paper' : 'primary.light',
        border: 1,
        borderColor: active || played ? 'primary.main' : customer ? 'divider' : 'transparent',
        boxShadow: active ? '0 0 0 1px #14566b' : 'none',
        borderRadius: 1.5,
        px: 1.5,
        py: 0.75,
        scrollMargin: '90px',
      }}
    >
      <Typography variant="caption" component="div" color="textSecondary" sx={{ userSelect: 'none' }}>
        {turn.role ? vocabulary.of(speakerRoles, turn.role) : translate('app.recording.somebody')}{' '}
        {turn.startMs !== null && playback ? (
          <ButtonBase
            onClick={() => playback.seek(turn.startMs ?? 0)}
            aria-label={translate('app.recording.play_from', { time: clock(turn.startMs) })}
            sx={{ font: 'inherit', color: 'primary.main' }}
          >
            {clock(turn.startMs)}
          </ButtonBase>
        ) : turn.startMs !== null ? (
          clock(turn.startMs)
        ) : (
          turn.locator
        )}
      </Typography>
      <MarkedText turn={turn} labels={labels} pending={pending} shown={shown} />
      {labels.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, mt: 0.5, userSelect: 'none' }}>
          {labels.map((label) => (
            <Box
              key={label.id}
              component="span"
              sx={{
                bgcolor: labelColours[label.kind][0],
                color: labelColours[label.kind][1],
                borderRadius: 1,
                px: 0.75,
                fontSize: '.75rem',
                fontWeight: 600,
              }}
            >
              {labelText(vocabulary, label, names)}
            </Box>
          ))}
        </Box>
      )}
    </Box>
  );
}

function MarkedText({ turn, labels, pending, shown }: Pick<TurnProps, 'turn' | 'labels' | 'pending' | 'shown'>) {
  const marks = labels.flatMap((label) =>
    label.spans.filter(({ segmentId }) => segmentId === turn.id).map((span) => ({ ...span, label })),
  );
  const borders = [
    ...new Set([0, turn.text.length, ...[...marks, ...pending].flatMap(({ start, end }) => [start, end])]),
  ].sort((a, b) => a - b);
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      {borders.slice(1).map((end, n) => {
        const start = borders[n] ?? 0;
        const over = marks.filter((mark) => mark.start <= start && end <= mark.end);
        const waiting = pending.some((mark) => mark.start <= start && end <= mark.end);
        const first = over[0];
        const pointed = over.some(({ label }) => label.id === shown);
        const piece = <PassageText text={turn.text.slice(start, end)} from={start} />;
        if (!first && !waiting) return <Fragment key={start}>{piece}</Fragment>;
        return (
          <mark
            key={start}
            data-testid={waiting ? 'pending-span' : 'span'}
            style={{
              backgroundColor: waiting ? '#bfe3ff' : first ? labelColours[first.label.kind][0] : 'transparent',
              color: 'inherit',
              padding: '1px 0',
              boxShadow: over.map(({ label }, m) => `0 ${2 + 2 * m}px 0 ${labelColours[label.kind][1]}`).join(','),
              outline: pointed ? '2px solid #14566b' : 'none',
            }}
          >
            {piece}
          </mark>
        );
      })}
    </Box>
  );
}
