import LiveIcon from '@mui/icons-material/HeadsetMicOutlined';
import { Box, Divider, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import {
  AppBar,
  Layout,
  Logout,
  Menu,
  RefreshIconButton,
  TitlePortal,
  UserMenu,
  useGetIdentity,
  usePermissions,
  useTranslate,
} from 'react-admin';
import { roles as roleList } from '../../../graph-schema/index.ts';
import { type ConsolePage, mayOpen, mayPlayCalls, type Permissions, pagePermissions } from '../access/permissions.ts';
import { useLabels } from '../i18n/use-labels.ts';
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
          <LanguageSwitch onDark />
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

function AccountMenu() {
  const labels = useLabels();
  const { data: identity } = useGetIdentity();
  const roles: readonly string[] = identity?.roles ?? [];
  return (
    <UserMenu>
      <Box sx={{ px: 2, py: 0.75 }}>
        <Typography variant="subtitle2">{identity?.fullName}</Typography>
        <Typography variant="caption" color="textSecondary">
          {roles.map((role) => labels.of(roleList, role)).join(' · ')}
        </Typography>
      </Box>
      <Divider />
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
