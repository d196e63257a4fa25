import { isProblem } from '../../../ingest/index.ts';
import type { FileParser } from '../../ports/file-parser.ts';
import type { RunAtWork, RunWork } from './ingest-run.ts';
import { SpoolError } from './spool.ts';

interface RecordingsOfRun {
  readonly work: Pick<RunWork, 'database' | 'spool' | 'parser' | 'recordings' | 'settings'>;
  readonly run: RunAtWork;
  readonly fileOrdinal: number;
  readonly signal: AbortSignal;
  /** Notes how much of a recording is transcribed. */
  readonly onShare: (share: number) => void;
}

/** The parser for the files of a run, which has recordings read by the reader that is made for them. */
export function withRecordings(of: RecordingsOfRun): FileParser {
  const { work, run, fileOrdinal, signal, onShare } = of;
  return {
    ...work.parser,
    parse(file, settings, options) {
      if (!work.recordings.isRecording(file)) return work.parser.parse(file, settings, options);
      return work.recordings.read(file, {
        runId: run.id,
        collectionId: run.collectionId,
        fileOrdinal,
        dryRun: run.dryRun,
        settings: { ...work.settings, ...settings },
        signal,
        callsIn: (names) => callsIn(of, names),
        onShare(share) {
          options?.onPlace?.({ share, format: 'recording' });
          onShare(share);
        },
      });
    },
  };
}

/** Ids of the calls in the first file of the run that goes by one of these names; null: there is none. */
async function callsIn(
  { work, run, signal }: RecordingsOfRun,
  names: readonly string[],
): Promise<readonly string[] | null> {
  const found = await work.database.query<{ ordinal: number; name: string }>(
    `select ordinal, name from ingest_run_files where run_id = $1 and name = any($2) and status <> 'failed'
      order by array_position($2, name) limit 1`,
    [run.id, names],
  );
  const file = found.rows[0];
  if (!file) return null;
  const { pseudonym: _kept, ...settings } = work.settings;
  const bytes = await work.spool.read(run.id, file.ordinal).catch((error: unknown) => {
    // What was read is gone from the spool when a recording beside it is tried once more.
    if (error instanceof SpoolError) return null;
    throw error;
  });
  if (!bytes) return null;
  const keys: string[] = [];
  const records = work.parser.parse({ name: file.name, bytes }, { ...settings, verbatim: run.verbatim }, { signal });
  for await (const record of records) if (!isProblem(record) && record.call) keys.push(record.key);
  return keys;
}
