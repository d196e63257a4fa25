import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../graph-schema/index.ts';
import { noBrowser } from '../../server/testing/browser.ts';
import { type ConsoleUnderTest, startConsole } from '../../server/testing/console-under-test.ts';
import { nodeDraft } from '../../server/testing/curation.ts';
import { workOnProposals } from '../../server/testing/review-journey.ts';
import { mendStaleItem } from '../../server/testing/stale-item-journey.ts';

const document = 'documents/procedures/annual-fee-dispute.md';

describe.skipIf(noBrowser !== null)(
  `a stale item in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let running: ConsoleUnderTest;
    let itemId: string;

    beforeAll(async () => {
      running = await startConsole();
      await running.ingest(document);
      await running.publishAll();
      const { database } = running.service;
      const item = await database.query<{ id: string }>(
        "select i.id from items i join item_versions v on v.item_id = i.id where i.kind = 'procedure' order by i.id limit 1",
      );
      itemId = item.rows[0]?.id ?? '';
      await database.query(
        `insert into item_verifications (id, item_id, version, verified_by, verified_at, until)
         values ($1, $2, 1, 'user', now() - interval '200 days', now() - interval '20 days')`,
        [newId('verification'), itemId],
      );
    });
    afterAll(() => running?.close());

    it('is found, corrected, approved by a colleague with the keyboard, and vouched for', {
      timeout: 240_000,
    }, async () => {
      expect(itemId).not.toBe('');
      await mendStaleItem(running.visited, itemId);
    });

    it('and colleagues edit, split, merge, send back and approve each other’s proposals, and go back to what was', {
      timeout: 240_000,
    }, async () => {
      const { propose, evidence } = running.service.curation;
      const proposal = async (title: string, names: readonly string[]) => {
        const words = await evidence(`客服：${names.join('；')}，我现在就为您处理。`);
        return propose(
          names.map((name) => nodeDraft('script', `${title}:${name}`, name, words)),
          title,
        );
      };
      await workOnProposals(running.visited, {
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
