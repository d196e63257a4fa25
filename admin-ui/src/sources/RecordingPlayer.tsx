import { Alert, Box, Paper, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useDataProvider, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { CallRecording } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { type Playback, PlaybackContext } from './playback.ts';

interface RecordingPlayerProps {
  readonly sourceId: string;
  /** What is read in step with it. */
  readonly children: ReactNode;
}

/** The recording of a call above what was said in it: played if its audio is kept here, else only named. */
export function RecordingPlayer({ sourceId, children }: RecordingPlayerProps) {
  const recording = useRecording(sourceId);
  const { permissions = [] } = usePermissions<Permissions>();
  const audio = useRef<HTMLAudioElement>(null);
  const [place, setPlace] = useState<Pick<Playback, 'atMs' | 'playing'>>({ atMs: null, playing: false });
  const playable = recording?.playable === true && permissions.includes('recordings:play');
  const playback = useMemo<Playback | null>(
    () => (playable ? { ...place, seek: (ms) => void play(audio.current, ms) } : null),
    [playable, place],
  );
  const note = (playing?: boolean) =>
    setPlace((before) => ({
      atMs: Math.round((audio.current?.currentTime ?? 0) * 1_000),
      playing: playing ?? before.playing,
    }));
  return (
    <PlaybackContext.Provider value={playback}>
      {recording && (
        <Paper
          sx={{
            border: 1,
            borderColor: 'divider',
            px: 2.5,
            py: 1.5,
            mb: 1.5,
            ...(playable ? { position: 'sticky', top: 56, zIndex: 3 } : {}),
          }}
        >
          <RecordingFacts recording={recording} playable={playable} />
          {playable && (
            // biome-ignore lint/a11y/useMediaCaption: the conversation below is its transcript
            <audio
              ref={audio}
              controls
              preload="none"
              src={`/v1/sources/${encodeURIComponent(sourceId)}/recording`}
              onTimeUpdate={() => note()}
              onSeeked={() => note()}
              onPlay={() => note(true)}
              onPause={() => note(false)}
              data-testid="recording-player"
              style={{ width: '100%', height: 40, marginTop: 8, display: 'block' }}
            />
          )}
        </Paper>
      )}
      {children}
    </PlaybackContext.Provider>
  );
}

function RecordingFacts({ recording, playable }: { recording: CallRecording; playable: boolean }) {
  const translate = useTranslate();
  const { name, channels, durationMs } = recording;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'baseline', fontSize: '.9rem' }}>
      <Typography variant="subtitle2" component="h2">
        {translate('app.recording.title')}
      </Typography>
      <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
        {name}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
        {clock(durationMs)}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {translate('app.recording.channels', { smart_count: channels })}
      </Box>
      {!playable && (
        <Box component="span" sx={{ color: 'text.secondary' }}>
          {translate(recording.playable ? 'app.recording.not_yours' : 'app.recording.elsewhere')}
        </Box>
      )}
    </Box>
  );
}

/** That one channel holds both sides, where it does: nobody is named then. */
export function UndiarisedNote({ metadata }: { metadata: Readonly<Record<string, unknown>> | undefined }) {
  const translate = useTranslate();
  if (metadata?.['undiarised'] !== true) return null;
  return (
    <Alert severity="info" sx={{ mb: 1.5 }}>
      {translate('app.recording.undiarised')}
    </Alert>
  );
}

function useRecording(sourceId: string): CallRecording | null {
  const api = useDataProvider<CoachDataProvider>();
  const found = useQuery({
    queryKey: ['sources', sourceId, 'recordings'],
    queryFn: () => api.recording(sourceId),
  });
  return found.data ?? null;
}

/** A player that is not loaded yet takes a place only once it knows how long it is. */
async function play(audio: HTMLAudioElement | null, ms: number): Promise<void> {
  if (!audio) return;
  audio.currentTime = ms / 1_000;
  // Refused when the browser wants another gesture first; the place is kept.
  await audio.play().catch(() => undefined);
}
