import type { RunWork } from './ingest-run.ts';

/** The run that a job works on was ended by somebody else. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
  constructor(runId: string) {
    super(`The ingest run ${runId} has ended`);
  }
}

const lookEveryMs = 1_000;

/** Runs `body` with a signal that aborts with RunEnded soon after the run has ended, or at a stop of the process. */
export async function whileRunning<T>(
  { database, wakeUps, stopping, log }: RunWork,
  runId: string,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const look = () => {
    database
      .query(`select 1 from ingest_runs where id = $1 and status = 'running'`, [runId])
      .then((found) => {
        if (found.rowCount === 0) ended.abort(new RunEnded(runId));
      })
      .catch((error: unknown) => log.debug({ err: error, runId }, 'it was not seen whether a run goes on'));
  };
  const timer = setInterval(look, lookEveryMs);
  // Progress wakes as well, and often; only an end is a reason to look before its time.
  const unlisten = wakeUps.listen(`run:${runId}:ended`, look);
  try {
    return await body(AbortSignal.any([stopping, ended.signal]));
  } finally {
    clearInterval(timer);
    unlisten();
  }
}
