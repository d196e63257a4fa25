import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, noBrowser } from '../../server/testing/browser.ts';
import { createJourney, type Journey } from '../../server/testing/browser-journey.ts';
import { type Cluster, createCluster } from '../../server/testing/cluster.ts';
import { createPostgresDatabase, type PostgresTestDatabase } from '../../server/testing/postgres-databases.ts';
import { type RoundRobin, startRoundRobin } from '../../server/testing/round-robin.ts';
import { describeWith } from '../../server/testing/services/test-services.ts';

const title = 'the journey in a browser, on the production engines';

describe.skipIf(noBrowser !== null)(`${title}${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, () => {
  describeWith(
    ['postgres', 'redis', 'neo4j'],
    'with two web replicas and two workers',
    ({ postgres, redis, neo4j }) => {
      let records: PostgresTestDatabase;
      let cluster: Cluster;
      let balancer: RoundRobin;
      let browser: Browser;
      let journey: Journey;

      beforeAll(async () => {
        records = await createPostgresDatabase(postgres);
        cluster = await createCluster({ postgres: records.url, redis, neo4j });
        // The first web process has the samples ingested by the workers before it says that it is ready.
        const [first] = await Promise.all([
          cluster.start('web', { SAMPLES: 'load' }),
          cluster.start('worker'),
          cluster.start('worker'),
        ]);
        const second = await cluster.start('web');
        balancer = await startRoundRobin([first.url, second.url]);
        browser = await launchBrowser();
        journey = createJourney({ url: balancer.url, passwords: first.passwords, browser });
      }, 500_000);
      afterAll(async () => {
        await browser?.close();
        await balancer?.close();
        await cluster?.close();
        await records?.drop();
      }, 240_000);

      it('an approved proposal is cited on a live call, and leaves when it is retracted', {
        timeout: 250_000,
      }, async () => {
        await journey.fromApprovalToRetraction();
        expect(Math.min(...balancer.served), 'both replicas took part').toBeGreaterThan(10);
      });
    },
  );
});
