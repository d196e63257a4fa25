import { newId } from '../../../graph-schema/index.ts';
import { enqueueJob } from '../../jobs/outbox-relay.ts';
import type { Executor } from '../../ports/database.ts';
import { miningQueue } from './ingest-run.ts';

/**
 * Asks, in the caller's transaction, for a run that reads no file and mines the calls of a collection anew; its id, or
 * null when there is no call left. Notify 'outbox' after the commit.
 */
export async function enqueueMining(tx: Executor, collectionId: string, startedBy: string): Promise<string | null> {
  const calls = await tx.query<{ revision_id: string }>(
    'select revision_id from cases where collection_id = $1 order by id desc limit 1',
    [collectionId],
  );
  const call = calls.rows[0];
  if (!call) return null;
  const runId = newId('run');
  await tx.query(
    `insert into ingest_runs (id, collection_id, status, started_by, label, options, reading_done_at)
     values ($1, $2, 'queued', $3, $3, '{"verbatim": false, "begun": true}', now())`,
    [runId, collectionId, startedBy],
  );
  // One call that counts as not mined has all of them mined.
  await tx.query('update source_revisions set mined_at = null, mining_run = $2 where id = $1', [
    call.revision_id,
    runId,
  ]);
  await enqueueJob(tx, miningQueue, { runId });
  return runId;
}

/** Asks the same for one document, in its latest revision; null when there is nothing of it to be mined. */
export async function enqueueDocumentMining(tx: Executor, sourceId: string, startedBy: string): Promise<string | null> {
  const latest = await tx.query<{ id: string; collection_id: string; document: unknown }>(
    `select r.id, o.collection_id, r.document from source_revisions r join sources o on o.id = r.source_id and o.erased_at is null
      where r.source_id = $1 order by r.revision desc limit 1`,
    [sourceId],
  );
  const revision = latest.rows[0];
  if (!revision || revision.document === null) return null;
  const runId = newId('run');
  await tx.query(
    `insert into ingest_runs (id, collection_id, status, started_by, label, options, reading_done_at)
     values ($1, $2, 'queued', $3, $3, '{"verbatim": false, "begun": true}', now())`,
    [runId, revision.collection_id, startedBy],
  );
  await tx.query('update source_revisions set mined_at = null, mining_run = $2 where id = $1', [revision.id, runId]);
  await enqueueJob(tx, miningQueue, { runId });
  return runId;
}
