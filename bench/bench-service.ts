import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pino } from 'pino';
import { composeService, type Service } from '../server/composition.ts';
import { readConfig } from '../server/config.ts';

/** The service on a folder of its own, as a user would run it. */
export interface BenchService {
  service(): Service;
  /** Stops and starts it again on the same folder; returns how many seconds the start took. */
  restart(): Promise<number>;
  close(): Promise<void>;
}

export async function openBenchService(environment: Readonly<Record<string, string>> = {}): Promise<BenchService> {
  const directory = await mkdtemp(join(tmpdir(), 'agent-coach-bench-'));
  const config = readConfig({ DATA_DIR: join(directory, 'data'), SAMPLES: 'none', ...environment });
  const log = pino({ level: 'warn', base: null }, pino.destination(2));
  const start = () => composeService(config, log, 'bench');
  let current = await start();
  return {
    service: () => current,
    async restart() {
      await current.close();
      const startedAt = performance.now();
      current = await start();
      return (performance.now() - startedAt) / 1_000;
    },
    async close() {
      await current.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export const decidedBy = 'system:bench';

/** Ingests files into a collection, as an upload would, and waits for the run's end. Throws if a file failed. */
export async function ingestFiles(
  { ingestRuns }: Service,
  collectionId: string,
  files: readonly { name: string; content: Readable }[],
): Promise<string> {
  const run = await ingestRuns.prepare({ collectionId, label: 'bench', startedBy: decidedBy, verbatim: true });
  for (const { name, content } of files) await run.addFile(name, content);
  await ingestRuns.begin(run.runId);
  const finished = await ingestRuns.finished(run.runId);
  if (finished.status !== 'succeeded' || finished.counts.failed > 0)
    throw new Error(
      `the ingest run ended as ${finished.status}: ${finished.error ?? `${finished.counts.failed} files failed`}`,
    );
  return run.runId;
}

/** Publishes everything that a run proposed, by a system decision that says so; returns when it can be found. */
export async function publishRun(service: Service, runId: string): Promise<void> {
  const proposals = await service.database.query<{ id: string }>(
    `select id from proposals where run_id = $1 and status = 'in_review' order by id`,
    [runId],
  );
  for (const { id } of proposals.rows) {
    const { position } = await service.proposals.publishBySystem(id, decidedBy, 'Published for a measurement');
    await service.projections.projector.waitFor(position, 600_000);
  }
}
