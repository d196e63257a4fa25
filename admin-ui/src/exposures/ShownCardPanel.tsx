import ExpandIcon from '@mui/icons-material/ExpandMore';
import { Accordion, AccordionDetails, AccordionSummary, Box, Chip, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { cardLevels, feedbackKinds, roles } from '../../../graph-schema/index.ts';
import type { ShownCard, ShownVersion } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { CardAvoid, CardCitations, CardConditions, CardSteps } from '../live/CoreCard.tsx';
import { PassageText } from '../passage/PassageText.tsx';
import { Actor } from '../widgets/Actor.tsx';
import { When } from '../widgets/When.tsx';
import { useClock } from './use-clock.ts';

/** One card of the timeline: when it came and went; opened, its words as they were and who stood behind them. */
export function ShownCardPanel({ shown, open }: { shown: ShownCard; open: boolean }) {
  const translate = useTranslate();
  const labels = useLabels();
  const clock = useClock();
  const reason = shown.goneReason;
  const gone = shown.goneAt ? clock(shown.goneAt, shown.shownAt) : translate('app.screens.still');
  return (
    <Accordion defaultExpanded={open} disableGutters variant="outlined" data-testid="shown-card">
      <AccordionSummary expandIcon={<ExpandIcon />} sx={{ '& .MuiAccordionSummary-content': { minWidth: 0 } }}>
        <Box
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: '1fr', sm: '190px minmax(0, 1fr) auto' },
            gap: 1.5,
            width: 1,
            alignItems: 'center',
            pr: 1,
          }}
        >
          <Typography component="div" sx={{ fontVariantNumeric: 'tabular-nums', fontSize: '.9rem' }}>
            <Box component="span" sx={{ fontWeight: 650 }}>
              {clock(shown.shownAt)}
            </Box>{' '}
            – {gone}
            <Typography variant="caption" component="div" color="textSecondary">
              {reason
                ? translate(`app.gone.${reason}`, { _: reason })
                : shown.callId === null
                  ? translate('app.screens.lease_over')
                  : ' '}
            </Typography>
          </Typography>
          <Box sx={{ minWidth: 0 }}>
            <Typography noWrap sx={{ fontWeight: 600 }} title={shown.card?.headline}>
              {shown.card?.headline ?? <ErasedWords at={shown.wordsErasedAt} />}
            </Typography>
            <Typography variant="caption" color="textSecondary" noWrap component="div">
              {shown.agentId ?? <Actor name={shown.shownToName} />} · {shown.callId ?? translate('app.screens.no_call')}
            </Typography>
          </Box>
          <Chip size="small" variant="outlined" label={labels.of(cardLevels, shown.card?.level ?? 'core')} />
        </Box>
      </AccordionSummary>
      <AccordionDetails
        sx={{
          borderTop: 1,
          borderColor: 'divider',
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: 'minmax(0, 1fr) 400px' },
          gap: 3,
        }}
      >
        <Words shown={shown} />
        <Box>
          <Typography variant="subtitle2" sx={{ mb: 1 }}>
            {translate('app.screens.behind')}
          </Typography>
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            {shown.versions.map((version) => (
              <VersionBehind key={`${version.itemId}@${version.version}`} version={version} />
            ))}
          </Box>
          {shown.knownAt && (
            <Typography variant="caption" color="textSecondary" component="div" sx={{ mt: 1.5 }}>
              {translate('app.screens.known', { position: shown.position, at: clock(shown.knownAt) })}
            </Typography>
          )}
          {shown.feedback.length > 0 && (
            <Typography variant="caption" color="textSecondary" component="div">
              {shown.feedback.map((kind) => labels.of(feedbackKinds, kind)).join(' · ')}
            </Typography>
          )}
        </Box>
      </AccordionDetails>
    </Accordion>
  );
}

function ErasedWords({ at }: { at: string | null }) {
  const translate = useTranslate();
  const clock = useClock();
  return <em>{at ? translate('app.screens.erased', { at: clock(at) }) : translate('app.screens.erased_undated')}</em>;
}

