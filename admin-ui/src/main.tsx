import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { completeReturn } from './access/provider-return.ts';
import { passwordLinkToken, SetPasswordPage } from './access/SetPasswordPage.tsx';
import { createHttpClient } from './api/http-client.ts';
import { createI18nProvider } from './i18n/i18n-provider.ts';
import { createStyleCache } from './style-cache.ts';

const root = document.getElementById('root');
const token = passwordLinkToken(window.location.hash);
if (token === null) await completeReturn(createHttpClient());
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CacheProvider value={createStyleCache()}>
        {token === null ? (
          <App />
        ) : (
          <SetPasswordPage
            http={createHttpClient()}
            i18nProvider={createI18nProvider(navigator.languages)}
            token={token}
          />
        )}
      </CacheProvider>
    </StrictMode>,
  );
}
