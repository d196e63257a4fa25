import BackIcon from '@mui/icons-material/ArrowBack';
import EndIcon from '@mui/icons-material/CallEndOutlined';
import ExitIcon from '@mui/icons-material/LogoutOutlined';
import PauseIcon from '@mui/icons-material/Pause';
import PlayIcon from '@mui/icons-material/PlayArrow';
import SkipIcon from '@mui/icons-material/SkipNext';
import { Box, Button, IconButton, LinearProgress, ToggleButton, ToggleButtonGroup, Tooltip } from '@mui/material';
import { useLogout, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { landingPage, type Permissions } from '../access/permissions.ts';
import type { ConnectionState } from '../api/event-stream.ts';
import type { PracticeCall } from '../api/types.ts';
import { clock } from '../i18n/times.ts';
import { ink } from '../theme.ts';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { InstitutionName } from '../widgets/InstitutionName.tsx';
import { LanguageSwitch } from '../widgets/LanguageSwitch.tsx';
import { Logo } from '../widgets/Logo.tsx';
import { CallPicker } from './CallPicker.tsx';
import type { CallPlayer } from './use-call-player.ts';

const onDark = { color: '#e7f0f3', borderColor: '#456270' };
const speeds = [1, 2, 4];

interface LiveHeaderProps {
  readonly chosen: PracticeCall | null;
  /** Whether the chosen call's turns are here. */
  readonly loaded: boolean;
  readonly onChoose: (call: PracticeCall) => void;
  readonly player: CallPlayer;
  readonly connection: ConnectionState | null;
}

/** Which call, its controls, and how the connection stands. */
export function LiveHeader({ chosen, loaded, onChoose, player, connection }: LiveHeaderProps) {
  const translate = useTranslate();
  return (
    <Box
      component="header"
      sx={{ height: 54, px: 2, display: 'flex', alignItems: 'center', gap: 1.25, bgcolor: ink, color: '#ffffff' }}
    >
      <Logo />
      <HeardOnly>{translate('app.live.title')}</HeardOnly>
      <CallPicker chosen={chosen} onChoose={onChoose} />
      <PlayerControls player={player} disabled={!loaded} />
      <Box sx={{ flex: 1 }} />
      <InstitutionName />
      <ConnectionMark connection={connection} />
      <LanguageSwitch onDark />
      <Leave />
    </Box>
  );
}

function PlayerControls({ player, disabled }: { player: CallPlayer; disabled: boolean }) {
  const translate = useTranslate();
  const { status, positionMs, durationMs, speed } = player;
  const playing = status === 'playing';
  const playLabel = playing ? 'pause' : status === 'paused' ? 'resume' : status === 'ready' ? 'play' : 'again';
  return (
    <>
      <Button
        variant="contained"
        data-testid="live-play"
        disabled={disabled}
        startIcon={playing ? <PauseIcon /> : <PlayIcon />}
        onClick={playing ? player.pause : player.play}
        sx={{
          minWidth: 112,
          bgcolor: '#8fd0dd',
          color: '#0b2c38',
          '&:hover': { bgcolor: '#a8dde7' },
          '&.Mui-disabled': { bgcolor: '#335563', color: '#9db4bd' },
        }}
      >
        {translate(`app.live.${playLabel}`)}
      </Button>
      <Tooltip title={translate('app.live.next_turn')}>
        <span>
          <IconButton
            onClick={player.skipTurn}
            disabled={!playing && status !== 'paused'}
            aria-label={translate('app.live.next_turn')}
            sx={{ ...onDark, '&.Mui-disabled': { color: '#5d7b88' } }}
          >
            <SkipIcon />
          </IconButton>
        </span>
      </Tooltip>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={speed}
        onChange={(_, next: number | null) => next && player.setSpeed(next)}
        aria-label={translate('app.live.speed')}
      >
        {speeds.map((value) => (
          <ToggleButton
            key={value}
            value={value}
            sx={{
              px: 1,
              py: 0.2,
              ...onDark,
              '&.Mui-selected, &.Mui-selected:hover': { color: '#12313d', bgcolor: '#cfe6ec' },
            }}
          >
            {value}×
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Box sx={{ width: 150 }}>
        <Box sx={{ fontSize: '.78rem', fontVariantNumeric: 'tabular-nums', color: '#cfe0e6' }}>
          {clock(positionMs)} / {clock(durationMs)}
        </Box>
        <LinearProgress
          variant="determinate"
          aria-label={translate('app.live.progress')}
          value={durationMs > 0 ? (100 * positionMs) / durationMs : 0}
          sx={{
            height: 3,
            borderRadius: 2,
            bgcolor: '#335563',
            '& .MuiLinearProgress-bar': { bgcolor: '#8fd0dd', transition: 'none' },
          }}
        />
      </Box>
      {player.callId !== null && status !== 'ended' && (
        <Tooltip title={translate('app.live.end')}>
          <IconButton
            onClick={player.end}
            aria-label={translate('app.live.end')}
            data-testid="live-end"
            sx={{ color: '#ffb4ab' }}
          >
            <EndIcon />
          </IconButton>
        </Tooltip>
      )}
    </>
  );
}

const connectionColours: Readonly<Record<ConnectionState | 'none', string>> = {
  none: '#7f99a4',
  connecting: '#f0c674',
  open: '#7fd1a0',
  reconnecting: '#f0c674',
  closed: '#7f99a4',
  refused: '#ff9e94',
};

function ConnectionMark({ connection }: { connection: ConnectionState | null }) {
  const translate = useTranslate();
  const state = connection ?? 'none';
  return (
    <Box
      role="status"
      data-testid="connection-state"
      data-state={state}
      sx={{ display: 'flex', alignItems: 'center', gap: 0.75, fontSize: '.85rem', whiteSpace: 'nowrap' }}
    >
      <Box sx={{ width: 9, height: 9, borderRadius: '50%', bgcolor: connectionColours[state] }} />
      {translate(`app.live.connection.${state}`)}
    </Box>
  );
}

function Leave() {
  const translate = useTranslate();
  const logout = useLogout();
  const { permissions } = usePermissions<Permissions>();
  if (permissions && landingPage(permissions) === '/live') {
    return (
      <Tooltip title={translate('ra.auth.logout')}>
        <IconButton onClick={() => logout()} aria-label={translate('ra.auth.logout')} sx={onDark}>
          <ExitIcon fontSize="small" />
        </IconButton>
      </Tooltip>
    );
  }
  return (
    <Tooltip title={translate('app.live.leave')}>
      <IconButton component={Link} to="/" aria-label={translate('app.live.leave')} sx={onDark}>
        <BackIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}
