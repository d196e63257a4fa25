import type { ServiceClient } from './service-client.ts';

interface ListedJob {
  readonly id: number;
  readonly queue: string;
  readonly status: string;
  readonly attempts: number;
  readonly progress: number;
  readonly error: string | null;
  readonly createdAt: string;
}

interface ListedDecision {
  readonly projection: string;
  readonly position: number;
  readonly error: string;
}

interface Listed<T> {
  readonly items: readonly T[];
  readonly total: number;
}

const shown = 100;

/** Prints jobs that are not done, or those of one status, and decisions that a projection set aside; false if anything is. */
export async function listJobsCommand(client: ServiceClient, status?: string): Promise<boolean> {
  const statuses = status === undefined ? ['set_aside', 'running', 'waiting'] : [status];
  for (const each of statuses) {
    const query = new URLSearchParams({ status: each, perPage: String(shown) });
    const { items, total } = await client.get<Listed<ListedJob>>(`/v1/jobs?${query}`);
    for (const job of items) console.log(jobLine(job));
    if (total > items.length) console.log(`... and ${total - items.length} more that are ${each}`);
  }
  const aside = await client.get<Listed<ListedJob>>('/v1/jobs?status=set_aside&perPage=1');
  const decisions = await client.get<Listed<ListedDecision>>(`/v1/set-aside-decisions?perPage=${shown}`);
  for (const { projection, position, error } of decisions.items) {
    console.log(`decision ${position} is set aside in ${projection}: ${error}`);
  }
  return aside.total === 0 && decisions.total === 0;
}

/** Has a job tried again that was set aside. */
export async function replayJobCommand(client: ServiceClient, id: string): Promise<boolean> {
  const job = await client.post<ListedJob>(`/v1/jobs/${encodeURIComponent(id)}/replay`);
  console.log(jobLine(job));
  return true;
}

function jobLine({ id, queue, status, attempts, progress, error, createdAt }: ListedJob): string {
  const why = error === null ? '' : `  ${error}`;
  return `${String(id).padStart(8)}  ${createdAt}  ${queue.padEnd(12)}  ${status.padEnd(9)}  tries ${attempts}  ${progress}%${why}`;
}
