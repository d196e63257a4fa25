import ExpandIcon from '@mui/icons-material/ExpandMore';
import AlertIcon from '@mui/icons-material/WarningAmberRounded';
import { Box, ButtonBase, Collapse, Typography } from '@mui/material';
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { type Card, cardKinds } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { PassageText } from '../passage/PassageText.tsx';
import { CardMarks } from './CardMarks.tsx';
import { ComposedWords } from './ComposedWords.tsx';
import { CardAvoid, CardCitations, CardConditions, CardSteps } from './CoreCard.tsx';
import { useCardFeedback } from './card-feedback.ts';
import { FeedbackButtons } from './FeedbackButtons.tsx';
import { GoneLine } from './GoneLine.tsx';
import { type Composed, isConfirmed, type Slot } from './stream-state.ts';
import { useNow } from './use-now.ts';

const slotKey = (slot: Slot) => (slot.state === 'shown' ? slot.shown.card.id : slot.cardId);

/** Alerts, then details; details open on a click. What leaves keeps its height until the next one comes. */
export function SideCards({ alerts, details }: { alerts: readonly Slot[]; details: readonly Slot[] }) {
  const translate = useTranslate();
  const now = useNow(250);
  const unconfirmed = [...alerts, ...details].some((slot) => slot.state === 'shown' && !isConfirmed(slot.shown, now));
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1, minHeight: 0, overflow: 'auto', pr: 0.25, pb: 1 }}>
      <Box aria-live="assertive" sx={{ display: 'grid', gap: 1, mb: alerts.length === 0 ? -1 : 0 }}>
        {alerts.map((slot) => (
          <KeptHeight key={slotKey(slot)} slot={slot}>
            {(card) => <AlertCard card={card} dim={slot.state === 'shown' && !isConfirmed(slot.shown, now)} />}
          </KeptHeight>
        ))}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, mt: alerts.length > 0 ? 0.5 : 0 }}>
        <Typography variant="overline" component="h3" sx={{ m: 0, color: 'text.secondary' }}>
          {translate('app.live.details')}
        </Typography>
        {unconfirmed && (
          <Typography variant="caption" sx={{ color: 'warning.dark', fontWeight: 650 }}>
            {translate('app.live.unconfirmed_short')}
          </Typography>
        )}
      </Box>
      {details.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {translate('app.live.no_details')}
        </Typography>
      )}
      {details.map((slot) => (
        <KeptHeight key={slotKey(slot)} slot={slot}>
          {(card) => <DetailCard card={card} dim={slot.state === 'shown' && !isConfirmed(slot.shown, now)} />}
        </KeptHeight>
      ))}
    </Box>
  );
}

/** Shows the card, or the line of its leaving at the height that the card had, so that its neighbours stay put. */
export function KeptHeight({ slot, children }: { slot: Slot; children: (card: Card) => ReactNode }) {
  const height = useRef(0);
  if (slot.state === 'shown') {
    return <Measured height={height}>{children(slot.shown.card)}</Measured>;
  }
  return (
    <Box
      sx={{
        minHeight: height.current,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        px: 1.5,
        border: '1px dashed',
        borderColor: 'divider',
        borderRadius: 1,
      }}
    >
      <GoneLine slot={slot} />
    </Box>
  );
}

function Measured({ height, children }: { height: RefObject<number>; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // An opened card grows without a render of this one.
    const observer = new ResizeObserver(() => {
      height.current = element.offsetHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  return (
    <div ref={box} style={{ flexShrink: 0 }}>
      {children}
    </div>
  );
}

const dimmed = { opacity: 0.62, filter: 'grayscale(.7)' };

function AlertCard({ card, dim }: { card: Card; dim: boolean }) {
  return (
    <Box
      component="article"
      data-testid="alert-card"
      data-card-id={card.id}
      sx={{
        bgcolor: 'warning.light',
        border: '1px solid #e7c48a',
        borderRadius: 1,
        p: 1.5,
        transition: 'opacity 150ms',
        ...(dim ? dimmed : {}),
      }}
    >
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
        <AlertIcon sx={{ color: 'warning.main', fontSize: 20 }} aria-hidden />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="subtitle2" component="h3" sx={{ color: 'warning.dark' }}>
            {card.headline}
          </Typography>
          {(card.say || card.body) && (
            <Typography variant="body2" sx={{ mt: 0.25, whiteSpace: 'pre-line' }}>
              <PassageText text={card.say ?? card.body} />
            </Typography>
          )}
        </Box>
        <CardMarks card={card} compact />
      </Box>
      <CardAvoid avoid={card.avoid ?? []} />
      <Box sx={{ mt: 1, display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
        <CardCitations card={card} />
        <FeedbackButtons card={card} />
      </Box>
    </Box>
  );
}

/** A card of second rank, closed until the agent wants it. */
export function DetailCard({
  card,
  dim,
  opened = false,
  composed = null,
}: {
  card: Card;
  dim: boolean;
  opened?: boolean;
  composed?: Composed | null;
}) {
  const labels = useLabels();
  const [open, setOpen] = useState(opened);
  const feedback = useCardFeedback();
  const toggle = () => {
    if (!open) feedback?.give(card.id, 'opened');
    setOpen(!open);
  };
  return (
    <Box
      component="article"
      data-testid="detail-card"
      data-card-id={card.id}
      sx={{
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        transition: 'opacity 150ms',
        ...(dim ? dimmed : {}),
      }}
    >
      <ButtonBase
        onClick={toggle}
        aria-expanded={open}
        sx={{
          width: 1,
          textAlign: 'left',
          px: 1.5,
          py: 1,
          display: 'grid',
          gridTemplateColumns: '1fr auto',
          gap: 0.5,
          borderRadius: 1,
        }}
      >
        <Box sx={{ minWidth: 0 }}>
          <Typography variant="caption" component="div" color="textSecondary">
            {labels.of(cardKinds, card.kind)}
          </Typography>
          <Typography variant="subtitle2" component="h4" noWrap={!open} sx={{ m: 0 }}>
            {card.headline}
          </Typography>
        </Box>
        <ExpandIcon
          sx={{ alignSelf: 'center', transform: open ? 'rotate(180deg)' : 'none', transition: 'transform 150ms' }}
        />
      </ButtonBase>
      <Collapse in={open} timeout={150} unmountOnExit>
        <Box sx={{ px: 1.5, pb: 1.5 }}>
          {card.say && (
            <Typography sx={{ fontWeight: 550, bgcolor: 'primary.light', borderRadius: 1, px: 1.25, py: 0.75 }}>
              <PassageText text={card.say} />
            </Typography>
          )}
          {card.body && card.body !== card.say && (
            <Typography variant="body2" sx={{ mt: 0.75, whiteSpace: 'pre-line' }}>
              <PassageText text={card.body} />
            </Typography>
          )}
          <CardConditions conditions={card.conditions ?? []} />
          <ComposedWords composed={composed} cardId={card.id} />
          <CardSteps card={card} />
          <CardAvoid avoid={card.avoid ?? []} />
          <Box sx={{ mt: 1.25, display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>
            <CardCitations card={card} />
          </Box>
          <Box sx={{ mt: 1, display: 'flex', alignItems: 'center' }}>
            <CardMarks card={card} />
            <FeedbackButtons card={card} />
          </Box>
        </Box>
      </Collapse>
    </Box>
  );
}
