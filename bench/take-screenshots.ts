import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../server/testing/browser.ts';
import { openConsole, settled, type Visit } from '../server/testing/console-visit.ts';
import { type RunningServer, startRunningServer } from '../server/testing/running-server.ts';
import { type Person, signIn } from '../server/testing/signed-in.ts';

// Takes the pictures of docs/screenshots: the samples in a service of its own, its main pages in a browser.

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

interface Proposal {
  readonly id: string;
  readonly etag: number;
  readonly contentHash: string;
  readonly kinds: readonly string[];
}

/** Approves what one review decides, but leaves something in the queue to be seen. */
async function publishSome(reviewer: Person): Promise<void> {
  const { items } = (await reviewer.get('/v1/proposals?status=in_review&perPage=50&sort=createdAt&order=asc')) as {
    items: readonly Proposal[];
  };
  for (const { id } of items.slice(0, Math.floor(items.length / 2))) {
    const { etag, contentHash } = (await reviewer.get(`/v1/proposals/${id}`)) as Proposal;
    const review = { decision: 'approve', comment: '', contentHash };
    await reviewer.post(`/v1/proposals/${id}/reviews`, review, { 'if-match': `"${etag}"` }).catch(() => undefined);
  }
}

async function firstId(person: Person, path: string): Promise<string> {
  const { items } = (await person.get(path)) as { items: readonly { readonly id: string }[] };
  return items[0]?.id ?? '';
}

/** Signs in and leaves a picture of each page; what is still moving after the last request is given time to settle. */
async function take(
  { url, passwords }: RunningServer,
  browser: Browser,
  login: string,
  locale: Visit['locale'],
  pages: readonly (readonly [name: string, path: string, ready?: (page: Page) => Promise<unknown>])[],
): Promise<void> {
  const page = await openConsole({ url, passwords, browser }, login, { locale, reducedMotion: 'reduce' });
  for (const [name, path, ready] of pages) {
    await page.goto(`${url}/#/${path}`);
    await settled(page);
    await ready?.(page);
    await settled(page);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    process.stderr.write(`${name}.png\n`);
  }
  await page.context().close();
}

const laidOut = (page: Page) => page.locator('[data-testid=graph-picture][data-settled=true]').waitFor();
const verified = async (page: Page) => {
  await page.getByTestId('verify-chain').click();
  await page.getByTestId('chain-outcome').waitFor();
};
const opened = (page: Page) => page.getByTestId('version-behind').first().waitFor();
const played = async (page: Page) => {
  await page.getByTestId('live-call').locator('input').click();
  await page.getByRole('option').first().click();
  await page.getByTestId('live-play').click();
  await page.getByTestId('core-card').first().waitFor({ timeout: 90_000 });
};

const directory = await mkdtemp(join(tmpdir(), 'agent-coach-screenshots-'));
const server = await startRunningServer({ DATA_DIR: join(directory, 'data'), LOG_LEVEL: 'warn' });
const browser = await launchBrowser();
try {
  await mkdir(folder, { recursive: true });
  const reviewer = await signIn(server.url, 'reviewer', server.passwords.get('reviewer') ?? '');
  await publishSome(reviewer);
  const proposal = await firstId(reviewer, '/v1/proposals?status=in_review&perPage=1');
  const item = await firstId(reviewer, '/v1/items?kind=procedure&state=in_force&perPage=1');
  const source = await firstId(reviewer, '/v1/sources?type=transcript&perPage=1');
  await take(server, browser, 'reviewer', 'zh-CN', [
    ['today', ''],
    ['review-queue', 'proposals'],
    ['review', `proposals/${proposal}/show`],
    ['item', `items/${item}/show`],
    ['graph', 'graph', laidOut],
    ['source', `sources/${source}/show`],
  ]);
  await take(server, browser, 'reviewer', 'en-GB', [
    ['graph-around', `graph?item=${item}&depth=2&chosen=${item}`, laidOut],
  ]);
  await take(server, browser, 'agent', 'zh-CN', [['live', 'live', played]]);
  await take(server, browser, 'compliance', 'zh-CN', [
    ['screens', 'exposures?agent=agent', opened],
    ['policy-change', 'changesets/create'],
    ['audit', 'audit', verified],
  ]);
  await take(server, browser, 'operator', 'en-GB', [['operations', 'operations']]);
} finally {
  await browser.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}
