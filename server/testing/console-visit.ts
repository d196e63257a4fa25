import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';

/** An installation, and a browser to use it with. */
export interface Visited {
  readonly url: string;
  /** By login. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly browser: Browser;
}

export interface Visit extends Pick<BrowserContextOptions, 'timezoneId' | 'reducedMotion'> {
  readonly locale: 'zh-CN' | 'zh-TW' | 'en-GB';
  /** Where to be once signed in, behind the address's `#/`; without it, where signing in leads. */
  readonly path?: string;
  /** Milliseconds that each wait may take; 60,000 if not given. */
  readonly patience?: number;
}

// Where to leave a picture of each screen; they are looked at, not compared.
const pictures = process.env['E2E_PICTURES'];

/** Signs somebody in at a screen of 1366 x 768, in a context of their own; `page.context().close()` ends the visit. */
export async function openConsole(
  { url, passwords, browser }: Visited,
  login: string,
  { path, patience = 60_000, ...context }: Visit,
): Promise<Page> {
  const opened = await browser.newContext({ ...context, viewport: { width: 1366, height: 768 } });
  const page = await opened.newPage();
  page.setDefaultTimeout(patience);
  countRequests(page);
  await page.goto(`${url}/`);
  const form = page.getByTestId('login-form');
  await form.locator('input[name=username]').fill(login);
  await form.locator('input[name=password]').fill(passwords.get(login) ?? '');
  await form.locator('button[type=submit]').click();
  await form.waitFor({ state: 'detached' });
  if (path === undefined) return page;
  // Signing in leads to where the person's work is, and would lead away from a page that was opened before.
  await page.locator('.RaLayout-content, [data-testid=live-call]').first().waitFor();
  await page.goto(`${url}/#/${path}`);
  return page;
}

const asked = new WeakMap<Page, Set<Request>>();

function countRequests(page: Page): void {
  const open = new Set<Request>();
  asked.set(page, open);
  const answered = (request: Request) => void open.delete(request);
  page.on('requestfinished', answered);
  page.on('requestfailed', answered);
  page.on('request', (request) => {
    // A stream has no end, and of what a worker loads the end is not told.
    if (request.headers()['accept']?.includes('text/event-stream')) return;
    if (request.resourceType() === 'fetch' || request.resourceType() === 'xhr') open.add(request);
  });
}

const quietMs = 150;
const longestMs = 60_000;
const waiting = '.MuiCircularProgress-indeterminate, .MuiSkeleton-root';

/**
 * Resolves once the page shows what it has to show: nothing asked for is unanswered, and nothing turns. Going from one
 * page of the console to another loads no document, so the browser's own idea of idleness says nothing of it.
 */
export async function settled(page: Page): Promise<void> {
  const open = asked.get(page) ?? new Set();
  const begun = Date.now();
  for (let quietSince = begun; Date.now() - quietSince < quietMs; ) {
    if (Date.now() - begun > longestMs) {
      const urls = [...open].map((request) => request.url()).join(', ');
      throw new Error(`${page.url()} does not come to rest; not answered: ${urls || 'nothing'}`);
    }
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => drawn()))');
    if (open.size > 0 || (await page.locator(waiting).count()) > 0) quietSince = Date.now();
  }
}

/** Leaves a picture of the page in the folder that E2E_PICTURES names, if it does. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await settled(page);
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
