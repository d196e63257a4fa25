import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { roles } from '../../graph-schema/index.ts';
import { annotateBlind } from '../../server/testing/annotation-journey.ts';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { startTestService, type TestService, testPassword } from '../../server/testing/test-service.ts';

const calls = fileURLToPath(new URL('../../samples/calls/zh-cards.jsonl', import.meta.url));

describe.skipIf(noBrowser !== null)(
  `annotating in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let service: TestService;
    let server: Server;
    let browser: Browser;

    beforeAll(async () => {
      [service, browser] = await Promise.all([startTestService({ ANNOTATION_BLIND_SHARE: '1' }), launchBrowser()]);
      const run = await service.ingestRuns.prepare({
        collectionId: 'main',
        label: 'samples',
        startedBy: 'system:test',
        verbatim: false,
      });
      await run.addFile('zh-cards.jsonl', createReadStream(calls));
      await service.ingestRuns.begin(run.runId);
      await service.ingestRuns.finished(run.runId);
      server = createServer(service.app).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(async () => {
      await browser?.close();
      server?.closeAllConnections();
      server?.close();
      await service?.close();
    });

    it(
      'lets two experts mark ten calls blind, by keyboard, and a third settle what they see differently',
      { timeout: 240_000 },
      () =>
        annotateBlind({
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          passwords: new Map(roles.values.map((role) => [role, testPassword])),
          browser,
        }),
    );
  },
);
