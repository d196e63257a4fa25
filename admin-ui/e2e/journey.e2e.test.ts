import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { createJourney, type Journey } from '../../server/testing/browser-journey.ts';
import { runGuideExamples } from '../../server/testing/guide-examples.ts';
import { type RunningServer, startRunningServer } from '../../server/testing/running-server.ts';

describe.skipIf(noBrowser !== null)(
  `the journey in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let directory: string;
    let server: RunningServer;
    let browser: Browser;
    let journey: Journey;

    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'agent-coach-e2e-'));
      [server, browser] = await Promise.all([
        startRunningServer({ DATA_DIR: join(directory, 'data'), LOG_LEVEL: 'warn' }),
        launchBrowser(),
      ]);
      journey = createJourney({ url: server.url, passwords: server.passwords, browser });
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    it(
      'an approved proposal is cited on a live call, and leaves when it is retracted',
      {
        timeout: 240_000,
      },
      () => journey.fromApprovalToRetraction(),
    );

    it('every example of the guide to the API does what it says', async () => {
      const folder = join(directory, 'examples');
      await mkdir(folder);
      const output = await runGuideExamples(server.url, server.passwords, folder);
      // The one that shows what a refusal looks like.
      expect(output.match(/urn:agent-coach:problem/g)).toHaveLength(1);
      expect(output).toContain('event: retract');
    });

    it(
      'every screen opens in every language without an error, and keeps nobody from using it',
      { timeout: 300_000 },
      () => journey.throughAllScreens(),
    );
  },
);
