import type { Executor } from '../../ports/database.ts';
import { destroyRecordings } from '../recordings/index.ts';
import { erasedTitle } from './erasure.ts';

export interface ErasedSources {
  readonly sources: number;
  readonly segments: number;
  readonly cases: number;
  readonly outcomeReports: number;
  readonly recordings: number;
  readonly runFiles: number;
}

/**
 * Empties sources of what they say. Ids, types, order, keyed hashes and the runs that brought them stay: evidence and
 * the audit chain name them, and the hash tells the same record when it is handed in again.
 */
export async function eraseSources(tx: Executor, sourceIds: readonly string[]): Promise<ErasedSources> {
  // By the key that is gone afterwards.
  const recordings = await destroyRecordings(tx, sourceIds);
  const reports = await tx.query(
    `delete from outcome_reports r using sources o
      where o.id = any($1) and r.collection_id = o.collection_id and r.call_ref = o.key`,
    [sourceIds],
  );
  // Drawn from all calls of the collection: the mining that follows draws it anew from those that remain.
  await tx.query(
    'delete from scenario_models m using cases c where c.collection_id = m.collection_id and c.source_id = any($1)',
    [sourceIds],
  );
  // So are reports of minings, which name scenarios in the words of calls.
  await tx.query(
    'update mining_runs m set report = null from cases c where c.collection_id = m.collection_id and c.source_id = any($1)',
    [sourceIds],
  );
  // A scenario may be called after one of them.
  await tx.query(
    `delete from call_matters m using sources o
      where o.id = any($1) and m.collection_id = o.collection_id
        and exists (select 1 from unnest(m.scenario_keys) k
                     where k = 'scenario/' || o.key or starts_with(k, 'scenario/' || o.key || ' ('))`,
    [sourceIds],
  );
  const cases = await tx.query('delete from cases where source_id = any($1)', [sourceIds]);
  const segments = await tx.query(
    `update segments s set text = '', heading = null, locator = '', start_ms = null, end_ms = null, erased_at = now()
       from source_revisions r where r.id = s.revision_id and r.source_id = any($1) and s.erased_at is null`,
    [sourceIds],
  );
  await tx.query(
    `update source_revisions set metadata = '{}', document = null, mined_at = coalesce(mined_at, now()) where source_id = any($1)`,
    [sourceIds],
  );
  // What was drawn from their words: what a model said of them, how alike they are, and which names are one.
  await tx.query(
    `delete from model_answers where source_id = any($1)
        or key in (select s.key from model_answer_sources s where s.source_id = any($1))`,
    [sourceIds],
  );
  await tx.query('delete from document_signatures where source_id = any($1)', [sourceIds]);
  await tx.query('delete from item_merges where source_id = any($1) or other_source = any($1)', [sourceIds]);
  // With everything that experts marked in them.
  await tx.query('delete from annotation_tasks where source_id = any($1)', [sourceIds]);
  const sources = await tx.query(
    `update sources set title = $2, key = 'erased/' || id, language = null, metadata = '{}', erased_at = now()
      where id = any($1) and erased_at is null`,
    [sourceIds, erasedTitle],
  );
  // A file that brought nothing else may be called after the call or the customer.
  const files = await tx.query(
    `update ingest_run_files f set name = 'erased/' || f.ordinal, reason = null, remedy = null, report = null
      where exists (select 1 from source_revisions r where r.run_id = f.run_id and r.file_ordinal = f.ordinal and r.source_id = any($1))
        and not exists (select 1 from source_revisions r join sources o on o.id = r.source_id
                         where r.run_id = f.run_id and r.file_ordinal = f.ordinal and o.erased_at is null)`,
    [sourceIds],
  );
  // So may a run that brought nothing else.
  await tx.query(
    `update ingest_runs g set label = g.id
      where exists (select 1 from source_revisions r where r.run_id = g.id and r.source_id = any($1))
        and not exists (select 1 from source_revisions r join sources o on o.id = r.source_id where r.run_id = g.id and o.erased_at is null)`,
    [sourceIds],
  );
  return {
    sources: sources.rowCount,
    segments: segments.rowCount,
    cases: cases.rowCount,
    outcomeReports: reports.rowCount,
    recordings: recordings.length,
    runFiles: files.rowCount,
  };
}
