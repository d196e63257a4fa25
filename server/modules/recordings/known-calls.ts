import type { Executor } from '../../ports/database.ts';

/** Files that hold transcripts of calls, of which one may lie beside a recording. */
const transcriptExtensions = ['json', 'vcon', 'vtt', 'srt', 'txt', 'csv', 'tsv', 'xlsx', 'jsonl'] as const;

/** A file's name without its extension. */
export const stemOf = (name: string) => name.replace(/\.[^./\\]+$/, '');

/** Names under which the transcript of a recording may lie beside it. */
export const transcriptNames = (name: string): readonly string[] =>
  transcriptExtensions.map((extension) => `${stemOf(name)}.${extension}`);

/**
 * The key of a call that was transcribed by others and goes by the recording's name: with or without its folder, or by
 * the name of a file of transcripts.
 */
export async function transcriptOfRecording(
  executor: Executor,
  collectionId: string,
  id: string,
): Promise<string | null> {
  const keys = [id, id.split('/').at(-1) ?? id, ...transcriptExtensions.map((extension) => `${id}.${extension}`)];
  const found = await executor.query<{ key: string }>(
    `select key from sources where collection_id = $1 and type = 'transcript' and key = any($2) and erased_at is null
        and coalesce(metadata ->> 'format', '') not like 'recording-%'
      order by array_position($2, key) limit 1`,
    [collectionId, keys],
  );
  return found.rows[0]?.key ?? null;
}

/** Whether this file of the run, or the run before it, stored the very same of this call. */
export async function isStored(
  executor: Executor,
  call: { readonly collectionId: string; readonly key: string; readonly contentHash: string },
  run: { readonly runId: string; readonly fileOrdinal: number },
): Promise<boolean> {
  const found = await executor.query<{ content_hash: string; own: boolean }>(
    `select r.content_hash, coalesce(r.run_id = $3 and r.file_ordinal = $4, false) as own
       from source_revisions r join sources o on o.id = r.source_id
      where o.collection_id = $1 and o.type = 'transcript' and o.key = $2 and o.erased_at is null
        and (r.run_id is distinct from $3 or r.file_ordinal = $4)
      order by r.revision desc`,
    [call.collectionId, call.key, run.runId, run.fileOrdinal],
  );
  const before = found.rows.find(({ own }) => !own);
  return [before, ...found.rows.filter(({ own }) => own)].some((row) => row?.content_hash === call.contentHash);
}
