import AvoidIcon from '@mui/icons-material/DoNotDisturbOnOutlined';
import { Box, Chip, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { type Card, cardKinds } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { CardMarks } from './CardMarks.tsx';
import { CitationChip } from './CitationChip.tsx';
import { ComposedWords } from './ComposedWords.tsx';
import { FeedbackButtons } from './FeedbackButtons.tsx';
import { stepText } from './step-text.ts';
import type { Composed } from './stream-state.ts';

/** The one card that counts now: what to say, what to do, what not to promise, and where it stands. */
export function CoreCard({ card, confirmed, composed }: { card: Card; confirmed: boolean; composed: Composed | null }) {
  const labels = useLabels();
  return (
    <Box
      component="article"
      data-testid="core-card"
      data-card-id={card.id}
      data-citations={card.citations.map((citation) => citation.itemId).join(' ')}
      data-confirmed={confirmed}
      sx={{ display: 'flex', flexDirection: 'column', height: 1, minHeight: 0 }}
    >
      <Box sx={{ px: 3, pt: 2, pb: 1, display: 'flex', alignItems: 'center', gap: 1.25 }}>
        <Chip size="small" color="primary" label={labels.of(cardKinds, card.kind)} sx={{ height: 22 }} />
        <Box sx={{ ml: 'auto' }}>
          <CardMarks card={card} />
        </Box>
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto', px: 3, pb: 2 }}>
        <Typography component="h2" noWrap title={card.headline} sx={{ fontSize: '1.22rem', fontWeight: 650, mb: 1.25 }}>
          {card.headline}
        </Typography>
        {card.say && <Say text={card.say} />}
        <CardConditions conditions={card.conditions ?? []} />
        <ComposedWords composed={composed} cardId={card.id} />
        <CardSteps card={card} />
        <CardAvoid avoid={card.avoid ?? []} />
        {card.body && card.body !== card.say && (
          <Typography
            variant="body2"
            sx={{ mt: 1.5, whiteSpace: 'pre-line', color: 'text.secondary', lineHeight: 1.65 }}
          >
            <PassageText text={card.body} />
          </Typography>
        )}
      </Box>
      <Box
        sx={{
          px: 3,
          py: 1.25,
          borderTop: 1,
          borderColor: 'divider',
          display: 'flex',
          flexWrap: 'wrap',
          gap: 0.75,
          bgcolor: '#fafcfc',
        }}
      >
        <CardCitations card={card} />
        <FeedbackButtons card={card} />
      </Box>
    </Box>
  );
}

function Say({ text }: { text: string }) {
  const translate = useTranslate();
  // A breath is short; what is longer still has to fit beside the steps.
  const size = text.length > 110 ? '1.22rem' : text.length > 60 ? '1.4rem' : '1.62rem';
  return (
    <Box
      sx={{ bgcolor: 'primary.light', borderLeft: 4, borderColor: 'primary.main', borderRadius: 1, px: 2.25, py: 1.5 }}
    >
      <Typography variant="overline" component="div" sx={{ color: 'primary.main' }}>
        {translate('app.live.say')}
      </Typography>
      <Typography component="p" sx={{ fontSize: size, lineHeight: 1.5, fontWeight: 550, color: '#0b2c38' }}>
        <PassageText text={text} />
      </Typography>
    </Box>
  );
}

export function CardConditions({ conditions }: { conditions: readonly string[] }) {
  const translate = useTranslate();
  if (conditions.length === 0) return null;
  return (
    <Box sx={{ mt: 1.25, fontSize: '.9rem', color: 'text.primary' }}>
      <Box component="span" sx={{ fontWeight: 650, mr: 1 }}>
        {translate('app.live.conditions')}
      </Box>
      {conditions.join('；')}
    </Box>
  );
}

const conditionMark = {
  display: 'inline-block',
  mr: 1,
  px: 0.75,
  borderRadius: 0.75,
  bgcolor: 'warning.light',
  color: 'warning.dark',
  fontSize: '.84rem',
} as const;

type CardStep = NonNullable<Card['steps']>[number];

export function CardSteps({ card }: { card: Card }) {
  if (!card.steps?.length) return null;
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, mt: 1.75, p: 0, display: 'grid', gap: 1 }}>
      {card.steps.map((step, index) => (
        <Box component="li" key={step.itemId} sx={{ display: 'grid', gridTemplateColumns: '26px 1fr', gap: 1 }}>
          <Box
            aria-hidden
            sx={{
              width: 22,
              height: 22,
              borderRadius: '50%',
              bgcolor: '#e0e9fb',
              color: '#1e4180',
              fontSize: '.8rem',
              fontWeight: 700,
              display: 'grid',
              placeItems: 'center',
              mt: 0.1,
            }}
          >
            {index + 1}
          </Box>
          <StepBody step={step} />
        </Box>
      ))}
    </Box>
  );
}

function StepBody({ step }: { step: CardStep }) {
  const { lead, rest, continues } = stepText(step);
  return (
    <Box sx={{ whiteSpace: 'pre-line', lineHeight: 1.55 }}>
      {step.condition && (
        <Box component="span" sx={conditionMark}>
          {step.condition}
        </Box>
      )}
      <Box component="span" sx={{ fontWeight: 650 }}>
        <PassageText text={lead} />
      </Box>
      <Typography component={continues ? 'span' : 'div'} variant="body2" sx={{ color: 'text.secondary' }}>
        <PassageText text={rest} />
      </Typography>
    </Box>
  );
}

export function CardAvoid({ avoid }: { avoid: readonly string[] }) {
  const translate = useTranslate();
  if (avoid.length === 0) return null;
  return (
    <Box
      sx={{
        mt: 1.75,
        bgcolor: 'error.light',
        color: 'error.dark',
        borderRadius: 1,
        px: 1.75,
        py: 1.1,
        display: 'grid',
        gridTemplateColumns: '22px 1fr',
        gap: 1,
      }}
    >
      <AvoidIcon sx={{ fontSize: 19, mt: 0.2 }} aria-hidden />
      <Box>
        <Typography component="div" variant="body2" sx={{ fontWeight: 650 }}>
          {translate('app.live.avoid')}
        </Typography>
        {avoid.map((line) => (
          <Typography key={line} component="div" variant="body2">
            {line}
          </Typography>
        ))}
      </Box>
    </Box>
  );
}

/** One chip for each place that is cited, in the order of the citations. */
export function CardCitations({ card }: { card: Card }) {
  const places = Map.groupBy(card.citations, ({ title, locator }) => [...new Set([title, locator])].join(' · '));
  return [...places].map(([label, citations]) => <CitationChip key={label} label={label} citations={citations} />);
}
