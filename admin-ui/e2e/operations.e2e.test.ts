import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPgliteDatabase } from '../../server/adapters/pglite/pglite-database.ts';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { openConsole, takePicture } from '../../server/testing/console-visit.ts';
import { databaseTemplate } from '../../server/testing/database-template.ts';
import { type RunningServer, startRunningServer } from '../../server/testing/running-server.ts';

/** A database as a service leaves it behind in which two jobs failed and a decision could not be taken in. */
async function leaveTrouble(data: string): Promise<void> {
  const database = await openPgliteDatabase({ directory: join(data, 'db'), template: await databaseTemplate() });
  await database.query(`
    insert into outbox (queue, payload, created_at, dispatched_at, attempts, error, failed_at) values
      ('nobody-works-here', '{}', '2026-03-31T16:30:00Z', now(), 4, 'TypeError: the file ends within a record', now()),
      ('nobody-works-here', '{}', '2026-03-31T17:30:00Z', now(), 4, 'Error: the disk is full', now())`);
  // What the page shows of a decision is in the row; the decision itself would need an installation around it.
  await database.query('alter table set_aside_decisions drop constraint set_aside_decisions_position_fkey');
  await database.query(
    `insert into set_aside_decisions (projection, position, error, attempts) values ('neo4j', 7, 'Error: broken', 3)`,
  );
  await database.close();
}

describe.skipIf(noBrowser !== null)(
  `the operations page in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let directory: string;
    let server: RunningServer;
    let browser: Browser;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'agent-coach-e2e-'));
      await leaveTrouble(join(directory, 'data'));
      [server, browser] = await Promise.all([
        startRunningServer({ DATA_DIR: join(directory, 'data'), LOG_LEVEL: 'warn' }),
        launchBrowser(),
      ]);
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    const open = (login: string, locale: 'zh-CN' | 'en-GB'): Promise<Page> =>
      openConsole({ url: server.url, passwords: server.passwords, browser }, login, { locale, path: 'operations' });

    const job = (page: Page, id: number) => page.locator(`[data-testid=job-row][data-job-id="${id}"]`);

    it.each([
      {
        locale: 'zh-CN',
        id: 1,
        asked: '2026年4月1日 00:30',
        menu: '运行状况',
        filter: '已搁置',
        queued: '已重新排队',
        elsewhere: '另一进程',
      },
      {
        locale: 'en-GB',
        id: 2,
        asked: '1 Apr 2026, 01:30',
        menu: 'Operations',
        filter: 'Set aside',
        queued: 'queued again',
        elsewhere: 'Another process',
      },
    ] as const)(
      'an operator has a job tried again by the keyboard, and is told whom a decision waits for ($locale)',
      {
        timeout: 240_000,
      },
      async ({ locale, id, asked, menu, filter, queued, elsewhere }) => {
        const page = await open('operator', locale);
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(String(error)));
        await page.getByRole('menuitem', { name: menu }).waitFor();
        await page.locator('[data-testid=process-row][data-alive=true]').waitFor();
        await page.getByTestId('job-filter').getByRole('button', { name: filter }).press('Enter');
        await job(page, id).getByText(asked).waitFor();
        await takePicture(page, `${locale.slice(0, 2)}-operator-operations`);

        await job(page, id).getByTestId('replay-button').press('Enter');
        await page.getByText(queued).waitFor();
        await job(page, id).waitFor({ state: 'detached' });
        await page.locator('[data-testid=operations-jobs] h2:focus').waitFor();
        await page.getByTestId('decision-row').getByTestId('replay-button').click();
        await page.getByText(elsewhere).waitFor();
        expect(faults).toEqual([]);
        await page.context().close();
      },
    );

    it('an administrator reads it and changes nothing, a reviewer is told that it is not theirs', {
      timeout: 240_000,
    }, async () => {
      const admin = await open('admin', 'en-GB');
      await admin.getByTestId('decision-row').waitFor();
      expect(await admin.getByTestId('replay-button').count()).toBe(0);
      const reviewer = await open('reviewer', 'en-GB');
      await reviewer.getByText('No access').waitFor();
      await takePicture(reviewer, 'en-reviewer-operations');
      expect(await reviewer.getByRole('menuitem', { name: 'Operations' }).count()).toBe(0);
      await Promise.all([admin.context().close(), reviewer.context().close()]);
    });
  },
);
