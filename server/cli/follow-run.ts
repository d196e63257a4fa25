import { SingleBar } from 'cli-progress';
import type { RunView } from '../modules/ingest-runs/index.ts';
import type { ServiceClient } from './service-client.ts';

/** Shows on standard error how far a run is, to its end; resolves with how it ended. */
export async function followRun(client: ServiceClient, started: RunView): Promise<RunView> {
  const bar = new SingleBar({
    format: ' {bar} {percentage}% | {stage} | {records} records | {proposals} proposals{remaining}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(100, 0, shownOf(started));
  let run = started;
  try {
    for await (const { event, data } of client.stream(`/v1/ingest-runs/${started.id}/events`)) {
      if (event !== 'progress') break;
      run = data as RunView;
      bar.update(run.progress.percent, shownOf(run));
    }
  } finally {
    bar.stop();
  }
  return run;
}

const shownOf = ({ progress: { stage, records, proposals, remainingSeconds } }: RunView) => ({
  stage,
  records,
  proposals,
  remaining: remainingSeconds === null ? '' : ` | about ${spanOf(remainingSeconds)} left`,
});

function spanOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
