import { afterAll, beforeAll, describe, it } from 'vitest';
import { noBrowser } from '../../server/testing/browser.ts';
import { type ConsoleUnderTest, startConsole } from '../../server/testing/console-under-test.ts';
import { changePolicy } from '../../server/testing/policy-journey.ts';
import { answerForScreens } from '../../server/testing/screens-journey.ts';

const documents = [
  'documents/regulations/complaint-handling-2026.md',
  'documents/procedures/annual-fee-dispute.md',
  'documents/procedures/data-leak-complaint.md',
];

// The institution's clock is Asia/Shanghai; neither the machine nor the browser stands there, nor on the same day.
process.env['TZ'] = 'Pacific/Honolulu';
const timezoneId = 'America/New_York';

describe.skipIf(noBrowser !== null)(
  `a policy change in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let running: ConsoleUnderTest;

    beforeAll(async () => {
      running = await startConsole();
      await running.ingest(...documents);
      await running.publishAll();
    });
    afterAll(() => running?.close());

    it('goes from the upload to the new card on an open call', { timeout: 240_000 }, () =>
      changePolicy(running.visited, { timezoneId }),
    );

    it(
      'is answered for afterwards: what was on the screen then, in which version, approved by whom',
      {
        timeout: 240_000,
      },
      () =>
        answerForScreens(
          running.visited,
          { agent: 'agent', before: '7个工作日', after: '5个工作日', approvedBy: ['reviewer', 'product'] },
          { timezoneId },
        ),
    );
  },
);
