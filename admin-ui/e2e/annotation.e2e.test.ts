import { afterAll, beforeAll, describe, it } from 'vitest';
import { annotateBlind } from '../../server/testing/annotation-journey.ts';
import { noBrowser } from '../../server/testing/browser.ts';
import { type ConsoleUnderTest, startConsole } from '../../server/testing/console-under-test.ts';

describe.skipIf(noBrowser !== null)(
  `annotating in a browser${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`,
  () => {
    let running: ConsoleUnderTest;

    beforeAll(async () => {
      running = await startConsole({ ANNOTATION_BLIND_SHARE: '1' });
      await running.ingest('calls/zh-cards.jsonl');
    });
    afterAll(() => running?.close());

    it(
      'lets two experts mark ten calls blind, by keyboard, and a third settle what they see differently',
      { timeout: 240_000 },
      () => annotateBlind(running.visited),
    );
  },
);
