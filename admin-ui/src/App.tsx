import { useMemo } from 'react';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import { createAuthProvider } from './access/auth-provider.ts';
import { checkingClient, createIdentityCheck } from './access/identity-check.ts';
import { IdentityCheckContext } from './access/identity-check-context.ts';
import { LoginPage } from './access/LoginPage.tsx';
import { agents } from './agents/index.ts';
import { agreement, annotations, annotationTasks } from './annotations/index.ts';
import { createDataProvider } from './api/data-provider.ts';
import { createHttpClient } from './api/http-client.ts';
import { HttpContext } from './api/http-context.ts';
import { createQueryClient } from './api/query-client.ts';
import { attestations } from './attestations/index.ts';
import { audit } from './audit/index.tsx';
import { calls } from './calls/index.tsx';
import { changesets } from './changesets/index.ts';
import { collections } from './collections/index.ts';
import { evaluations } from './evaluations/index.ts';
import { RunPage } from './evaluations/RunPage.tsx';
import { exposures } from './exposures/index.tsx';
import { gaps } from './gaps/index.tsx';
import { graph } from './graph/index.ts';
import { health } from './health/index.ts';
import { createI18nProvider } from './i18n/i18n-provider.ts';
import { ingestRuns } from './ingest-runs/index.ts';
import { items } from './items/index.ts';
import { ConsoleLayout } from './layout/ConsoleLayout.tsx';
import { AccessDenied, FailedPage, NotFound } from './layout/failed-pages.tsx';
import { LivePage } from './live/LivePage.tsx';
import { merges } from './merges/index.ts';
import { miningRuns } from './mining-runs/index.ts';
import { operations } from './operations/index.ts';
import { AccountPage } from './people/AccountPage.tsx';
import { apiKeys, users } from './people/index.ts';
import { proposals } from './proposals/index.ts';
import { sources } from './sources/index.ts';
import { theme } from './theme.ts';
import { TodayPage } from './today/TodayPage.tsx';

export function App() {
  const { http, check, ...providers } = useMemo(() => {
    const identityCheck = createIdentityCheck();
    const client = checkingClient(createHttpClient(), identityCheck);
    return {
      http: client,
      queryClient: createQueryClient(),
      check: identityCheck,
      dataProvider: createDataProvider(client),
      authProvider: createAuthProvider(client),
      i18nProvider: createI18nProvider(navigator.languages),
    };
  }, []);
  return (
    <HttpContext value={http}>
      <IdentityCheckContext value={check}>
        <Admin
          {...providers}
          title="Agent Coach"
          theme={theme}
          darkTheme={null}
          layout={ConsoleLayout}
          loginPage={LoginPage}
          dashboard={TodayPage}
          accessDenied={AccessDenied}
          catchAll={NotFound}
          error={FailedPage}
          requireAuth
          disableTelemetry
        >
          <Resource name="proposals" {...proposals} />
          <Resource name="changesets" {...changesets} />
          <Resource name="items" {...items} />
          <Resource name="graph" {...graph} />
          <Resource name="health" {...health} />
          <Resource name="sources" {...sources} />
          <Resource name="attestations" {...attestations} />
          <Resource name="annotations" {...annotations} />
          <Resource name="annotation-tasks" {...annotationTasks} />
          <Resource name="agreement" {...agreement} />
          <Resource name="ingest-runs" {...ingestRuns} />
          <Resource name="mining-runs" {...miningRuns} />
          <Resource name="merges" {...merges} />
          <Resource name="gaps" {...gaps} />
          <Resource name="calls" {...calls} />
          <Resource name="exposures" {...exposures} />
          <Resource name="audit" {...audit} />
          <Resource name="agents" {...agents} />
          <Resource name="evaluations" {...evaluations}>
            <Route path=":id/runs/:runId" element={<RunPage />} />
          </Resource>
          <Resource name="collections" {...collections} />
          <Resource name="operations" {...operations} />
          <Resource name="users" {...users} />
          <Resource name="api-keys" {...apiKeys} />
          <CustomRoutes>
            <Route path="/account" element={<AccountPage />} />
          </CustomRoutes>
          <CustomRoutes noLayout>
            <Route path="/live" element={<LivePage />} />
          </CustomRoutes>
        </Admin>
      </IdentityCheckContext>
    </HttpContext>
  );
}
