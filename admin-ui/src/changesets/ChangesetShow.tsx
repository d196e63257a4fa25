import { Alert, Box, Breadcrumbs, Button, Step, StepButton, Stepper, Typography } from '@mui/material';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Permissions } from '../access/permissions.ts';
import type { ChangesetDetail } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { When } from '../widgets/When.tsx';
import { ChangesetStatusChip } from './ChangesetStatusChip.tsx';
import { DifferenceStep } from './DifferenceStep.tsx';
import { EffectStep } from './EffectStep.tsx';
import { ImpactStep } from './ImpactStep.tsx';
import { PublishStep } from './PublishStep.tsx';
import type { StepProps } from './step-props.ts';
import { useChangesetAction } from './use-changeset-action.ts';
import { useZonedTime } from './use-zoned-time.ts';

const steps = ['difference', 'impact', 'effect', 'publish'] as const;
type StepName = (typeof steps)[number];

const pages: Readonly<Record<StepName, (props: StepProps) => React.ReactNode>> = {
  difference: DifferenceStep,
  impact: ImpactStep,
  effect: EffectStep,
  publish: PublishStep,
};

/** A changeset step by step: what changed, what leans on it, what answers it changes, and its going live. */
export function ChangesetShow() {
  return (
    <RecordPage<ChangesetDetail>>
      {(changeset, reload) => <ChangesetReader key={changeset.id} changeset={changeset} reload={reload} />}
    </RecordPage>
  );
}

function ChangesetReader({ changeset, reload }: { changeset: ChangesetDetail; reload: () => void }) {
  const translate = useTranslate();
  const [step, setStep] = useState<StepName>(changeset.status === 'open' ? 'difference' : 'publish');
  const Page = pages[step];
  const next = steps[steps.indexOf(step) + 1];
  const done: Readonly<Record<StepName, boolean>> = {
    difference: changeset.target !== null,
    impact: changeset.undecidedCount === 0,
    effect: changeset.status !== 'open',
    publish: changeset.status === 'published',
  };
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={changeset.title} />
      <Heading changeset={changeset} />
      <Stepper nonLinear activeStep={steps.indexOf(step)} sx={{ my: 1.5, maxWidth: 980 }}>
        {steps.map((name) => (
          <Step key={name} completed={done[name]}>
            <StepButton onClick={() => setStep(name)} data-testid={`step-${name}`}>
              {translate(`app.changesets.step.${name}`)}
            </StepButton>
          </Step>
        ))}
      </Stepper>
      <MovedNotice changeset={changeset} reload={reload} />
      <Page changeset={changeset} reload={reload} onNext={() => next && setStep(next)} />
    </Box>
  );
}

function Heading({ changeset }: { changeset: ChangesetDetail }) {
  const translate = useTranslate();
  const zoned = useZonedTime();
  return (
    <Box component="header" sx={{ pt: 1.5 }}>
      <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
        <Link to="/changesets">{translate('resources.changesets.name', { smart_count: 2 })}</Link>
        <span>{changeset.target?.label ?? changeset.title}</span>
      </Breadcrumbs>
      <Typography variant="h5" component="h1">
        {changeset.title}
      </Typography>
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          gap: 1.25,
          mt: 0.5,
          color: 'text.secondary',
          fontSize: '.9rem',
        }}
      >
        <ChangesetStatusChip status={changeset.status} />
        <Actor name={changeset.createdByName} />
        <When at={changeset.updatedAt} />
        <span>
          {changeset.effectiveAt === null
            ? translate('app.changesets.at_once')
            : translate('app.changesets.from', { at: zoned(changeset.effectiveAt, changeset.zone) })}
        </span>
        {changeset.source && (
          <Link to={`/sources/${encodeURIComponent(changeset.source.sourceId)}/show`}>
            {translate('app.changesets.source', { title: changeset.source.title })}
          </Link>
        )}
      </Box>
    </Box>
  );
}

function MovedNotice({ changeset, reload }: { changeset: ChangesetDetail; reload: () => void }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const { act, acting, problem } = useChangesetAction(reload);
  if (changeset.moved.length === 0) return null;
  const names = changeset.moved.slice(0, 5).map(({ label, itemId }) => label ?? itemId);
  return (
    <Alert
      severity="warning"
      sx={{ mb: 1.5 }}
      action={
        permissions.includes('changesets:write') && changeset.status === 'open' ? (
          <Button size="small" disabled={acting} onClick={() => act((api) => api.move(changeset, 'rebase'))}>
            {translate('app.changesets.rebase')}
          </Button>
        ) : undefined
      }
    >
      {translate('app.changesets.moved', { smart_count: changeset.moved.length, names: names.join('、') })}
      {problem && <Box sx={{ color: 'error.main' }}>{problem}</Box>}
    </Alert>
  );
}
