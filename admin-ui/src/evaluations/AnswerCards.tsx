import { Box, Paper, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { usePercent } from '../agents/use-points.ts';
import type { AnswerSide } from '../api/types.ts';
import { KindChip } from '../widgets/KindChip.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';

const tones = { right: 'good', beside: 'info', silent: 'wait', wrong: 'bad' } as const;

interface AnswerCardsProps {
  readonly title: string | null;
  readonly side: AnswerSide;
  /** Whether it is known what was expected. */
  readonly judged?: boolean;
}

/** The cards that an agent would see, with the versions that they show, and what was found behind them. */
export function AnswerCards({ title, side, judged = true }: AnswerCardsProps) {
  const translate = useTranslate();
  const percent = usePercent();
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', mb: 0.75, flexWrap: 'wrap' }}>
        {title && <Typography variant="overline">{title}</Typography>}
        {judged && <ToneChip tone={tones[side.grade]} label={translate(`app.evaluations.grades.${side.grade}`)} />}
        <Typography variant="caption" color="textSecondary">
          {[
            translate('app.evaluations.confidence_is', { value: percent(side.confidence) }),
            ...(judged
              ? [
                  side.rank === null
                    ? translate('app.evaluations.rank_none')
                    : translate('app.evaluations.rank_is', { rank: side.rank }),
                ]
              : []),
          ].join(' · ')}
        </Typography>
      </Box>
      {side.cards.length === 0 && (
        <Typography
          variant="body2"
          color="textSecondary"
          sx={{ border: '1px dashed', borderColor: 'divider', borderRadius: 1, p: 1.25 }}
        >
          {translate('app.evaluations.no_cards')}
        </Typography>
      )}
      <Box sx={{ display: 'grid', gap: 0.75, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {side.cards.map((card) => (
          <AnswerCard key={`${card.itemId}@${card.version}`} card={card} />
        ))}
      </Box>
    </Box>
  );
}

type ShownCard = AnswerSide['cards'][number];

function AnswerCard({ card }: { card: ShownCard }) {
  const translate = useTranslate();
  const { itemId, version, kind, label, text, shows, level, expected } = card;
  const core = level === 'core';
  return (
    <Paper
      data-testid="answer-card"
      sx={{
        border: 1,
        borderColor: expected ? 'success.main' : 'divider',
        bgcolor: core ? 'background.paper' : '#fafbfc',
        p: 1.25,
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', minWidth: 0 }}>
        {kind && <KindChip kind={kind} />}
        <Typography
          variant="body2"
          noWrap
          component={Link}
          to={`/items/${itemId}/show`}
          sx={{ fontWeight: core ? 700 : 500, color: 'text.primary', flex: 1, minWidth: 0 }}
        >
          {label ?? translate('app.evaluations.gone')}
        </Typography>
        <Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>
          {translate('app.evaluations.version_is', { version })}
        </Typography>
      </Box>
      {core && text && (
        <Typography
          variant="body2"
          sx={{
            mt: 0.5,
            whiteSpace: 'pre-line',
            display: '-webkit-box',
            WebkitLineClamp: 4,
            WebkitBoxOrient: 'vertical',
            overflow: 'hidden',
          }}
        >
          {text}
        </Typography>
      )}
      {core && shows.length > 0 && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
          {translate('app.evaluations.also_shows', {
            what: shows.map((shown) => shown.label ?? translate('app.evaluations.gone')).join(' · '),
          })}
        </Typography>
      )}
    </Paper>
  );
}
