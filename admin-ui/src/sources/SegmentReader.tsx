import { Alert, Box, ButtonBase, Pagination, Typography } from '@mui/material';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslate } from 'react-admin';
import { type Span, speakerRoles } from '../../../graph-schema/index.ts';
import type { Segment } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import { ProposeBar, ProposeFromSegment } from './ProposeBar.tsx';
import { pageAt, segmentAt, usePlayback } from './playback.ts';
import { useSegments } from './use-segments.ts';

interface SegmentReaderProps {
  readonly sourceId: string;
  readonly span?: Span | null;
  readonly revision?: number;
  /** Whether what is read may be taken as evidence of something new. */
  readonly proposing?: boolean;
}

/** A source as people read it: a talk in turns, or a document in sections; with one span marked. */
export function SegmentReader({ sourceId, span = null, revision, proposing = false }: SegmentReaderProps) {
  const translate = useTranslate();
  const reader = useRef<HTMLDivElement>(null);
  const { data, error, isPending, pages, setPage, refetch } = useSegments(sourceId, span, revision);
  const playback = usePlayback();
  const atMs = playback?.playing ? playback.atMs : null;
  const turnTo = data && atMs !== null ? pageAt(data.items, atMs, data.page, pages) : null;
  useEffect(() => {
    if (turnTo !== null && turnTo !== data?.page) setPage(turnTo);
  }, [turnTo, data?.page, setPage]);
  if (isPending) return <LoadingMessage />;
  if (error) return <ErrorMessage error={error} onRetry={() => void refetch()} />;
  const played = playback?.atMs == null ? null : segmentAt(data.items, playback.atMs);
  const missing = span !== null && !data.items.some((segment) => segment.id === span.segmentId) && data.page === 1;
  return (
    <Box>
      {missing && (
        <Alert severity="info" sx={{ mb: 1.5 }}>
          {translate('app.sources.span_missing')}
        </Alert>
      )}
      <Box ref={reader} sx={{ display: 'grid', gap: 1, maxWidth: 900, mx: 'auto' }}>
        {data.items.map((segment) => (
          <SegmentView
            key={segment.id}
            segment={segment}
            span={span?.segmentId === segment.id ? span : null}
            played={played === segment.id}
            action={proposing && <ProposeFromSegment sourceId={sourceId} segment={segment} />}
          />
        ))}
      </Box>
      {proposing && <ProposeBar sourceId={sourceId} segments={data.items} reader={reader} />}
      {pages > 1 && (
        <Pagination
          count={pages}
          page={data.page}
          onChange={(_, page) => setPage(page)}
          sx={{ mt: 2, display: 'flex', justifyContent: 'center' }}
        />
      )}
    </Box>
  );
}

interface SegmentViewProps {
  readonly segment: Segment;
  readonly span: Span | null;
  /** Whether it is said where the recording is played. */
  readonly played: boolean;
  readonly action: ReactNode;
}

function SegmentView({ segment, span, played, action }: SegmentViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const marked = span !== null;
  const playable = usePlayback() !== null;
  useEffect(() => {
    if (marked) box.current?.scrollIntoView({ block: 'center' });
  }, [marked]);
  useEffect(() => {
    if (played) box.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [played]);
  const text = <SegmentText text={segment.text} span={span} />;
  return (
    <Box
      ref={box}
      id={segment.id}
      data-segment-id={segment.id}
      sx={{
        position: 'relative',
        // Below the bar, and the player that stays in sight.
        scrollMarginTop: playable ? 180 : 80,
        '& .segment-action': { opacity: 0 },
        '&:hover .segment-action, &:focus-within .segment-action': { opacity: 1 },
      }}
    >
      {segment.kind === 'utterance' ? (
        <Utterance segment={segment} played={played}>
          {text}
        </Utterance>
      ) : (
        <Section segment={segment}>{text}</Section>
      )}
      {action}
    </Box>
  );
}

function Utterance({ segment, played, children }: { segment: Segment; played: boolean; children: ReactNode }) {
  const labels = useLabels();
  const translate = useTranslate();
  const playback = usePlayback();
  const { startMs } = segment;
  const seeks = playback !== null && startMs !== null;
  // Words that were just selected are meant to be proposed, not played.
  const seek = () => seeks && document.getSelection()?.isCollapsed !== false && playback.seek(startMs);
  const customer = segment.role !== 'agent';
  return (
    <Box
      onClick={seek}
      aria-current={played ? 'true' : undefined}
      sx={{
        maxWidth: '86%',
        width: 'fit-content',
        ml: customer ? 0 : 'auto',
        bgcolor: customer ? 'background.paper' : 'primary.light',
        border: 1,
        borderColor: played ? 'primary.main' : customer ? 'divider' : 'transparent',
        ...(played ? { boxShadow: 3 } : {}),
        ...(seeks ? { cursor: 'pointer' } : {}),
        borderRadius: 1.5,
        px: 1.5,
        py: 0.75,
      }}
    >
      <Typography variant="caption" component="div" color="textSecondary" sx={{ fontVariantNumeric: 'tabular-nums' }}>
        {segment.role ? labels.of(speakerRoles, segment.role) : translate('app.recording.somebody')}{' '}
        {startMs === null ? (
          segment.locator
        ) : seeks ? (
          <ButtonBase
            aria-label={translate('app.recording.play_from', { time: clock(startMs) })}
            sx={{ font: 'inherit', color: 'primary.main' }}
          >
            {clock(startMs)}
          </ButtonBase>
        ) : (
          clock(startMs)
        )}
      </Typography>
      {children}
    </Box>
  );
}

function Section({ segment, children }: { segment: Segment; children: ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '112px minmax(0, 1fr)', gap: 2, py: 0.5 }}>
      <Typography
        variant="caption"
        color="textSecondary"
        sx={{ textAlign: 'right', pt: 0.3, overflowWrap: 'anywhere' }}
      >
        {segment.locator}
      </Typography>
      <Box sx={{ maxWidth: 760 }}>
        {segment.heading && !opensWith(segment.text, segment.heading) && (
          <Typography variant="subtitle2" component="h3" sx={{ m: 0, mb: 0.25 }}>
            {segment.heading}
          </Typography>
        )}
        {children}
      </Box>
    </Box>
  );
}

/** Whether the heading is the text's own first line already, marked up or not. */
function opensWith(text: string, heading: string): boolean {
  return text
    .trimStart()
    .replace(/^#+\s*/, '')
    .startsWith(heading);
}

function SegmentText({ text, span }: { text: string; span: Span | null }) {
  const whole = span !== null && span.end <= span.start;
  return (
    <Typography variant="body2" sx={{ lineHeight: 1.65, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      <PassageText text={text.trimEnd()} mark={whole ? { start: 0, end: text.length } : span} />
    </Typography>
  );
}
