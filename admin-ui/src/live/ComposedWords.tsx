import ModelIcon from '@mui/icons-material/AutoAwesomeOutlined';
import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { PassageText } from '../passage/PassageText.tsx';
import { CitationChip } from './CitationChip.tsx';
import type { Composed } from './stream-state.ts';

/** Why approved text stands alone, where that is not what somebody asked for. */
const worthSaying: ReadonlySet<string> = new Set(['late', 'unavailable', 'budget']);

/** What a model composed from the card's approved text: marked as such, each sentence with what it cites. */
export function ComposedWords({ composed, cardId }: { composed: Composed | null; cardId: string }) {
  const translate = useTranslate();
  if (composed?.cardId !== cardId) return null;
  if (composed.sentences.length === 0) {
    const reason = composed.ended?.notComposed;
    return reason && worthSaying.has(reason) ? (
      <Typography
        data-testid="not-composed"
        variant="caption"
        component="p"
        color="textSecondary"
        sx={{ mt: 1, mb: 0 }}
      >
        {translate(`app.live.not_composed.${reason}`)}
      </Typography>
    ) : null;
  }
  return (
    <Box
      data-testid="composed-words"
      sx={{ mt: 1.25, border: '1px dashed', borderColor: 'info.main', borderRadius: 1, px: 1.75, py: 1 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75, color: 'info.main' }}>
        <ModelIcon sx={{ fontSize: 16 }} aria-hidden />
        <Typography variant="caption" component="h3" sx={{ m: 0, fontWeight: 650 }}>
          {translate('app.live.composed')}
        </Typography>
        {composed.ended === null && (
          <Typography variant="caption" color="textSecondary">
            {translate('app.live.composing')}
          </Typography>
        )}
      </Box>
      {composed.sentences.map(({ index, text, citations }) => (
        <Box key={index} sx={{ mt: 0.5, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 0.75 }}>
          <Typography variant="body2" component="p" sx={{ m: 0, lineHeight: 1.6 }}>
            <PassageText text={text} />
          </Typography>
          {citations[0] && <CitationChip label={placeOf(citations[0])} citations={citations} />}
        </Box>
      ))}
    </Box>
  );
}

const placeOf = ({ title, locator }: { readonly title: string; readonly locator: string }) =>
  [...new Set([title, locator])].join(' · ');
