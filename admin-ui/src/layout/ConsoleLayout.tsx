import LiveIcon from '@mui/icons-material/HeadsetMicOutlined';
import HomeIcon from '@mui/icons-material/HomeOutlined';
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
  useSidebarState,
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
import { groupedPages } from './menu-groups.ts';
import { ShortcutsSheet } from './ShortcutsSheet.tsx';

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
      <ShortcutsSheet />
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
    // Every page in sight at a height of 768.
    <Menu sx={{ '& .MuiMenuItem-root': { minHeight: 0, py: '3px' } }}>
      <Menu.Item to="/" primaryText={translate('app.today.title')} leftIcon={<HomeIcon />} />
      {mayPlayCalls(permissions) && (
        <Menu.Item to="/live" primaryText={translate('app.live.title')} leftIcon={<LiveIcon />} />
      )}
      {groupedPages(pages).map(({ name, pages: inGroup }) => (
        <MenuGroupItems key={name} title={translate(`app.menu.${name}`)}>
          {inGroup.map((page) => (
            <Menu.ResourceItem key={page} name={page} />
          ))}
        </MenuGroupItems>
      ))}
    </Menu>
  );
}

/** Pages that belong together, under their name; a line takes its place while the menu is narrow. */
function MenuGroupItems({ title, children }: { title: string; children: ReactNode }) {
  const [open] = useSidebarState();
  return (
    <>
      <Box component="li" role="presentation" sx={{ listStyle: 'none', px: 2, pt: open ? 0.5 : 0.25 }}>
        {open ? (
          <Typography variant="overline" sx={{ color: 'text.secondary', fontSize: '.72rem', lineHeight: 1.3 }}>
            {title}
          </Typography>
        ) : (
          <Divider />
        )}
      </Box>
      {children}
    </>
  );
}
