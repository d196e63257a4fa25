import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId, roles } from '../../graph-schema/index.ts';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { nodeDraft } from '../../server/testing/curation.ts';
import { workOnProposals } from '../../server/testing/review-journey.ts';
import { mendStaleItem } from '../../server/testing/stale-item-journey.ts';
import { startTestService, type TestService, testPassword } from '../../server/testing/test-service.ts';

const document = new URL('../../samples/documents/procedures/annual-fee-dispute.md', import.meta.url);

describe.skipIf(noBrowser !== null)(
  `a stale item in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let service: TestService;
    let server: Server;
    let browser: Browser;
    let itemId: string;

    beforeAll(async () => {
      [service, browser] = await Promise.all([startTestService(), launchBrowser()]);
      const { database } = service;
      const run = await service.ingestRuns.prepare({
        collectionId: 'main',
        label: 'samples',
        startedBy: 'system:test',
        verbatim: false,
      });
      await run.addFile('annual-fee-dispute.md', createReadStream(fileURLToPath(document)));
      await service.ingestRuns.begin(run.runId);
      await service.ingestRuns.finished(run.runId);
      const proposals = await database.query<{ id: string }>("select id from proposals where status = 'in_review'");
      for (const { id } of proposals.rows)
        await service.proposals.publishBySystem(id, 'system:test', 'Published for a test');
      await service.projections.projector.catchUp();
      const item = await database.query<{ id: string }>(
        "select i.id from items i join item_versions v on v.item_id = i.id where i.kind = 'procedure' order by i.id limit 1",
      );
      itemId = item.rows[0]?.id ?? '';
      await database.query(
        `insert into item_verifications (id, item_id, version, verified_by, verified_at, until)
         values ($1, $2, 1, 'user', now() - interval '200 days', now() - interval '20 days')`,
        [newId('verification'), itemId],
      );
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

    it('is found, corrected, approved by a colleague with the keyboard, and vouched for', {
      timeout: 240_000,
    }, async () => {
      expect(itemId).not.toBe('');
      await mendStaleItem(visited(), itemId);
    });

    it('and colleagues edit, split, merge, send back and approve each other’s proposals, and go back to what was', {
      timeout: 240_000,
    }, async () => {
      const { propose, evidence } = service.curation;
      const proposal = async (title: string, names: readonly string[]) => {
        const words = await evidence(`客服：${names.join('；')}，我现在就为您处理。`);
        return propose(
          names.map((name) => nodeDraft('script', `${title}:${name}`, name, words)),
          title,
        );
      };
      await workOnProposals(visited(), {
        bundle: await proposal('年费争议的话术', ['说明年费规则', '致歉并登记']),
        rival: await proposal('安抚话术', ['致歉并登记']),
        single: [
          await proposal('核对身份', ['请您报一下证件后四位']),
          await proposal('说明时限', ['三个工作日内给您答复']),
          await proposal('查询账单', ['我来查一下您的账单']),
        ],
        itemId,
      });
    });
  },
);
