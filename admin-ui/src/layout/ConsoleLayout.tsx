import LiveIcon from '@mui/icons-material/HeadsetMicOutlined';
import AccountIcon from '@mui/icons-material/ManageAccountsOutlined';
import { Box, Divider, ListItemIcon, ListItemText, MenuItem, Typography } from '@mui/material';
import { type ReactNode, useEffect, useState } from 'react';
import {
  AppBar,
  Layout,
  Logout,
  Menu,
  RefreshIconButton,
  TitlePortal,
  UserMenu,
  useGetIdentity,
  useLocaleState,
  usePermissions,
  useTranslate,
  useUserMenu,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { roles as roleList } from '../../../graph-schema/index.ts';
import { IdentityCheckDialog } from '../access/IdentityCheckDialog.tsx';
import { type ConsolePage, mayOpen, mayPlayCalls, type Permissions, pagePermissions } from '../access/permissions.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { usePeople } from '../people/use-people.ts';
import { InstitutionName } from '../widgets/InstitutionName.tsx';
import { LanguageSwitch } from '../widgets/LanguageSwitch.tsx';
import { Logo } from '../widgets/Logo.tsx';

export function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <Layout
      appBarAlwaysOn
      appBar={ConsoleBar}
      menu={ConsoleMenu}
      sx={{ '& .RaLayout-content': { px: { xs: 1, sm: 2.5 }, pt: 0.5, minWidth: 0 } }}
    >
      {children}
      <IdentityCheckDialog />
    </Layout>
  );
}

function ConsoleBar() {
  return (
    <AppBar
      alwaysOn
      userMenu={<AccountMenu />}
      toolbar={
        <>
          <OwnLanguage />
          <RefreshIconButton />
        </>
      }
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flex: 1, minWidth: 0 }}>
        <Logo size={24} />
        <Typography component="span" sx={{ fontWeight: 650, whiteSpace: 'nowrap' }}>
          Agent Coach
        </Typography>
        <InstitutionName />
        <TitlePortal variant="body2" sx={{ ml: 2, opacity: 0.8, minWidth: 0 }} />
      </Box>
    </AppBar>
  );
}

/** Begins in the language that the person chose wherever they were, and remembers what they choose now. */
function OwnLanguage() {
  const people = usePeople();
  const { data: identity } = useGetIdentity();
  const [locale, setLocale] = useLocaleState();
  const [begun, setBegun] = useState(false);
  const chosen: string | null | undefined = identity?.['language'];
  useEffect(() => {
    if (begun || chosen === undefined) return;
    setBegun(true);
    if (chosen !== null && chosen !== locale && !sessionStorage.getItem(languageSeen)) setLocale(chosen);
    sessionStorage.setItem(languageSeen, 'yes');
  }, [begun, chosen, locale, setLocale]);
  return <LanguageSwitch onDark onChoose={(language) => void people.chooseLanguage(language).catch(() => undefined)} />;
}

const languageSeen = 'coach.language-seen';

function AccountItem() {
  const translate = useTranslate();
  const { onClose } = useUserMenu() ?? {};
  return (
    <MenuItem component={Link} to="/account" onClick={onClose} data-testid="own-account">
      <ListItemIcon>
        <AccountIcon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{translate('app.account.title')}</ListItemText>
    </MenuItem>
  );
}

function AccountMenu() {
  const labels = useLabels();
  const { data: identity } = useGetIdentity();
  const roles: readonly string[] = identity?.roles ?? [];
  return (
    // What is heard begins with what is seen.
    <UserMenu label={identity?.fullName ?? 'ra.auth.user_menu'}>
      <Box sx={{ px: 2, py: 0.75 }}>
        <Typography variant="subtitle2">{identity?.fullName}</Typography>
        <Typography variant="caption" color="textSecondary">
          {roles.map((role) => labels.of(roleList, role)).join(' · ')}
        </Typography>
      </Box>
      <Divider />
      <AccountItem />
      <Logout />
    </UserMenu>
  );
}

function ConsoleMenu() {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const pages = (Object.keys(pagePermissions) as ConsolePage[]).filter((page) => mayOpen(page, permissions));
  return (
    <Menu>
      {mayPlayCalls(permissions) && (
        <Menu.Item to="/live" primaryText={translate('app.live.title')} leftIcon={<LiveIcon />} />
      )}
      {pages.map((page) => (
        <Menu.ResourceItem key={page} name={page} />
      ))}
    </Menu>
  );
}
