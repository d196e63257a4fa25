import EditIcon from '@mui/icons-material/EditOutlined';
import { Box, Breadcrumbs, Button, Chip, Paper, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { Agent, AgentStanding } from '../api/types.ts';
import type { Locale } from '../i18n/locale.ts';
import { calendarDay } from '../i18n/times.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { When } from '../widgets/When.tsx';
import { AgentDialog } from './AgentDialog.tsx';
import { EffectPlot } from './EffectPlot.tsx';
import { usePercent, usePoints, useTenure } from './use-points.ts';

/** An agent: team and tenure, how they do, and why that is said. */
export function AgentShow() {
  return <RecordPage<Agent>>{(agent, reload) => <AgentPage agent={agent} reload={reload} />}</RecordPage>;
}

function AgentPage({ agent, reload }: { agent: Agent; reload: () => void }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const [editing, setEditing] = useState(false);
  const name = agent.displayName ?? agent.id;
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={name} />
      <Box component="header" sx={{ display: 'flex', gap: 2, alignItems: 'flex-end', pt: 1.5, pb: 1.5 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
            <Link to="/agents">{translate('resources.agents.name', { smart_count: 2 })}</Link>
            <span>{agent.id}</span>
          </Breadcrumbs>
          <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
            <Typography variant="h5" component="h1">
              {name}
            </Typography>
            {agent.standing?.topAgent && <Chip size="small" color="success" label={translate('app.agents.top_mark')} />}
          </Box>
        </Box>
        {permissions.includes('agents:write') && (
          <Button startIcon={<EditIcon />} onClick={() => setEditing(true)} data-testid="edit-agent">
            {translate('ra.action.edit')}
          </Button>
        )}
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 2fr' }, alignItems: 'start' }}>
        <Section title={translate('app.agents.who')}>
          <AgentFacts agent={agent} />
        </Section>
        <Section title={translate('app.agents.how')}>
          {agent.standing ? (
            <StandingText standing={agent.standing} />
          ) : (
            <Typography variant="body2">{translate('app.agents.no_calls')}</Typography>
          )}
        </Section>
      </Box>
      {editing && <AgentDialog agent={agent} onClose={() => setEditing(false)} onChanged={reload} />}
    </Box>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2.5 }}>
      <Typography variant="h6" component="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      {children}
    </Paper>
  );
}

function AgentFacts({ agent }: { agent: Agent }) {
  const translate = useTranslate();
  const locale = useLocale() as Locale;
  const tenure = useTenure();
  const teams = agent.teams ?? [];
  return (
    <Box component="dl" sx={{ m: 0, '& dt': { color: 'text.secondary', fontSize: '.85rem' }, '& dd': { m: 0, mb: 1 } }}>
      <dt>{translate('resources.agents.fields.team')}</dt>
      <dd>{agent.team ?? '—'}</dd>
      <dt>{translate('resources.agents.fields.tenureMonths')}</dt>
      <dd>
        {tenure(agent.tenureMonths)}
        {agent.hiredOn && ` · ${translate('app.agents.since', { day: calendarDay(agent.hiredOn, locale) })}`}
      </dd>
      {teams.length > 0 && (
        <>
          <dt>{translate('app.agents.teams')}</dt>
          {teams.map(({ since, team }) => (
            <Box component="dd" key={since} sx={{ mb: '0 !important' }}>
              {translate('app.agents.since', { day: calendarDay(since, locale) })} {team ?? '—'}
            </Box>
          ))}
        </>
      )}
      <Typography variant="caption" color="textSecondary" component="dd" sx={{ mt: 1 }}>
        {translate(agent.told ? 'app.agents.told' : 'app.agents.from_calls')}
      </Typography>
    </Box>
  );
}

function StandingText({ standing }: { standing: AgentStanding }) {
  const translate = useTranslate();
  const [percent, points] = [usePercent(), usePoints()];
  const { calls, trustedCalls, solved, rawRate, expectedRate, effect, low, high, eligible, minimumCalls } = standing;
  return (
    <>
      {eligible && (
        <Box sx={{ mb: 1.5 }}>
          <EffectPlot standing={standing} large />
        </Box>
      )}
      <Typography variant="body2" sx={{ mb: 1 }}>
        {translate('app.agents.why_calls', { trusted: trustedCalls, all: calls })}
      </Typography>
      {trustedCalls > 0 && (
        <Typography variant="body2" sx={{ mb: 1 }}>
          {translate('app.agents.why_rate', { solved, rate: percent(rawRate), expected: percent(expectedRate) })}
        </Typography>
      )}
      <Typography variant="body2" sx={{ mb: 1 }}>
        {eligible
          ? translate('app.agents.why_effect', { effect: points(effect), low: points(low), high: points(high) })
          : translate('app.agents.why_not', { smart_count: minimumCalls })}
      </Typography>
      {eligible && (
        <Typography variant="body2" sx={{ mb: 1 }}>
          {translate(standing.topAgent ? 'app.agents.why_top' : 'app.agents.why_no_top')}
        </Typography>
      )}
      <Typography variant="caption" color="textSecondary" component="p">
        {translate('app.agents.computed')} <When at={standing.computedAt} exact />
      </Typography>
    </>
  );
}