function Words({ shown: { card, composed, wordsErasedAt } }: { shown: ShownCard }) {
  const translate = useTranslate();
  if (!card)
    return (
      <Typography color="textSecondary">
        <ErasedWords at={wordsErasedAt} />
      </Typography>
    );
  return (
    <Box sx={{ minWidth: 0 }}>
      <Typography component="h3" sx={{ fontWeight: 650, mb: 1 }}>
        {card.headline}
      </Typography>
      {card.say && (
        <Box
          sx={{
            bgcolor: 'primary.light',
            borderLeft: 4,
            borderColor: 'primary.main',
            borderRadius: 1,
            px: 2,
            py: 1,
            mb: 1,
          }}
        >
          <Typography variant="overline" component="div" sx={{ color: 'primary.main', lineHeight: 1.6 }}>
            {translate('app.live.say')}
          </Typography>
          <PassageText text={card.say} />
        </Box>
      )}
      <CardConditions conditions={card.conditions ?? []} />
      {composed.length > 0 && (
        <Box sx={{ my: 1 }}>
          <Typography variant="caption" color="textSecondary">
            {translate('app.screens.composed')}
          </Typography>
          <Typography variant="body2">{composed.join(' ')}</Typography>
        </Box>
      )}
      <CardSteps card={card} />
      <CardAvoid avoid={card.avoid ?? []} />
      {card.body && card.body !== card.say && (
        <Typography variant="body2" sx={{ mt: 1.5, whiteSpace: 'pre-line', color: 'text.secondary' }}>
          <PassageText text={card.body} />
        </Typography>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mt: 1.5 }}>
        <CardCitations card={card} />
      </Box>
    </Box>
  );
}

function VersionBehind({ version }: { version: ShownVersion }) {
  const translate = useTranslate();
  const labels = useLabels();
  const clock = useClock();
  const [published, ...later] = version.decisions;
  const approvals = version.reviews.filter(({ decision }) => decision === 'approve');
  return (
    <Box
      data-testid="version-behind"
      sx={{ borderLeft: 2, borderColor: 'divider', pl: 1.5, fontSize: '.86rem', display: 'grid', gap: 0.25 }}
    >
      <Link to={`/items/${encodeURIComponent(version.itemId)}/show`}>
        {version.label ?? version.itemId} · {translate('app.version_n', { n: version.version })}
      </Link>
      {version.proposedBy && (
        <Line label={translate('app.screens.proposed')}>
          <Actor name={version.proposedBy.byName} />
        </Line>
      )}
      <Line label={translate('app.screens.approved')}>
        {approvals.length > 0
          ? approvals.map(({ by, byName, role, at }) => (
              <div key={`${by}${at}`}>
                {byName} · {labels.of(roles, role)} · <When at={at} exact />
              </div>
            ))
          : translate(published?.approval === 'auto' ? 'app.screens.auto' : 'app.screens.system')}
      </Line>
      {published && (
        <Line label={translate('app.screens.published')}>
          {`#${published.position} · `}
          <When at={published.at} exact /> · <Actor name={published.byName} />
        </Line>
      )}
      {(later.length > 0 || version.supersededAt || version.erasedAt) && (
        <Line label={translate('app.screens.later')}>
          {later.map(({ position, action, at, byName }) => (
            <div key={position}>
              {translate(`app.screens.decision.${action}`)} #{position} · <When at={at} exact /> ·{' '}
              <Actor name={byName} />
            </div>
          ))}
          {version.supersededAt && (
            <div>{translate('app.screens.superseded', { at: clock(version.supersededAt) })}</div>
          )}
          {version.erasedAt && <div>{translate('app.screens.version_erased', { at: clock(version.erasedAt) })}</div>}
        </Line>
      )}
    </Box>
  );
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '92px 1fr', gap: 1 }}>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {label}
      </Box>
      <Box sx={{ minWidth: 0 }}>{children}</Box>
    </Box>
  );
}
