import SendIcon from '@mui/icons-material/ArrowUpward';
import CloseIcon from '@mui/icons-material/Close';
import { Box, IconButton, InputAdornment, LinearProgress, Paper, TextField, Typography } from '@mui/material';
import { useCallback, useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { CardFeedbackContext, type GivenKind, useFeedbackSender } from './card-feedback.ts';
import { DetailCard, KeptHeight } from './SideCards.tsx';
import { isConfirmed } from './stream-state.ts';
import { type Answer, useAnswer } from './use-answer.ts';
import { useNow } from './use-now.ts';

/** The agent's own question, and its answer over the card's place until it is closed. */
export function AskPanel() {
  const translate = useTranslate();
  const answer = useAnswer();
  const api = useDataProvider<CoachDataProvider>();
  const feedback = useFeedbackSender(
    useCallback(
      (cardId: string, kind: GivenKind, comment?: string) => api.giveFeedback(null, cardId, kind, comment),
      [api],
    ),
  );
  const [text, setText] = useState('');
  const submit = () => {
    if (text.trim() !== '') answer.ask(text.trim());
  };
  return (
    <Box sx={{ position: 'relative' }}>
      {answer.question !== null && (
        <CardFeedbackContext value={feedback}>
          <AnswerPanel answer={answer} question={answer.question} />
        </CardFeedbackContext>
      )}
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          fullWidth
          margin="none"
          value={text}
          placeholder={translate('app.live.ask')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') answer.clear();
          }}
          slotProps={{
            htmlInput: { 'aria-label': translate('app.live.ask'), maxLength: 2_000, 'data-testid': 'ask-input' },
            input: {
              endAdornment: (
                <InputAdornment position="end">
                  <IconButton
                    type="submit"
                    size="small"
                    color="primary"
                    aria-label={translate('app.live.ask_send')}
                    disabled={text.trim() === ''}
                  >
                    <SendIcon fontSize="small" />
                  </IconButton>
                </InputAdornment>
              ),
            },
          }}
        />
      </Box>
    </Box>
  );
}

function AnswerPanel({ answer, question }: { answer: Answer; question: string }) {
  const translate = useTranslate();
  const problem = useProblemText();
  const now = useNow(250);
  const { state, asking, error } = answer;
  const slots = state.details;
  return (
    <Paper
      role="dialog"
      aria-label={question}
      data-testid="answer"
      sx={{
        position: 'absolute',
        bottom: '100%',
        left: 0,
        right: 0,
        mb: 0.75,
        maxHeight: '52vh',
        overflow: 'auto',
        border: 1,
        borderColor: 'primary.main',
        boxShadow: 8,
        zIndex: 5,
      }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 1,
          px: 2,
          py: 1,
          position: 'sticky',
          top: 0,
          bgcolor: 'background.paper',
          zIndex: 1,
        }}
      >
        <Typography variant="subtitle2" noWrap sx={{ flex: 1 }}>
          {question}
        </Typography>
        <IconButton size="small" onClick={answer.clear} aria-label={translate('ra.action.close')}>
          <CloseIcon fontSize="small" />
        </IconButton>
      </Box>
      {asking && <LinearProgress aria-label={translate('ra.page.loading')} />}
      <Box aria-live="polite" sx={{ display: 'grid', gap: 1, p: 2, pt: 1 }}>
        {slots.map((slot, index) => (
          <KeptHeight key={slot.state === 'shown' ? slot.shown.card.id : slot.cardId} slot={slot}>
            {(card) => (
              <DetailCard
                card={card}
                opened={index === 0}
                composed={state.composed}
                dim={slot.state === 'shown' && !isConfirmed(slot.shown, now)}
              />
            )}
          </KeptHeight>
        ))}
        {error !== null && (
          <Typography role="alert" color="error">
            {problem(error).title}
          </Typography>
        )}
        {!asking && error === null && slots.length === 0 && (
          <Typography color="textSecondary">{translate('app.live.no_answer')}</Typography>
        )}
      </Box>
    </Paper>
  );
}
