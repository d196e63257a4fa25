import { Box, Button, MenuItem, Paper, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { decisionActions, roles } from '../../../graph-schema/index.ts';
import type { Decision, Item, ItemVersion } from '../api/types.ts';
import { ContentView } from '../content/ContentView.tsx';
import { validityText } from '../content/PartTerms.tsx';
import { useLabels } from '../i18n/use-labels.ts';
import { useTimes } from '../i18n/use-times.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ApprovalChip, VersionStateChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { RevertVersion } from './RevertVersion.tsx';
import { VersionActions } from './VersionActions.tsx';

interface VersionTimelineProps {
  readonly item: Item;
  readonly versions: readonly ItemVersion[];
  readonly onDecided: () => void;
}

/** Every version, the newest first, with each decision on it and the way to see what it changed. */
export function VersionTimeline({ item, versions, onDecided }: VersionTimelineProps) {
  const translate = useTranslate();
  const newestFirst = [...versions].sort((a, b) => b.version - a.version);
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2 }}>
      <Typography variant="subtitle2" component="h2" sx={{ m: 0, mb: 1 }}>
        {translate('app.items.versions')}
      </Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, borderLeft: 2, borderColor: 'divider' }}>
        {newestFirst.map((version) => (
          <VersionEntry
            key={version.version}
            item={item}
            version={version}
            versions={newestFirst}
            onDecided={onDecided}
          />
        ))}
      </Box>
    </Paper>
  );
}

function VersionEntry({ item, version, versions, onDecided }: VersionTimelineProps & { version: ItemVersion }) {
  const translate = useTranslate();
  const times = useTimes();
  const labels = useLabels();
  const others = versions.filter((other) => other.version !== version.version && other.content);
  const [against, setAgainst] = useState<number | null>(null);
  const base = versions.find((other) => other.version === against);
  const previous = others.find((other) => other.version < version.version) ?? others[0];
  return (
    <Box
      component="li"
      data-testid="version"
      data-version={version.version}
      sx={{ pl: 2, pb: 2, position: 'relative' }}
    >
      <Box
        sx={{
          position: 'absolute',
          left: -6,
          top: 6,
          width: 10,
          height: 10,
          borderRadius: '50%',
          bgcolor: version.state === 'in_force' ? 'success.main' : '#9aabb3',
        }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 0.75 }}>
        <b>{translate('app.version_n', { n: version.version })}</b>
        <VersionStateChip state={version.state} />
        <ApprovalChip approval={version.approval} />
      </Box>
      <Typography variant="caption" component="div" color="textSecondary">
        {validityText(version, times, translate)}
      </Typography>
      {version.approvedBy.length > 0 && (
        <Typography variant="caption" component="div" color="textSecondary">
          {translate('app.approved_by', {
            names: version.approvedBy
              .map(({ byName, role }) => translate('app.approver', { name: byName, role: labels.of(roles, role) }))
              .join(translate('app.and')),
          })}
        </Typography>
      )}
      <Box component="ul" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}>
        {version.decisions.map((decision) => (
          <DecisionLine key={decision.position} decision={decision} />
        ))}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 0.5, mt: 0.5, ml: -0.5 }}>
        {version.proposalId && (
          <Button size="small" component={Link} to={`/proposals/${encodeURIComponent(version.proposalId)}/show`}>
            {translate('app.items.proposal')}
          </Button>
        )}
        {previous && version.content && against === null && (
          <Button size="small" onClick={() => setAgainst(previous.version)}>
            {translate('app.items.compare')}
          </Button>
        )}
        {version.content && (version.version !== item.version || version.state !== 'in_force') && (
          <RevertVersion itemId={item.id} version={version.version} />
        )}
        {version.version !== item.version && (
          <VersionActions
            itemId={item.id}
            version={version.version}
            state={version.state}
            label={item.label}
            onDecided={onDecided}
          />
        )}
      </Box>
      {against !== null && version.content && (
        <Box sx={{ mt: 0.5 }}>
          <TextField
            select
            margin="none"
            label={translate('app.items.compared_with')}
            value={against}
            onChange={(event) => setAgainst(Number(event.target.value))}
            sx={{ mb: 1, minWidth: 140 }}
          >
            {others.map((other) => (
              <MenuItem key={other.version} value={other.version}>
                {translate('app.version_n', { n: other.version })}
              </MenuItem>
            ))}
          </TextField>
          <ContentView kind={item.kind} content={version.content} base={base?.content ?? null} />
        </Box>
      )}
    </Box>
  );
}

function DecisionLine({ decision }: { decision: Decision }) {
  const labels = useLabels();
  return (
    <Box component="li" sx={{ fontSize: '.88rem' }}>
      <b>{labels.of(decisionActions, decision.action)}</b> <Actor name={decision.byName} />{' '}
      <Box component="span" sx={{ color: 'text.secondary' }}>
        <When at={decision.decidedAt} exact /> · #{decision.position}
      </Box>
      {decision.reason && <Box sx={{ color: 'text.secondary' }}>{decision.reason}</Box>}
    </Box>
  );
}
