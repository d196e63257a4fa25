import type { HttpMetrics } from '../../http/metrics.ts';
import type { Database } from '../../ports/database.ts';
import type { Logger } from '../../ports/logger.ts';
import { countJobs } from './job-views.ts';
import { countSetAsideDecisions } from './set-aside-decisions.ts';

const everyMs = 10_000;

/** Adds gauges of the jobs, as they were at most some seconds ago; returns the way to stop. */
export function watchJobs(database: Database, metrics: HttpMetrics, log: Logger): () => void {
  let counts = { waiting: 0, running: 0, setAside: 0, decisions: 0 };
  let failing = false;
  const look = async (): Promise<void> => {
    try {
      counts = { ...(await countJobs(database)), decisions: await countSetAsideDecisions(database) };
      failing = false;
    } catch (error) {
      if (!failing)
        log.warn({ err: error }, 'The jobs could not be counted; their gauges show the last that was known');
      failing = true;
    }
  };
  metrics.gauge('jobs_waiting', 'Jobs that wait for a worker or for their next try', () => counts.waiting);
  metrics.gauge('jobs_running', 'Jobs that a worker has begun', () => counts.running);
  metrics.gauge(
    'jobs_set_aside',
    'Jobs that failed as often as they may and wait to be replayed',
    () => counts.setAside,
  );
  metrics.gauge('decisions_set_aside', 'Decisions that some projection could not take in', () => counts.decisions);
  const timer = setInterval(look, everyMs);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}
