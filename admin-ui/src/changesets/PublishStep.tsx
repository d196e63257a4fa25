import { Alert, Autocomplete, Box, Button, Paper, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useGetIdentity, usePermissions, useTranslate } from 'react-admin';
import { roles } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import { useInstitution } from '../access/use-institution.ts';
import type { ChangesetDetail } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { ReviewProgress } from '../proposals/ProposalList.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { useUndoable } from '../widgets/use-undoable.ts';
import { When } from '../widgets/When.tsx';
import { useChangesetApi } from './changeset-api.ts';
import { Delivery } from './Delivery.tsx';
import type { StepProps } from './step-props.ts';
import { useChangesetAction } from './use-changeset-action.ts';
import { localText, useZonedTime } from './use-zoned-time.ts';

/** When it takes effect, who approved it, and its going live. */
export function PublishStep({ changeset, reload }: StepProps) {
  const { permissions = [] } = usePermissions<Permissions>();
  const { act, acting, problem } = useChangesetAction(reload);
  const may = permissions.includes('changesets:write');
  const parts = { changeset, act, acting };
  return (
    <Box sx={{ display: 'grid', gap: 1.5, maxWidth: 980 }}>
      {problem && (
        <Alert severity="error" sx={{ whiteSpace: 'pre-line' }} data-testid="changeset-problem">
          {problem}
        </Alert>
      )}
      {changeset.status === 'open' && may && <Schedule key={changeset.etag} {...parts} />}
      {changeset.status === 'open' && may && <Submit {...parts} />}
      {changeset.status !== 'open' && changeset.status !== 'abandoned' && <Approvals {...parts} />}
      {changeset.status === 'approved' && may && <GoLive {...parts} />}
      {changeset.status === 'published' && <Delivery changeset={changeset} />}
      {may && <Moves {...parts} reload={reload} />}
    </Box>
  );
}

interface PartProps {
  readonly changeset: ChangesetDetail;
  readonly act: ReturnType<typeof useChangesetAction>['act'];
  readonly acting: boolean;
}

const zones = Intl.supportedValuesOf('timeZone');

function Schedule({ changeset, act, acting }: PartProps) {
  const translate = useTranslate();
  const own = useInstitution()?.timeZone ?? 'UTC';
  const [zone, setZone] = useState(changeset.zone ?? own);
  const [at, setAt] = useState(changeset.effectiveAt ? localText(changeset.effectiveAt, changeset.zone ?? own) : '');
  const saved = changeset.effectiveAt ? localText(changeset.effectiveAt, changeset.zone ?? own) : '';
  const changed = at !== saved || (at !== '' && zone !== changeset.zone);
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.25 }}>
      <Typography variant="h6" component="h2">
        {translate('app.changesets.when')}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {translate('app.changesets.when_hint')}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField
          type="datetime-local"
          margin="none"
          label={translate('app.changesets.effective_at')}
          value={at}
          onChange={(event) => setAt(event.target.value)}
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': 'effective-at' } }}
        />
        <Autocomplete
          disableClearable
          options={zones.includes(zone) ? zones : [zone, ...zones]}
          value={zone}
          onChange={(_event, chosen) => setZone(chosen)}
          sx={{ width: 260 }}
          renderInput={(params) => <TextField {...params} margin="none" label={translate('app.changesets.zone')} />}
        />
        <Button
          disabled={!changed || acting}
          variant="outlined"
          onClick={() => act((api) => api.schedule(changeset, at || null, zone))}
          data-testid="set-time"
        >
          {translate('app.changesets.set_time')}
        </Button>
        {at !== '' && (
          <Button disabled={acting} onClick={() => setAt('')} data-testid="at-once">
            {translate('app.changesets.at_once')}
          </Button>
        )}
      </Box>
      {changed && <Alert severity="warning">{translate('app.changesets.unsaved_time')}</Alert>}
    </Paper>
  );
}

function Submit({ changeset, act, acting }: PartProps) {
  const translate = useTranslate();
  const blocked = changeset.undecidedCount > 0;
  return (
    <Paper
      component="section"
      sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.25, justifyItems: 'start' }}
    >
      <Typography variant="h6" component="h2">
        {translate('app.changesets.submit_title')}
      </Typography>
      <Typography variant="body2">
        {blocked
          ? translate('app.changesets.blocked', { smart_count: changeset.undecidedCount })
          : translate(changeset.reviewsNeeded > 1 ? 'app.changesets.needs_two' : 'app.changesets.needs_one')}
      </Typography>
      <Button
        variant="contained"
        size="large"
        disabled={blocked || acting}
        onClick={() => act((api) => api.move(changeset, 'submit'))}
        data-testid="submit-changeset"
      >
        {translate('app.changesets.submit')}
      </Button>
    </Paper>
  );
}

