/** A process for tests that does jobs of the queue "deadly", and says of each that it begins; see `deadlyJob`. */
import { z } from 'zod';
import { bullJobQueue } from '../adapters/bull/bull-job-queue.ts';
import { postgresDatabase } from '../adapters/postgres/postgres-database.ts';
import { workJobs } from '../jobs/work-jobs.ts';
import { silentLog as log } from './silent-log.ts';

const [databaseUrl = '', redisUrl = '', prefix = ''] = process.argv.slice(2);
const deadlyJob = z.object({ does: z.enum(['hang', 'kill', 'nothing']) });

const database = await postgresDatabase({ url: databaseUrl, log, poolSize: 2 });
const queue = bullJobQueue({ redisUrl, prefix, log, lockMs: 900, mostInterruptions: 2 });
await workJobs({ database, queue, log }, 'deadly', async ({ payload, attempt }) => {
  const { does } = deadlyJob.parse(payload);
  console.log(`${does} ${attempt}`);
  if (does === 'kill') process.kill(process.pid, 'SIGKILL');
  if (does === 'hang') await new Promise(() => undefined);
});
await queue.start();
console.log('ready');
