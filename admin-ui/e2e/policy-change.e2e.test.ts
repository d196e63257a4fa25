import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { roles } from '../../graph-schema/index.ts';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { changePolicy } from '../../server/testing/policy-journey.ts';
import { answerForScreens } from '../../server/testing/screens-journey.ts';
import { startTestService, type TestService, testPassword } from '../../server/testing/test-service.ts';

const documents = [
  'regulations/complaint-handling-2026.md',
  'procedures/annual-fee-dispute.md',
  'procedures/data-leak-complaint.md',
];
const folder = new URL('../../samples/documents/', import.meta.url);

// The institution's clock is Asia/Shanghai; neither the machine nor the browser stands there, nor on the same day.
process.env['TZ'] = 'Pacific/Honolulu';
const timezoneId = 'America/New_York';

describe.skipIf(noBrowser !== null)(
  `a policy change in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let service: TestService;
    let server: Server;
    let browser: Browser;

    beforeAll(async () => {
      [service, browser] = await Promise.all([startTestService(), launchBrowser()]);
      const run = await service.ingestRuns.prepare({
        collectionId: 'main',
        label: 'samples',
        startedBy: 'system:test',
        verbatim: false,
      });
      for (const name of documents) await run.addFile(name, createReadStream(fileURLToPath(new URL(name, folder))));
      await service.ingestRuns.begin(run.runId);
      await service.ingestRuns.finished(run.runId);
      const proposals = await service.database.query<{ id: string }>('select id from proposals order by id');
      for (const { id } of proposals.rows)
        await service.proposals.publishBySystem(id, 'system:test', 'Published for a test');
      await service.projections.projector.catchUp();
      server = createServer(service.app).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterAll(async () => {
      await browser?.close();
      server?.closeAllConnections();
      server?.close();
      await service?.close();
    });

    const visited = () => ({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      passwords: new Map(roles.values.map((role) => [role, testPassword])),
      browser,
    });

    it('goes from the upload to the new card on an open call', { timeout: 240_000 }, () =>
      changePolicy(visited(), { timezoneId }),
    );

    it(
      'is answered for afterwards: what was on the screen then, in which version, approved by whom',
      {
        timeout: 240_000,
      },
      () =>
        answerForScreens(
          visited(),
          { agent: 'agent', before: '7个工作日', after: '5个工作日', approvedBy: ['reviewer', 'product'] },
          { timezoneId },
        ),
    );
  },
);