function Approvals({ changeset, act, acting }: PartProps) {
  const translate = useTranslate();
  const labels = useLabels();
  const { data: identity } = useGetIdentity();
  const { permissions = [] } = usePermissions<Permissions>();
  const [comment, setComment] = useState('');
  const me = String(identity?.id ?? '');
  const own = changeset.authors.includes(me);
  const approved = changeset.reviews.some(
    ({ reviewerId, current, decision }) => current && reviewerId === me && decision === 'approve',
  );
  const mayReview = changeset.status === 'in_review' && permissions.includes('reviews:write');
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, display: 'grid', gap: 1.25 }}>
      <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
        <Typography variant="h6" component="h2">
          {translate('app.changesets.approvals')}
        </Typography>
        <ReviewProgress done={changeset.reviewsDone} needed={changeset.reviewsNeeded} />
        {changeset.status === 'in_review' && changeset.missingRoles.length > 0 && (
          <Typography variant="body2" color="textSecondary">
            {translate('app.changesets.missing', {
              roles: changeset.missingRoles.map((role) => labels.of(roles, role)).join(' / '),
            })}
          </Typography>
        )}
      </Box>
      {changeset.reviews.map((review) => (
        <Box key={review.id} sx={{ display: 'flex', gap: 1, alignItems: 'center', opacity: review.current ? 1 : 0.6 }}>
          <ToneChip
            tone={review.decision === 'approve' ? 'good' : 'wait'}
            label={translate(`app.changesets.reviewed.${review.decision}`)}
          />
          <Typography variant="body2">
            {review.reviewerName} · {labels.of(roles, review.actingRole)}
          </Typography>
          <Typography variant="caption" color="textSecondary">
            <When at={review.createdAt} />
            {review.current ? '' : ` · ${translate('app.changesets.earlier')}`}
          </Typography>
          {review.comment && <Typography variant="body2">{review.comment}</Typography>}
        </Box>
      ))}
      {mayReview && own && <Alert severity="info">{translate('app.changesets.own')}</Alert>}
      {mayReview && approved && <Alert severity="success">{translate('app.changesets.you_approved')}</Alert>}
      {mayReview && !own && !approved && (
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <TextField
            margin="none"
            multiline
            maxRows={4}
            label={translate('app.changesets.comment')}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
            sx={{ flex: 1, minWidth: 260 }}
          />
          <Button
            variant="contained"
            color="success"
            disabled={acting}
            onClick={() =>
              act(
                (api) => api.review(changeset, 'approve', comment.trim()),
                () => setComment(''),
              )
            }
            data-testid="approve-changeset"
          >
            {translate('app.review.approve')}
          </Button>
          <Button
            variant="outlined"
            color="warning"
            disabled={acting || comment.trim() === ''}
            onClick={() =>
              act(
                (api) => api.review(changeset, 'request_changes', comment.trim()),
                () => setComment(''),
              )
            }
          >
            {translate('app.review.request_changes')}
          </Button>
        </Box>
      )}
    </Paper>
  );
}

function GoLive({ changeset, act, acting }: PartProps) {
  const translate = useTranslate();
  const zoned = useZonedTime();
  const at = zoned(changeset.effectiveAt, changeset.zone);
  return (
    <Paper
      component="section"
      sx={{ border: 2, borderColor: 'success.main', p: 2, display: 'grid', gap: 1.25, justifyItems: 'start' }}
    >
      <Typography variant="h6" component="h2">
        {translate('app.changesets.ready')}
      </Typography>
      <Typography variant="body2">
        {at === null ? translate('app.changesets.ready_now') : translate('app.changesets.ready_at', { at })}
      </Typography>
      <Button
        variant="contained"
        color="success"
        size="large"
        disabled={acting}
        onClick={() => act((api) => api.publish(changeset))}
        data-testid="publish-changeset"
      >
        {at === null ? translate('app.changesets.publish_now') : translate('app.changesets.publish_at', { at })}
      </Button>
    </Paper>
  );
}

function Moves({ changeset, act, acting, reload }: PartProps & { readonly reload: () => void }) {
  const translate = useTranslate();
  const api = useChangesetApi();
  const undoable = useUndoable();
  const { status } = changeset;
  const abandon = () =>
    undoable({
      message: 'app.changesets.abandoning',
      run: () => api.move(changeset, 'abandon'),
      onSettled: reload,
    });
  if (status === 'published') return null;
  return (
    <Box sx={{ display: 'flex', gap: 1 }}>
      {status !== 'open' && (
        <Button
          disabled={acting}
          onClick={() => act((api) => api.move(changeset, 'reopen'))}
          data-testid="reopen-changeset"
        >
          {translate('app.changesets.reopen')}
        </Button>
      )}
      {status !== 'abandoned' && (
        <Button color="error" disabled={acting} onClick={abandon} data-testid="abandon-changeset">
          {translate('app.changesets.abandon')}
        </Button>
      )}
    </Box>
  );
}
