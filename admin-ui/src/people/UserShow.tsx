import { Alert, Box, Breadcrumbs, Button, Paper, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useGetIdentity, useNotify, useTranslate } from 'react-admin';
import { Link, useSearchParams } from 'react-router-dom';
import { passwordLink } from '../access/SetPasswordPage.tsx';
import type { User } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { RecordPage } from '../widgets/RecordPage.tsx';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { When } from '../widgets/When.tsx';
import { SessionTable } from './SessionTable.tsx';
import { ShownOnce } from './ShownOnce.tsx';
import { UserDialog } from './UserDialog.tsx';
import { RoleChips, UserStatus } from './UserList.tsx';
import { usePeople } from './use-people.ts';

/** A person: who they are, how they get in, and where they are signed in. */
export function UserShow() {
  return <RecordPage<User>>{(user, reload) => <UserPage user={user} reload={reload} />}</RecordPage>;
}

function UserPage({ user, reload }: { user: User; reload: () => void }) {
  const translate = useTranslate();
  return (
    <Box sx={{ pb: 4 }}>
      <PageTitle title={user.displayName} />
      <Box component="header" sx={{ pt: 1.5, pb: 1.5 }}>
        <Breadcrumbs sx={{ fontSize: '.85rem', mb: 0.25 }}>
          <Link to="/users">{translate('resources.users.name', { smart_count: 2 })}</Link>
          <span>{user.login}</span>
        </Breadcrumbs>
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'center' }}>
          <Typography variant="h5" component="h1">
            {user.displayName}
          </Typography>
          <UserStatus user={user} />
        </Box>
      </Box>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '1fr 2fr' }, alignItems: 'start' }}>
        <Section title={translate('app.people.who')}>
          <UserFacts user={user} />
          <UserActions user={user} reload={reload} />
        </Section>
        <Section title={translate('app.people.sessions')}>
          <SessionTable userId={user.id} />
        </Section>
      </Box>
    </Box>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2.5 }}>
      <Typography variant="h6" component="h2" sx={{ mb: 1 }}>
        {title}
      </Typography>
      {children}
    </Paper>
  );
}

function UserFacts({ user }: { user: User }) {
  const translate = useTranslate();
  const times = useTimes();
  return (
    <Box component="dl" sx={{ m: 0, '& dt': { color: 'text.secondary', fontSize: '.85rem' }, '& dd': { m: 0, mb: 1 } }}>
      <dt>{translate('resources.users.fields.login')}</dt>
      <dd>{user.login}</dd>
      <dt>{translate('resources.users.fields.roles')}</dt>
      <dd>
        <RoleChips user={user} />
      </dd>
      {user.issuer !== null && (
        <>
          <dt>{translate('app.people.provider')}</dt>
          <dd>
            {user.issuer}
            <Typography variant="caption" color="textSecondary" component="p">
              {translate('app.people.provider_hint')}
            </Typography>
          </dd>
        </>
      )}
      <dt>{translate('resources.users.fields.lastSignInAt')}</dt>
      <dd>{user.lastSignInAt ? <When at={user.lastSignInAt} /> : translate('app.people.never')}</dd>
      <dt>{translate('resources.users.fields.createdAt')}</dt>
      <dd>{times.instant(user.createdAt)}</dd>
    </Box>
  );
}

function UserActions({ user, reload }: { user: User; reload: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const problem = useProblemText();
  const people = usePeople();
  const { data: self } = useGetIdentity();
  const [search] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const link = useMutation({ mutationFn: () => people.passwordLink(user.id), onSuccess: reload });
  const enable = useMutation({
    mutationFn: (disabled: boolean) => people.change(user.id, { disabled }),
    onSuccess: (changed) => {
      notify(changed.disabledAt ? 'app.people.was_disabled' : 'app.people.was_enabled', {
        type: 'info',
        messageArgs: { name: changed.displayName },
      });
      reload();
    },
  });
  const error = link.error ?? enable.error;
  const isNew = search.get('link') === '1' && !user.hasPassword;
  return (
    <>
      {isNew && (
        <Alert severity="info" sx={{ mb: 1.5 }}>
          {translate('app.people.needs_link')}
        </Alert>
      )}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="outlined" size="small" onClick={() => setEditing(true)} data-testid="edit-user">
          {translate('ra.action.edit')}
        </Button>
        {user.issuer === null && user.disabledAt === null && (
          <Button
            variant={isNew ? 'contained' : 'outlined'}
            size="small"
            disabled={link.isPending}
            onClick={() => link.mutate()}
            data-testid="password-link"
          >
            {translate(user.hasPassword ? 'app.people.reset_link' : 'app.people.first_link')}
          </Button>
        )}
        {user.id !== self?.id && (
          <Button
            variant="outlined"
            size="small"
            color={user.disabledAt ? 'primary' : 'error'}
            disabled={enable.isPending}
            onClick={() => enable.mutate(user.disabledAt === null)}
            data-testid="disable-user"
          >
            {translate(user.disabledAt ? 'app.people.enable' : 'app.people.disable')}
          </Button>
        )}
      </Box>
      {error && (
        <Alert severity="error" sx={{ mt: 1.5 }}>
          {problem(error).title}
        </Alert>
      )}
      {link.data && (
        <ShownOnce
          title={translate('app.people.link_title', { name: user.displayName })}
          hint={translate('app.people.link_hint')}
          label={translate('app.people.link')}
          text={passwordLink(link.data.token)}
          onClose={() => link.reset()}
        />
      )}
      {editing && (
        <UserDialog
          user={user}
          onClose={() => setEditing(false)}
          onDone={() => {
            setEditing(false);
            reload();
          }}
        />
      )}
    </>
  );
}
