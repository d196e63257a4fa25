import { Alert, Box } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useAuthenticated, useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { PracticeCall } from '../api/types.ts';
import { HowIHandledIt } from '../attestations/HowIHandledIt.tsx';
import { useDocumentTitle } from '../widgets/PageTitle.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { AnalysisStrip } from './AnalysisStrip.tsx';
import { AskPanel } from './AskPanel.tsx';
import { CoreSlot } from './CoreSlot.tsx';
import { playheadAt } from './call-player.ts';
import { CardFeedbackContext, type GivenKind, useFeedbackSender } from './card-feedback.ts';
import { History } from './History.tsx';
import { LiveHeader } from './LiveHeader.tsx';
import { SideCards } from './SideCards.tsx';
import type { Slot } from './stream-state.ts';
import { Transcript } from './Transcript.tsx';
import { useCallPlayer } from './use-call-player.ts';
import { useCallStream } from './use-call-stream.ts';

const nobody = { said: 0, speaking: null } as const;

/** The agent's screen: a sample call played as a live one, and what the service puts beside it. */
export function LivePage() {
  useAuthenticated();
  useDocumentTitle(useTranslate()('app.live.title'));
  const [chosen, setChosen] = useState<PracticeCall | null>(null);
  // Another call is another stage: nothing of the one before may stay on it.
  return <LiveCall key={chosen?.id ?? ''} chosen={chosen} onChoose={setChosen} />;
}

interface LiveCallProps {
  readonly chosen: PracticeCall | null;
  readonly onChoose: (call: PracticeCall) => void;
}

function LiveCall({ chosen, onChoose }: LiveCallProps) {
  const api = useDataProvider<CoachDataProvider>();
  const id = chosen?.id ?? '';
  const script = useQuery({
    queryKey: ['practice-calls', id],
    queryFn: () => api.practiceCall(id),
    enabled: id !== '',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const player = useCallPlayer(script.data ?? null);
  const { state, connection } = useCallStream(player.callId);
  const { callId } = player;
  const feedback = useFeedbackSender(
    useCallback(
      (cardId: string, kind: GivenKind, comment?: string) => api.giveFeedback(callId, cardId, kind, comment),
      [api, callId],
    ),
  );
  const turns = script.data?.turns ?? [];
  return (
    <Box
      sx={{
        height: '100vh',
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.default',
        overflow: 'hidden',
      }}
    >
      <LiveHeader
        chosen={chosen}
        loaded={script.data !== undefined}
        onChoose={onChoose}
        player={player}
        connection={connection}
      />
      <AnalysisStrip analysis={state.analysis} />
      <Notice error={player.error ?? script.error} />
      <CardFeedbackContext value={feedback}>
        <Box component="main" sx={stage}>
          <Transcript turns={turns} playhead={player.callId === null ? nobody : playheadAt(turns, player.positionMs)} />
          <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0, gap: 0.5 }}>
            <CoreSlot
              slot={state.core}
              composed={state.composed}
              idle={state.idle !== null}
              started={player.callId !== null}
              connection={connection}
            />
            <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
              <History past={state.history} />
              <HowIHandledIt callId={player.callId} about={aboutCore(state.core)} />
            </Box>
            <AskPanel />
          </Box>
          <SideCards alerts={state.alerts} details={state.details} />
        </Box>
      </CardFeedbackContext>
    </Box>
  );
}

/** The item that the core card on the screen stands for. */
function aboutCore(slot: Slot | null) {
  if (slot?.state !== 'shown') return null;
  const { headline, citations } = slot.shown.card;
  const itemId = citations[0]?.itemId;
  return itemId === undefined ? null : { itemId, headline };
}

const stage = {
  flex: 1,
  minHeight: 0,
  display: 'grid',
  gridTemplateColumns: { xs: '1fr', md: '280px minmax(0, 1fr) 320px' },
  gridTemplateRows: 'minmax(0, 1fr)',
  gap: 2,
  p: 2,
  pb: 1.5,
} as const;

function Notice({ error }: { error: unknown }) {
  const problem = useProblemText();
  if (!error) return null;
  return (
    <Alert severity="warning" sx={{ borderRadius: 0, py: 0 }}>
      {problem(error).title}
    </Alert>
  );
}
