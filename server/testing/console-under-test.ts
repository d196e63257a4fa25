import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { roles } from '../../graph-schema/index.ts';
import { launchBrowser } from './browser.ts';
import type { Visited } from './console-visit.ts';
import { startTestService, type TestService, testPassword } from './test-service.ts';

const samples = new URL('../../samples/', import.meta.url);

/** A service of its own that a browser can visit, with somebody of each role. */
export interface ConsoleUnderTest {
  readonly service: TestService;
  readonly visited: Visited;
  /** Reads files of the samples; what they bring waits for review. */
  ingest(...paths: readonly string[]): Promise<void>;
  /** Publishes all that waits for review, by the system. */
  publishAll(): Promise<void>;
  close(): Promise<void>;
}

export async function startConsole(environment: Readonly<Record<string, string>> = {}): Promise<ConsoleUnderTest> {
  const [service, browser] = await Promise.all([startTestService(environment), launchBrowser()]);
  const server = createServer(service.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    service,
    visited: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      passwords: new Map(roles.values.map((role) => [role, testPassword])),
      browser,
    },
    async ingest(...paths) {
      const run = await service.ingestRuns.prepare({
        collectionId: 'main',
        label: 'samples',
        startedBy: 'system:test',
        verbatim: false,
      });
      for (const path of paths)
        await run.addFile(basename(path), createReadStream(fileURLToPath(new URL(path, samples))));
      await service.ingestRuns.begin(run.runId);
      await service.ingestRuns.finished(run.runId);
    },
    async publishAll() {
      const waiting = await service.database.query<{ id: string }>(
        "select id from proposals where status = 'in_review' order by id",
      );
      for (const { id } of waiting.rows)
        await service.proposals.publishBySystem(id, 'system:test', 'Published for a test');
      await service.projections.projector.catchUp();
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await service.close();
    },
  };
}
