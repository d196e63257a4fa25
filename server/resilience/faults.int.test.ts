import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { contentDigest } from '../testing/content-digest.ts';
import { type FaultInstallation, startFaultInstallation } from '../testing/fault-installation.ts';
import { manyCalls } from '../testing/many-calls.ts';
import { describeWithOwn } from '../testing/services/launchable.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 });
const patiently = { timeout: 180_000, interval: 50 };

describeWithOwn(['postgres', 'redis'], 'when something is killed', () => {
  let installation: FaultInstallation;
  beforeAll(async () => {
    installation = await startFaultInstallation({ neo4j: false });
  });
  afterAll(() => installation.close());

  it('tries', async () => {
    const { web, ledger, cluster, database } = installation;
    console.time('approve');
    const entry = await ledger.approve(web.url);
    await ledger.retract(web.url, entry);
    console.timeEnd('approve');
    await cluster.start('worker');
    console.time('ingest');
    const run = await installation.ingest(web.url, manyCalls(4, 250), 'undisturbed');
    const deciding = ledger.keepDeciding([web.url]);
    let last = '';
    await vi.waitFor(async () => {
      const { progress, status } = (await installation.staff.expert.get(web.url, `/v1/ingest-runs/${run}`)) as { progress: { stage: string; filesDone: number; records: number; percent: number }; status: string };
      const line = JSON.stringify(progress);
      if (line !== last) console.timeLog('ingest', line);
      last = line;
      expect(status).toBe('succeeded');
    }, patiently);
    console.timeEnd('ingest');
    console.log(await deciding.stop());
    await ledger.expectNothingLost();
    console.log(await contentDigest(database, 'undisturbed'));
  });
});
